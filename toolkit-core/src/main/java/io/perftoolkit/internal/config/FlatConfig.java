package io.perftoolkit.internal.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;

/**
 * A flat map of kebab-case keys and texts, as Spring, Helidon or a properties file give it, on its way into a builder.
 *
 * <p>The builder asks for each key that it knows and hands in its own setter, which is called if the key is there. At the
 * end {@link #check} reports at once all texts that could not be read and all keys that nobody asked for, each with the
 * nearest one that exists:
 *
 * <pre>{@code
 * FlatConfig config = FlatConfig.of(map);
 * config.duration("max-wait", this::maxWait);
 * config.integer("capacity", this::capacity);
 * config.check();
 * }</pre>
 *
 * <p>Durations: {@code 250ms}, {@code 30s}, also {@code ns us m h d}, or ISO-8601 ({@code PT0.25S}). Bytes: {@code 512}, {@code 64KiB},
 * {@code 64MiB}, {@code 2GiB}, also {@code kB MB GB} of thousands.
 */
public final class FlatConfig {
    private final Map<String, String> left;
    private final TreeSet<String> known = new TreeSet<>();
    private final List<String> broken = new ArrayList<>(0);

    private FlatConfig(Map<String, String> all) {
        left = new TreeMap<>(all);
    }

    /**
     * Starts to read.
     *
     * @param map not changed
     * @return the reader
     */
    public static FlatConfig of(Map<String, String> map) {
        return new FlatConfig(map);
    }

    /**
     * A text as it stands.
     *
     * @param key in kebab-case
     * @param to called with the value if the key is there; an {@link IllegalArgumentException} is reported by {@link #check}
     */
    public void text(String key, Consumer<String> to) {
        known.add(key);
        String value = left.remove(key);
        if (value == null) {
            return;
        }
        try {
            to.accept(value.trim());
        } catch (IllegalArgumentException e) {
            broken.add(key + " cannot be " + quoted(value) + ": " + e.getMessage());
        }
    }

    /**
     * A whole number.
     *
     * @param key in kebab-case
     * @param to as in {@link #text}
     */
    public void integer(String key, IntConsumer to) {
        text(key, value -> to.accept(Integer.parseInt(value)));
    }

    /**
     * A number with a fraction.
     *
     * @param key in kebab-case
     * @param to as in {@link #text}
     */
    public void number(String key, DoubleConsumer to) {
        text(key, value -> to.accept(Double.parseDouble(value)));
    }

    /**
     * {@code true} or {@code false}.
     *
     * @param key in kebab-case
     * @param to as in {@link #text}
     */
    public void flag(String key, Consumer<Boolean> to) {
        text(key, value -> {
            if (!value.equals("true") && !value.equals("false")) {
                throw new IllegalArgumentException("true or false expected");
            }
            to.accept(value.equals("true"));
        });
    }

    /**
     * A span of time.
     *
     * @param key in kebab-case
     * @param to as in {@link #text}
     */
    public void duration(String key, Consumer<Duration> to) {
        text(key, value -> to.accept(Units.duration(value)));
    }

    /**
     * A size in bytes.
     *
     * @param key in kebab-case
     * @param to as in {@link #text}
     */
    public void bytes(String key, LongConsumer to) {
        text(key, value -> to.accept(Units.bytes(value)));
    }

    /**
     * One of the constants of an enum, in kebab-case.
     *
     * @param <E> the enum
     * @param key in kebab-case
     * @param constants all that are allowed
     * @param to as in {@link #text}
     */
    public <E extends Enum<E>> void choice(String key, E[] constants, Consumer<E> to) {
        text(key, value -> {
            List<String> names = new ArrayList<>();
            for (E constant : constants) {
                String name = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
                if (name.equals(value)) {
                    to.accept(constant);
                    return;
                }
                names.add(name);
            }
            throw new IllegalArgumentException("one of " + names + " expected");
        });
    }

    /**
     * Reports what is wrong, all at once.
     *
     * @throws IllegalArgumentException if a text could not be read, or nobody asked for a key
     */
    public void check() {
        for (String key : left.keySet()) {
            broken.add("unknown key " + quoted(key) + "; the nearest is " + quoted(nearest(key)));
        }
        if (!broken.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", broken));
        }
    }

    private String nearest(String key) {
        String nearest = "";
        int least = Integer.MAX_VALUE;
        for (String candidate : known) {
            int distance = distance(key, candidate);
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** How many characters must be put in, taken out or changed (Levenshtein). Keys are short. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
