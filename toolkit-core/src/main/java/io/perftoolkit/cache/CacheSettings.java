package io.perftoolkit.cache;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the description of a cache from words. */
final class CacheSettings {
    private static final Pattern NUMBER = Pattern.compile("(\\d{1,18})\\s*(\\p{Alpha}*)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns",
            1L,
            "us",
            1_000L,
            "ms",
            1_000_000L,
            "s",
            1_000_000_000L,
            "m",
            60_000_000_000L,
            "h",
            3_600_000_000_000L,
            "d",
            86_400_000_000_000L);
    private static final Map<String, Long> UNITS =
            Map.of("", 1L, "b", 1L, "kib", 1L << 10, "mib", 1L << 20, "gib", 1L << 30, "tib", 1L << 40);

    private final CacheBuilder<?, ?> builder;
    private final Map<String, BiConsumer<String, String>> readers = new LinkedHashMap<>();

    private @Nullable Duration fresh;
    private Duration ahead = Duration.ZERO;
    private Duration stale = Duration.ZERO;
    private Duration onError = Duration.ZERO;
    private boolean phases;

    private CacheSettings(CacheBuilder<?, ?> builder) {
        this.builder = builder;
        readers.put("capacity", (name, text) -> builder.capacity = amount(name, text));
        readers.put("max-weight", (name, text) -> builder.maxWeight = amount(name, text));
        readers.put("eviction", (name, text) -> builder.eviction = eviction(name, text));
        readers.put("expire-after-write", (name, text) -> builder.expireAfterWrite = duration(name, text));
        readers.put("expire-after-access", (name, text) -> builder.expireAfterAccess = duration(name, text));
        readers.put("fresh", (name, text) -> fresh = duration(name, text));
        readers.put("refresh-ahead", (name, text) -> ahead = phase(name, text));
        readers.put("stale", (name, text) -> stale = phase(name, text));
        readers.put("on-error", (name, text) -> onError = phase(name, text));
        readers.put("jitter", (name, text) -> builder.jitter = share(name, text));
        readers.put("negative", (name, text) -> builder.negative = duration(name, text));
        readers.put("batch-window", (name, text) -> builder.batchWindow = duration(name, text));
        readers.put("batch-size", (name, text) -> builder.batchSize = Math.toIntExact(amount(name, text)));
    }

    /** Reads all settings into a builder. */
    static void apply(Map<String, String> settings, CacheBuilder<?, ?> builder) {
        var reader = new CacheSettings(builder);
        settings.forEach(reader::read);
        reader.finish();
    }

    private void read(String name, String text) {
        BiConsumer<String, String> reader = readers.get(name);
        if (reader == null) {
            throw new IllegalArgumentException("unknown setting: " + name + "; did you mean " + nearest(name) + "?");
        }
        reader.accept(name, text.strip());
    }

    private void finish() {
        if (fresh != null) {
            Freshness freshness = new Freshness(fresh, ahead, stale, onError);
            builder.freshness(freshness);
        } else if (phases) {
            throw new IllegalArgumentException("refresh-ahead, stale and on-error need fresh: they come after it");
        }
    }

    private Duration phase(String name, String text) {
        phases = true;
        return duration(name, text);
    }

    private static long amount(String name, String text) {
        return scaled(name, text, UNITS, "a whole number, with B, KiB, MiB, GiB, TiB or no unit");
    }

    private static Duration duration(String name, String text) {
        return Duration.ofNanos(scaled(name, text, NANOS, "a whole number with ns, us, ms, s, m, h or d"));
    }

    private static long scaled(String name, String text, Map<String, Long> units, String rule) {
        Matcher matcher = NUMBER.matcher(text);
        if (matcher.matches()) {
            Long unit = units.get(matcher.group(2).toLowerCase(Locale.ROOT));
            long number = Long.parseLong(matcher.group(1));
            if (unit != null && number <= Long.MAX_VALUE / unit) {
                return number * unit;
            }
        }
        throw new IllegalArgumentException(name + " must be " + rule + ": " + text);
    }

    private static double share(String name, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a number: " + text, e);
        }
    }

    private static CacheBuilder.Eviction eviction(String name, String text) {
        for (CacheBuilder.Eviction one : CacheBuilder.Eviction.values()) {
            if (one.name().replace('_', '-').equalsIgnoreCase(text)) {
                return one;
            }
        }
        throw new IllegalArgumentException(name + " must be adaptive or exact-lru: " + text);
    }

    private String nearest(String name) {
        String best = "";
        int least = Integer.MAX_VALUE;
        for (String known : readers.keySet()) {
            int distance = distance(name, known);
            if (distance < least) {
                least = distance;
                best = known;
            }
        }
        return best;
    }

    /** Levenshtein's distance: how many letters to change, add or drop. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
