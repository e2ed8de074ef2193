package io.perftoolkit.bench.control;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

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
     * One reading of the clock.
     *
     * @return the reading
     */
    @Benchmark
    public long nanoTime() {
        return System.nanoTime();
    }
}
