package io.perftoolkit.example;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads typed values from a flat map and collects what is wrong with them, to tell it all at once. Confined to one thread. */
final class Settings {
    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,9}) ?([A-Za-z]*)");
    private static final String A_DURATION = "a duration such as 250ms";
    private static final Map<String, Long> PLAIN = Map.of("", 1L);
    private static final Map<String, Long> DURATIONS = Map.of("ms", 1L, "s", 1000L, "m", 60_000L);
    private static final Map<String, Long> SIZES = Map.of("", 1L, "B", 1L, "KiB", 1L << 10, "MiB", 1L << 20);

    private final Map<String, String> values;
    private final Set<String> known = new HashSet<>();
    private final List<String> wrong = new ArrayList<>();

    Settings(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /** The value or, if there is none, {@code otherwise}; a {@code null} there makes it required. */
    String text(String key, @Nullable String otherwise) {
        String value = value(key);
        if (value == null && otherwise == null) {
            wrong.add(key + " is required");
        }
        return value != null ? value : otherwise != null ? otherwise : "";
    }

    int count(String key, int otherwise, int min, int max) {
        return whole(key, value(key), otherwise, min, max, PLAIN, "a whole number");
    }

    int size(String key, int otherwise, int min, int max) {
        return whole(key, value(key), otherwise, min, max, SIZES, "a size such as 64KiB");
    }

    /** A positive duration of at most a day. */
    Duration duration(String key, Duration otherwise) {
        int day = (int) Duration.ofDays(1).toMillis();
        return Duration.ofMillis(whole(key, value(key), (int) otherwise.toMillis(), 1, day, DURATIONS, A_DURATION));
    }

    boolean flag(String key, boolean otherwise) {
        String value = text(key, Boolean.toString(otherwise));
        if (!value.equals("true") && !value.equals("false")) {
            wrong.add(key + " must be true or false: " + value);
        }
        return value.equals("true");
    }

    <E extends Enum<E>> E choice(String key, E otherwise) {
        String value = text(key, lower(otherwise));
        for (E constant : otherwise.getDeclaringClass().getEnumConstants()) {
            if (lower(constant).equals(value)) {
                return constant;
            }
        }
        List<String> words = new ArrayList<>();
        for (E constant : otherwise.getDeclaringClass().getEnumConstants()) {
            words.add(lower(constant));
        }
        wrong.add(key + " must be one of " + words + ": " + value);
        return otherwise;
    }

    /** {@code off}, {@code fixed=64} or {@code adaptive=100ms}. */
    ServiceConfig.Admission admission(String key) {
        String value = text(key, "off");
        int equals = value.indexOf('=');
        String kind = value.substring(0, Math.max(0, equals));
        String quantity = value.substring(equals + 1);
        if (kind.equals("fixed")) {
            int limit = whole(key + "=fixed", quantity, 1, 1, 1_000_000, PLAIN, "a whole number");
            return new ServiceConfig.Admission(limit, Duration.ZERO);
        }
        if (kind.equals("adaptive")) {
            int hour = (int) Duration.ofHours(1).toMillis();
            int objective = whole(key + "=adaptive", quantity, 1, 1, hour, DURATIONS, A_DURATION);
            return new ServiceConfig.Admission(0, Duration.ofMillis(objective));
        }
        if (!value.equals("off")) {
            wrong.add(key + " must be off, fixed=64 or adaptive=100ms, with a number of yours: " + value);
        }
        return ServiceConfig.Admission.OFF;
    }

    /** Ends the reading: what nobody asked for is unknown. */
    void finish() {
        values.keySet().stream().filter(key -> !known.contains(key)).sorted().forEach(this::unknown);
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", wrong));
        }
    }

    private void unknown(String key) {
        String nearest = known.stream()
                .min(Comparator.comparingInt((String name) -> distance(key, name))
                        .thenComparing(name -> name))
                .orElse("");
        wrong.add("unknown setting " + key + ", did you mean " + nearest + "?");
    }

    private @Nullable String value(String key) {
        known.add(key);
        return values.get(key);
    }

    private int whole(
            String key, @Nullable String value, int otherwise, int min, int max, Map<String, Long> units, String kind) {
        if (value == null) {
            return otherwise;
        }
        Matcher quantity = QUANTITY.matcher(value);
        Long unit = quantity.matches() ? units.get(quantity.group(2)) : null;
        if (unit == null) {
            wrong.add(key + " must be " + kind + ": " + value);
            return otherwise;
        }
        long whole = Long.parseLong(quantity.group(1)) * unit;
        if (whole < min || whole > max) {
            wrong.add(key + " must be in " + min + ".." + max + (units.containsKey("ms") ? " ms" : "") + ": " + value);
            return otherwise;
        }
        return (int) whole;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Levenshtein's edit distance. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int swap = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(swap, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
