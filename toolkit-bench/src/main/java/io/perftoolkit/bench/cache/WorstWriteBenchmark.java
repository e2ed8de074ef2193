package io.perftoolkit.bench.cache;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The dearest single write, growth of the table included.
 *
 * <p>The same writes go to several new caches, and of each write the shortest time counts: what another process or the
 * collector took does not come again at the same write, what the cache itself has to do there does.
 */
@BenchmarkMode(Mode.SingleShotTime)
@State(Scope.Benchmark)
public class WorstWriteBenchmark {
    private static final int ENTRIES = 262_144;
    private static final int WRITES = 1_500_000;
    private static final int ROUNDS = 7;

    /** Rounds in which the code is still being compiled. */
    private static final int UNCOUNTED = 2;

    private static final Object VALUE = new Object();

    /** Which cache. */
    @Param({"Ours", "Caffeine", "CaffeineDirect", "cache2k", "Guava"})
    public String subject;

    private Long[] keys;

    /** Draws the keys: three new ones, then a popular one. */
    @Setup
    public void setUp() {
        var random = new SplittableRandom(3);
        keys = new Long[WRITES];
        for (int i = 0; i < WRITES; i++) {
            keys[i] = (i & 3) == 3
                    ? (long) (StrictMath.pow(random.nextDouble(), 4) * ENTRIES * 2)
                    : random.nextLong() | 1L << 62;
        }
    }

    /**
     * All rounds.
     *
     * @param worst the dearest write
     * @return what was read last
     */
    @Benchmark
    public @Nullable Object writes(SlowLoadBenchmark.Worst worst) {
        long[] least = new long[WRITES];
        Arrays.fill(least, Long.MAX_VALUE);
        Object read = null;
        for (int round = 0; round < ROUNDS; round++) {
            try (CacheSubject cache = CacheSubject.of(subject, ENTRIES)) {
                read = round(cache, least, round >= UNCOUNTED);
            }
        }
        worst.worstNanos = Arrays.stream(least).max().orElseThrow();
        return read;
    }

    private @Nullable Object round(CacheSubject cache, long[] least, boolean counts) {
        Object read = null;
        for (int i = 0; i < WRITES; i++) {
            Long key = keys[i];
            long before = System.nanoTime();
            if ((i & 3) == 3) {
                read = cache.get(key);
            }
            cache.put(key, VALUE);
            long nanos = System.nanoTime() - before;
            if (counts && nanos < least[i]) {
                least[i] = nanos;
            }
        }
        return read;
    }
}
