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

/** Tasks from outside, many at a time; one operation is one task, from its submit until all have run. */
@State(Scope.Benchmark)
public class SubmitBenchmark {
    private static final int TASKS = 20_000;
    private static final long NAP_NANOS = 10_000;

    /** Which executor. */
    @Param({"WorkStealing", "WorkStealingUnbounded", "ForkJoinAsync", "ThreadPool"})
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

    /** What one producer submits. */
    @State(Scope.Thread)
    public static class Producer {
        private final LongAdder ran = new LongAdder();
        private final Runnable task = ran::increment;
        private long submitted;
    }

    /**
     * Submits the tasks and waits until they have run.
     *
     * @param producer the thread's own
     */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public void submit(Producer producer) {
        for (int i = 0; i < TASKS; i++) {
            executor.execute(producer.task);
        }
        producer.submitted += TASKS;
        while (producer.ran.sum() < producer.submitted) {
            LockSupport.parkNanos(NAP_NANOS);
        }
    }
}
