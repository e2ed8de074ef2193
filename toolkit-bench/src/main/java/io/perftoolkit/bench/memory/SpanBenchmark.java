package io.perftoolkit.bench.memory;

import com.sun.management.ThreadMXBean;
import io.perftoolkit.memory.AllocationMeter;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to know what an operation allocated. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class SpanBenchmark {
    private final AllocationMeter meter = new AllocationMeter();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /**
     * The operation, not measured.
     *
     * @return what it allocates
     */
    @Benchmark
    public byte[] bare() {
        return new byte[32];
    }

    /**
     * The operation in a span.
     *
     * @return its bytes, and what it allocated so that it is not removed
     */
    @Benchmark
    public long span() {
        try (AllocationMeter.Span span = AllocationMeter.start()) {
            byte[] work = bare();
            return span.bytes() + work.length;
        }
    }

    /**
     * The operation in a span that goes on with the next one.
     *
     * @param chain the span
     * @return its bytes, and what it allocated so that it is not removed
     */
    @Benchmark
    public long next(Chain chain) {
        byte[] work = bare();
        return chain.span.next() + work.length;
    }

    /** A span of the thread that measures. */
    @State(Scope.Thread)
    public static class Chain {
        private AllocationMeter.Span span = AllocationMeter.start();

        /** Starts it on the thread that measures. */
        @Setup
        public void setUp() {
            span = AllocationMeter.start();
        }
    }

    /**
     * The floor of every span: the virtual machine's figure, read before the operation and after it.
     *
     * @return the bytes in between, and what was allocated so that it is not removed
     */
    @Benchmark
    public long twoReadings() {
        long start = threads.getCurrentThreadAllocatedBytes();
        byte[] work = bare();
        return threads.getCurrentThreadAllocatedBytes() - start + work.length;
    }

    /**
     * The operation, added up by a meter.
     *
     * @return what it allocated so that it is not removed
     */
    @Benchmark
    @SuppressWarnings("try") // the span is closed, not asked
    public byte[] operation() {
        try (AllocationMeter.Span span = meter.operation()) {
            return bare();
        }
    }
}
