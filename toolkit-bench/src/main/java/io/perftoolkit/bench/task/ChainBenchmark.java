package io.perftoolkit.bench.task;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A task that submits its successor: one operation is one hop. */
@State(Scope.Benchmark)
public class ChainBenchmark {
    private static final int HOPS = 20_000;

    /** Which executor. */
    @Param({"WorkStealing", "ForkJoinAsync", "ThreadPool"})
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

    /**
     * Starts a chain and waits for its end.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    @Benchmark
    @OperationsPerInvocation(HOPS)
    public void chain() throws InterruptedException {
        Hop hop = new Hop(executor);
        executor.execute(hop);
        hop.end.await();
    }

    private static final class Hop implements Runnable {
        private final ExecutorService executor;
        private final CountDownLatch end = new CountDownLatch(1);
        private int left = HOPS;

        Hop(ExecutorService executor) {
            this.executor = executor;
        }

        @Override
        public void run() {
            if (--left == 0) {
                end.countDown();
            } else {
                executor.execute(this);
            }
        }
    }
}
