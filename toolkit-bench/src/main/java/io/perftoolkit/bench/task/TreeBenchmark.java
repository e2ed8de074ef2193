package io.perftoolkit.bench.task;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A task that submits two, down to 32 768 leaves, without a join: one operation is one task. */
@State(Scope.Benchmark)
public class TreeBenchmark {
    private static final int DEPTH = 15;
    private static final int LEAVES = 1 << DEPTH;
    private static final long NAP_NANOS = 10_000;

    /** Which executor. */
    @Param({"WorkStealing", "ForkJoinAsync", "ForkJoinLifo", "ThreadPool"})
    public String subject;

    private ExecutorService executor;

    /** Starts the executor. */
    @Setup
    public void setUp() {
        executor = Subject.of(subject);
    }

    /** Ends it. */
    @TearDown
    public void tearDown() {
        executor.shutdownNow();
    }

    /** Grows a tree and waits for its leaves. */
    @Benchmark
    @OperationsPerInvocation(2 * LEAVES - 1)
    public void tree() {
        LongAdder leaves = new LongAdder();
        executor.execute(new Node(executor, leaves, DEPTH));
        while (leaves.sum() < LEAVES) {
            LockSupport.parkNanos(NAP_NANOS);
        }
    }

    private record Node(ExecutorService executor, LongAdder leaves, int depth) implements Runnable {
        @Override
        public void run() {
            if (depth == 0) {
                leaves.increment();
            } else {
                executor.execute(new Node(executor, leaves, depth - 1));
                executor.execute(new Node(executor, leaves, depth - 1));
            }
        }
    }
}
