package io.perftoolkit.bench.task;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One task, submitted and waited for: mostly what it costs to wake two threads. */
@State(Scope.Benchmark)
public class RoundTripBenchmark {
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
     * There and back.
     *
     * @return what the task has left
     * @throws ExecutionException never
     * @throws InterruptedException if the thread is interrupted
     */
    @Benchmark
    public Object roundTrip() throws ExecutionException, InterruptedException {
        CompletableFuture<Object> done = new CompletableFuture<>();
        executor.execute(() -> done.complete(done));
        return done.get();
    }
}
