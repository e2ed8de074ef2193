package io.perftoolkit.bench.control;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the machine itself costs; beside every comparison, so that a drifting machine is seen. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ControlBenchmark {
    /** The frame of a benchmark: what JMH itself costs. */
    @Benchmark
    public void empty() {
        // Deliberately empty.
    }

    /**
     * A fixed chain of 32 dependent multiplications and shifts: moves with the clock rate and nothing else.
     *
     * @param seed where the chain starts
     * @return where it ends
     */
    @Benchmark
    public long arithmetic(Seed seed) {
        long x = seed.value;
        for (int i = 0; i < 16; i++) {
            x = x * 0x9E3779B97F4A7C15L;
            x ^= x >>> 29;
        }
        return x;
    }

    /**
     * Eight chains that do not wait for each other: as much as one core can do at once. Two threads that run it at the
     * pace of one have a core each; two that need longer share one, whatever the system calls its processors.
     *
     * @param seed where the chains start
     * @return where they end
     */
    @Benchmark
    public long wide(Seed seed) {
        long a = seed.value;
        long b = a + 1;
        long c = a + 2;
        long d = a + 3;
        long e = a + 4;
        long f = a + 5;
        long g = a + 6;
        long h = a + 7;
        for (int i = 0; i < 16; i++) {
            a = (a << 1) ^ i;
            b = (b >>> 1) + i;
            c = (c << 3) ^ i;
            d = (d >>> 3) + i;
            e = (e << 5) ^ i;
            f = (f >>> 5) + i;
            g = (g << 7) ^ i;
            h = (h >>> 7) + i;
        }
        return a ^ b ^ c ^ d ^ e ^ f ^ g ^ h;
    }

    /**
     * One reading of the clock.
     *
     * @return the reading
     */
    @Benchmark
    public long nanoTime() {
        return System.nanoTime();
    }

    /**
     * One step through memory that fits no cache: moves when a neighbour takes the memory bus or the shared cache.
     *
     * @param cycle where we are
     * @return where we go
     */
    @Benchmark
    public int walk(Cycle cycle) {
        int next = cycle.next[cycle.at];
        cycle.at = next;
        return next;
    }

    /**
     * One locked addition that nobody contends for: no thermometer but a property of the processor. Where it is dear,
     * designs without locked instructions gain more, so goals may ask for it.
     *
     * @param word what to add to
     * @return the sum
     */
    @Benchmark
    public long atomicAdd(Word word) {
        return word.value.getAndAdd(3);
    }

    /**
     * One array of a known size: no thermometer but the truth that a counter of bytes must find.
     *
     * @return the array
     */
    @Benchmark
    public byte[] allocate() {
        return new byte[100];
    }

    /** Where the arithmetic starts; a field, so that the compiler cannot know it. */
    @State(Scope.Thread)
    public static class Seed {
        /** The start of the chain. */
        public long value = 42;
    }

    /** One cycle through 64 MiB of indexes, in an order that no prefetcher foresees. */
    @State(Scope.Thread)
    public static class Cycle {
        private static final int LENGTH = 1 << 24;

        private int[] next = new int[0];
        private int at;

        /** Shuffles by Sattolo's algorithm, which leaves exactly one cycle, from a fixed seed. */
        @Setup
        public void setUp() {
            var random = new SplittableRandom(20_260_101);
            next = new int[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                next[i] = i;
            }
            for (int i = LENGTH - 1; i > 0; i--) {
                int j = random.nextInt(i);
                int swapped = next[i];
                next[i] = next[j];
                next[j] = swapped;
            }
        }
    }

    /** What the locked addition adds to. */
    @State(Scope.Thread)
    public static class Word {
        private final AtomicLong value = new AtomicLong();
    }
}
