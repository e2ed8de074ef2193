package io.perftoolkit.bench.cache;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cache under comparison. Only the chosen subclass is loaded into a fork of JMH, so its call has one target.
 *
 * <p>{@code Caffeine} hands its maintenance to the common pool, which is its default; {@code CaffeineDirect} does it on
 * the thread that called. The default looks cheap on the caller's clock, because others work for it: read the CPU of the
 * whole process beside it. {@code cache2kStrict} evicts in one order over all entries; by default cache2k does so in each
 * of its segments.
 */
public abstract class CacheSubject implements AutoCloseable {
    /** Every name that {@link #of} knows. */
    public static final List<String> NAMES =
            List.of("Ours", "Caffeine", "CaffeineDirect", "cache2k", "cache2kStrict", "Guava", "ConcurrentHashMap");

    /** For subclasses. */
    CacheSubject() {}

    /**
     * Makes an empty cache.
     *
     * @param name one of {@link #NAMES}
     * @param capacity most entries; {@code ConcurrentHashMap} has no bound and takes it for a hint
     * @return the cache
     */
    public static CacheSubject of(String name, int capacity) {
        return switch (name) {
            case "Ours" -> OursSubject.of(capacity);
            case "Caffeine" -> new CaffeineSubject(capacity, false, false);
            case "CaffeineDirect" -> new CaffeineSubject(capacity, false, true);
            case "cache2k" -> new Cache2kSubject(capacity, false, false);
            case "cache2kStrict" -> new Cache2kSubject(capacity, false, true);
            case "Guava" -> new GuavaSubject(capacity, false);
            case "ConcurrentHashMap" -> new MapSubject(capacity);
            default -> throw new IllegalArgumentException("unknown subject: " + name);
        };
    }

    /**
     * Makes an empty cache of ours that repeats what chance did.
     *
     * @param capacity most entries
     * @param seed where chance starts
     * @return the cache
     */
    public static CacheSubject seeded(int capacity, int seed) {
        return OursSubject.withSeed(capacity, seed);
    }

    /**
     * Makes an empty cache whose entries expire an hour after they were written.
     *
     * @param name one of {@link #NAMES}, but not {@code ConcurrentHashMap}
     * @param capacity most entries
     * @return the cache
     */
    public static CacheSubject expiring(String name, int capacity) {
        return switch (name) {
            case "Ours" -> OursSubject.expiring(capacity);
            case "Caffeine" -> new CaffeineSubject(capacity, true, false);
            case "CaffeineDirect" -> new CaffeineSubject(capacity, true, true);
            case "cache2k" -> new Cache2kSubject(capacity, true, false);
            case "Guava" -> new GuavaSubject(capacity, true);
            default -> throw new IllegalArgumentException("no subject whose entries expire: " + name);
        };
    }

    /**
     * Looks a key up.
     *
     * @param key to look for
     * @return its value, or null
     */
    public abstract @Nullable Object get(Object key);

    /**
     * Writes an entry.
     *
     * @param key of the entry
     * @param value of the entry
     */
    public abstract void put(Object key, Object value);

    /**
     * Looks a key up and loads it if it is missing.
     *
     * @param key to look for
     * @param loader finds its value
     * @return its value
     */
    public abstract @Nullable Object get(Object key, Function<Object, Object> loader);

    /** @return how many entries there are */
    public abstract long size();

    /** Finishes what was put off. */
    public void settle() {
        // Most put nothing off.
    }

    @Override
    public void close() {
        // Most own nothing.
    }
}
