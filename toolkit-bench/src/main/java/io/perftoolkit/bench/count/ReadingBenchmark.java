package io.perftoolkit.bench.count;

import io.perftoolkit.count.CounterGroup;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reading a thousand counters that a hundred live threads have raised; one operation is one counter. */
@State(Scope.Benchmark)
public class ReadingBenchmark {
    private static final int COUNTERS = 1000;
    private static final int THREADS = 100;

    /** How. */
    @Param({"group", "StripedCounter", "LongAdder"})
    public String subject;

    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread[] threads = new Thread[THREADS];
    private Read read;

    /**
     * Makes the counters, and threads that raise each once and live on.
     *
     * @throws InterruptedException if interrupted
     */
    @Setup
    public void setUp() throws InterruptedException {
        read = switch (subject) {
            case "group" -> new Group();
            case "StripedCounter" -> new OneByOne();
            case "LongAdder" -> new Adders();
            default -> throw new IllegalArgumentException("unknown subject: " + subject);
        };
        CountDownLatch raised = new CountDownLatch(THREADS);
        for (int i = 0; i < THREADS; i++) {
            threads[i] = new Thread(() -> {
                read.raiseAll();
                raised.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            threads[i].start();
        }
        raised.await();
    }

    /**
     * Reads them all.
     *
     * @return the sums
     */
    @Benchmark
    @OperationsPerInvocation(COUNTERS)
    public long[] sums() {
        return read.sums();
    }

    /**
     * Lets the threads end.
     *
     * @throws InterruptedException if interrupted
     */
    @TearDown
    public void tearDown() throws InterruptedException {
        end.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private abstract static class Read {
        abstract void raiseAll();

        abstract long[] sums();
    }

    private static class Group extends Read {
        final CounterGroup group = new CounterGroup(COUNTERS);

        @Override
        void raiseAll() {
            for (int i = 0; i < COUNTERS; i++) {
                group.counter(i).increment();
            }
        }

        @Override
        long[] sums() {
            return group.sums();
        }
    }

    private static final class OneByOne extends Group {
        @Override
        long[] sums() {
            long[] sums = new long[COUNTERS];
            Arrays.setAll(sums, i -> group.counter(i).sum());
            return sums;
        }
    }

    private static final class Adders extends Read {
        private final LongAdder[] adders = new LongAdder[COUNTERS];

        Adders() {
            Arrays.setAll(adders, i -> new LongAdder());
        }

        @Override
        void raiseAll() {
            for (LongAdder adder : adders) {
                adder.increment();
            }
        }

        @Override
        long[] sums() {
            long[] sums = new long[COUNTERS];
            Arrays.setAll(sums, i -> adders[i].sum());
            return sums;
        }
    }
}
