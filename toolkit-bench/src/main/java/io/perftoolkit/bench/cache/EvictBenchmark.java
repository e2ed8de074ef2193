package io.perftoolkit.bench.cache;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.ThreadParams;

/** Asking for more keys than there is room for: a miss is followed by a write, and that by an eviction. */
@State(Scope.Benchmark)
public class EvictBenchmark {
    private static final int KEYS_PER_ENTRY = 10;
    private static final Object VALUE = new Object();

    /** Which cache. */
    @Param({"Ours", "Caffeine", "CaffeineDirect", "cache2k", "Guava"})
    public String subject;

    /** How many entries there is room for. */
    @Param({"16384", "131072"})
    public int entries;

    private CacheSubject cache;
    private Requests.Keys keys;

    /** Asks until the cache is full and knows what is popular. */
    @Setup
    public void setUp() {
        cache = CacheSubject.of(subject, entries);
        keys = new Requests.Keys(entries * KEYS_PER_ENTRY);
        Requests before = keys.of(-1);
        for (int i = 0; i < 2 * before.length(); i++) {
            if (cache.get(before.next()) == null) {
                cache.put(before.toWrite(), VALUE);
            }
        }
        cache.settle();
    }

    /** Closes it. */
    @TearDown
    public void tearDown() {
        cache.close();
    }

    /**
     * Asks for the thread's next key, and writes it if it is missing.
     *
     * @param asked the thread's keys
     * @param missed counts the misses
     * @return the value
     */
    @Benchmark
    public Object request(Asked asked, Missed missed) {
        Object value = cache.get(asked.requests.next());
        if (value == null) {
            missed.misses++;
            cache.put(asked.requests.toWrite(), VALUE);
            return VALUE;
        }
        return value;
    }

    /** What a thread asks for. */
    @State(Scope.Thread)
    public static class Asked {
        private Requests requests;

        /**
         * Draws the sequence.
         *
         * @param benchmark whose keys
         * @param thread who asks
         */
        @Setup
        public void setUp(EvictBenchmark benchmark, ThreadParams thread) {
            requests = benchmark.keys.of(thread.getThreadIndex());
        }
    }
}
