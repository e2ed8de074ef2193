package io.perftoolkit.bench.cache;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.ThreadParams;

/** Reading entries that are all there, and that would expire in an hour. */
@State(Scope.Benchmark)
public class ExpiringReadBenchmark {
    private static final int ENTRIES = 16_384;

    /** Which cache, and what says when its entries expire; those of {@code OursEternal} never do. */
    @Param({"Ours", "OursEternal", "OursExact", "OursCoarse", "OursAfterAccess", "OursTouching", "Caffeine", "cache2k"})
    public String subject;

    private CacheSubject cache;
    private Requests.Keys keys;

    /** Fills the cache. */
    @Setup
    public void setUp() {
        int capacity = ENTRIES + ENTRIES / 4;
        cache = switch (subject) {
            case "OursEternal" -> OursSubject.of(capacity);
            case "OursExact" -> OursSubject.exact(capacity);
            case "OursCoarse" -> OursSubject.coarse(capacity);
            case "OursAfterAccess" -> OursSubject.afterAccess(capacity);
            case "OursTouching" -> OursSubject.touching(capacity);
            default -> CacheSubject.expiring(subject, capacity);
        };
        keys = new Requests.Keys(ENTRIES);
        for (Long key : keys.written()) {
            cache.put(key, Resident.VALUE);
        }
        cache.settle();
    }

    /** Closes it. */
    @TearDown
    public void tearDown() {
        cache.close();
    }

    /**
     * Looks the thread's next key up.
     *
     * @param asked the thread's keys
     * @param missed stays 0
     * @return the value
     */
    @Benchmark
    public @Nullable Object get(Asked asked, Missed missed) {
        Object value = cache.get(asked.requests.next());
        if (value == null) {
            missed.misses++;
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
        public void setUp(ExpiringReadBenchmark benchmark, ThreadParams thread) {
            requests = benchmark.keys.of(thread.getThreadIndex());
        }
    }
}
