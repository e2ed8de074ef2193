package io.perftoolkit.bench.latency;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One record of a lognormal time (median 200 µs, sigma 1) by all threads on one recorder; {@code -t 2} for two. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class RecordBenchmark {
    /** Who records. */
    @Param
    public Subject subject = Subject.LatencyRecorder;

    private LongConsumer recorder = nanos -> {};

    /** Creates the subject. */
    @Setup
    public void create() {
        recorder = subject.create();
    }

    /**
     * One record.
     *
     * @param times the thread's own times
     */
    @Benchmark
    public void record(Times times) {
        recorder.accept(times.next());
    }

    /** Times that were drawn before. */
    @State(Scope.Thread)
    public static class Times {
        private static final int COUNT = 1 << 13;

        private final long[] nanos = new long[COUNT];
        private int at;

        /** Draws them. */
        public Times() {
            var random = new Random(42);
            for (int i = 0; i < COUNT; i++) {
                nanos[i] = (long) (200_000 * Math.exp(random.nextGaussian()));
            }
        }

        long next() {
            return nanos[at++ & (COUNT - 1)];
        }
    }
}
