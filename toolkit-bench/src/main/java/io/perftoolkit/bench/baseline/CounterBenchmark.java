package io.perftoolkit.bench.baseline;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Raising one counter that all threads share. */
@State(Scope.Benchmark)
public class CounterBenchmark {
    /** Which counter. */
    @Param({"LongAdder", "AtomicLong"})
    public String subject;

    private Counter counter;

    /** Makes the counter. */
    @Setup
    public void setUp() {
        counter = switch (subject) {
            case "LongAdder" -> new Adder();
            case "AtomicLong" -> new Atomic();
            default -> throw new IllegalArgumentException("unknown subject: " + subject);
        };
    }

    /** Adds one. */
    @Benchmark
    public void increment() {
        counter.increment();
    }

    private abstract static class Counter {
        abstract void increment();
    }

    private static final class Adder extends Counter {
        private final LongAdder count = new LongAdder();

        @Override
        void increment() {
            count.increment();
        }
    }

    private static final class Atomic extends Counter {
        private final AtomicLong count = new AtomicLong();

        @Override
        void increment() {
            count.incrementAndGet();
        }
    }
}
