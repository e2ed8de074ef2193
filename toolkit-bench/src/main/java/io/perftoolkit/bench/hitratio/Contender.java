package io.perftoolkit.bench.hitratio;

import io.perftoolkit.bench.cache.CacheSubject;
import io.perftoolkit.bench.traces.Trace;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who takes part, by the name in tables.
 *
 * <p>The peers run as they hit best: Caffeine with its maintenance on the calling thread, cache2k with one order of
 * eviction over all entries.
 */
public enum Contender {
    /** Exact LRU. */
    LRU("LRU", null, 1),
    /** Guava's LRU by segments. */
    GUAVA("Guava", "Guava", 1),
    /** cache2k's Clock-Pro+. */
    CACHE2K("cache2k", "cache2kStrict", 1),
    /** Caffeine's W-TinyLFU, which admits by chance now and then. */
    CAFFEINE("Caffeine", "CaffeineDirect", 5),
    /** Our cache; the seed of a run is its number, so that a table can be made again to the last digit. */
    OURS("Ours", null, 4),
    /** The most that is possible. */
    OPT("OPT", null, 1);

    private final String label;
    private final @Nullable String subject;
    private final int runs;

    Contender(String label, @Nullable String subject, int runs) {
        this.label = label;
        this.subject = subject;
        this.runs = runs;
    }

    /** @return the name in tables */
    public String label() {
        return label;
    }

    /**
     * Finds one by its name in tables.
     *
     * @param label the name
     * @return who
     * @throws IllegalArgumentException if there is none
     */
    public static Contender ofLabel(String label) {
        return Arrays.stream(values())
                .filter(contender -> contender.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown contender: " + label));
    }

    /** The hit ratio of each run, from 0 to 1. */
    List<Double> run(Trace trace, int capacity, Integer[] keys) {
        Double[] ratios = new Double[runs];
        Arrays.setAll(ratios, run -> (double) hits(trace, capacity, keys, run + 1) / trace.length());
        return List.of(ratios);
    }

    private long hits(Trace trace, int capacity, Integer[] keys, int seed) {
        return switch (this) {
            case LRU -> hits(trace, new Lru(capacity, trace.keys()));
            case OPT -> Optimum.hits(trace, capacity);
            case OURS -> hits(trace, CacheSubject.seeded(capacity, seed), keys);
            case GUAVA, CACHE2K, CAFFEINE ->
                hits(trace, CacheSubject.of(Objects.requireNonNull(subject), capacity), keys);
        };
    }

    private static long hits(Trace trace, CacheSubject subject, Integer[] keys) {
        long hits = 0;
        try (CacheSubject cache = subject) {
            for (int at = 0; at < trace.length(); at++) {
                Integer key = keys[trace.key(at)];
                if (cache.get(key) != null) {
                    hits++;
                } else {
                    cache.put(key, key);
                }
            }
        }
        return hits;
    }

    private static long hits(Trace trace, Lru lru) {
        long hits = 0;
        for (int at = 0; at < trace.length(); at++) {
            hits += lru.request(trace.key(at)) ? 1 : 0;
        }
        return hits;
    }
}
