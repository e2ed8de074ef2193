package io.perftoolkit.bench.count;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Raising one counter that all threads share, and nothing else. */
@State(Scope.Benchmark)
public class CounterBenchmark {
    /** Which counter. */
    @Param({"StripedCounter", "LongAdder", "AtomicLong", "Micrometer", "Prometheus"})
    public String subject;

    private Raised counter;

    /** Makes the counter. */
    @Setup
    public void setUp() {
        counter = Raised.of(subject);
    }

    /** Adds one. */
    @Benchmark
    public void increment() {
        counter.increment();
    }
}
