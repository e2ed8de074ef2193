package io.perftoolkit.bench.count;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Raising one counter behind stores that miss the caches, as code does that writes its answer and then counts it. A locked
 * instruction waits for those stores; an ordinary one does not. The subject {@code none} is the stores alone,
 * {@code field} adds the one store without which nothing is counted; only one thread may use it.
 */
@State(Scope.Benchmark)
public class BehindStoresBenchmark {
    /** Which counter. */
    @Param({"none", "field", "StripedCounter", "LongAdder", "Micrometer", "Prometheus"})
    public String subject;

    private Raised counter;

    /** Makes the counter. */
    @Setup
    public void setUp() {
        counter = Raised.of(subject);
    }

    /**
     * Stores four times, then adds one.
     *
     * @param stores of this thread
     */
    @Benchmark
    public void increment(Stores stores) {
        stores.four();
        counter.increment();
    }

    /** 64 MiB of memory, written in random order. */
    @State(Scope.Thread)
    public static class Stores {
        private static final int LONGS = 1 << 23;

        private final long[] memory = new long[LONGS];
        private long random = System.nanoTime() | 1;

        void four() {
            long next = random;
            for (int i = 0; i < 4; i++) {
                next ^= next << 13;
                next ^= next >>> 7;
                next ^= next << 17;
                memory[(int) next & (LONGS - 1)] = next;
            }
            random = next;
        }
    }
}
