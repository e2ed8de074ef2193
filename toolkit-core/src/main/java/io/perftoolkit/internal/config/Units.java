package io.perftoolkit.internal.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers with a unit, as people write them. */
final class Units {
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L,
            "d", 86_400_000_000_000L);
    private static final Map<String, Long> BYTES = Map.of(
            "", 1L,
            "b", 1L,
            "kib", 1L << 10,
            "mib", 1L << 20,
            "gib", 1L << 30,
            "tib", 1L << 40,
            "kb", 1_000L,
            "mb", 1_000_000L,
            "gb", 1_000_000_000L);

    private Units() {}

    static Duration duration(String text) {
        if (text.startsWith("P") || text.startsWith("-P")) {
            try {
                return Duration.parse(text);
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException("not an ISO-8601 duration", e);
            }
        }
        return Duration.ofNanos(times(text, NANOS, "a duration such as 250ms or 30s expected"));
    }

    static long bytes(String text) {
        return times(text, BYTES, "a size such as 512, 64KiB or 64MiB expected");
    }

    private static long times(String text, Map<String, Long> units, String rule) {
        int end = text.length();
        while (end > 0 && Character.isLetter(text.charAt(end - 1))) {
            end--;
        }
        Long unit = units.get(lower(text.substring(end)));
        BigDecimal number = decimal(text.substring(0, end).trim());
        if (unit == null || number == null) {
            throw new IllegalArgumentException(rule);
        }
        try {
            return number.multiply(BigDecimal.valueOf(unit)).longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("too large, or finer than the unit allows", e);
        }
    }

    private static @Nullable BigDecimal decimal(String text) {
        try {
            // a long exponent would make longValueExact() fill the heap with zeros
            return text.length() > 20 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0 ? null : new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static String lower(String unit) {
        return unit.toLowerCase(Locale.ROOT);
    }
}
