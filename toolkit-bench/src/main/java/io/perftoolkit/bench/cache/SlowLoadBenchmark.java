package io.perftoolkit.bench.cache;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One thread loads a key for three seconds; how long does another thread wait that writes other keys? */
@BenchmarkMode(Mode.SingleShotTime)
@State(Scope.Benchmark)
public class SlowLoadBenchmark {
    private static final int ENTRIES = 1_000;
    private static final long LOAD_MILLIS = 3_000;
    private static final Object SLOW = "slow";

    /** Which cache. */
    @Param({"Ours", "Caffeine", "CaffeineDirect", "cache2k", "Guava"})
    public String subject;

    private CacheSubject cache;

    /** Fills the cache and compiles the writes. */
    @Setup
    public void setUp() {
        cache = CacheSubject.of(subject, ENTRIES);
        for (int i = 0; i < 200 * ENTRIES; i++) {
            cache.put(i, i);
        }
    }

    /** Closes it. */
    @TearDown
    public void tearDown() {
        cache.close();
    }

    /**
     * Loads, and writes meanwhile.
     *
     * @param worst the longest write
     * @return how many writes there were
     * @throws InterruptedException if interrupted
     */
    @Benchmark
    public int writesOfOthers(Worst worst) throws InterruptedException {
        var loading = new CountDownLatch(1);
        var over = new CountDownLatch(1);
        Thread loader = new Thread(() -> cache.get(SLOW, key -> {
            loading.countDown();
            return await(over);
        }));
        loader.start();
        loading.await();
        // Shorter than the load: a writer that waits for its end must not find it over.
        long nanos = TimeUnit.MILLISECONDS.toNanos(LOAD_MILLIS * 9 / 10);
        int writes = 0;
        long start = System.nanoTime();
        for (long before = start; before - start < nanos; writes++) {
            cache.put(1_000_000 + writes, SLOW);
            long after = System.nanoTime();
            worst.worstNanos = Math.max(worst.worstNanos, after - before);
            before = after;
        }
        over.countDown();
        loader.join();
        return writes;
    }

    /** A writer that is held up by the load cannot end it, so it ends itself. */
    private static Object await(CountDownLatch over) {
        try {
            return over.await(LOAD_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while loading", e);
        }
    }

    /** The longest operation. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Worst {
        /** Read by the league under this name. */
        public long worstNanos;
    }
}
