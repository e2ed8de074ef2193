package io.perftoolkit.bench.memory;

import io.perftoolkit.count.HighWaterMark;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One random value given to a mark that all threads share. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class MarkBenchmark {
    /** Who keeps the mark. */
    @Param({"HighWaterMark", "AtomicLong", "LongAccumulator"})
    public String subject = "HighWaterMark";

    private Mark mark = new Water();

    /** Makes the mark. */
    @Setup
    public void setUp() {
        mark = switch (subject) {
            case "HighWaterMark" -> new Water();
            case "AtomicLong" -> new Atomic();
            case "LongAccumulator" -> new Accumulator();
            default -> throw new IllegalArgumentException("unknown subject: " + subject);
        };
    }

    /**
     * One value.
     *
     * @param values the thread's own
     */
    @Benchmark
    public void record(Values values) {
        mark.record(values.next());
    }

    /** Values that were drawn before. */
    @State(Scope.Thread)
    public static class Values {
        private static final int COUNT = 1 << 13;

        private final long[] drawn = new Random(42).longs(COUNT).toArray();
        private int at;

        long next() {
            return drawn[at++ & (COUNT - 1)];
        }
    }

    private abstract static class Mark {
        abstract void record(long value);
    }

    private static final class Water extends Mark {
        private final HighWaterMark mark = new HighWaterMark(0);

        @Override
        void record(long value) {
            mark.record(value);
        }
    }

    private static final class Atomic extends Mark {
        private final AtomicLong mark = new AtomicLong();

        @Override
        void record(long value) {
            mark.accumulateAndGet(value, Math::max);
        }
    }

    private static final class Accumulator extends Mark {
        private final LongAccumulator mark = new LongAccumulator(Math::max, 0);

        @Override
        void record(long value) {
            mark.accumulate(value);
        }
    }
}
