package io.perftoolkit.bench.task;

import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.task.Fork;
import io.perftoolkit.task.TaskRuntime;
import io.perftoolkit.task.TaskScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a scope adds to the submits that it makes, and how fast it cancels. */
@State(Scope.Benchmark)
public class ScopeBenchmark {
    private static final int FORKS = 10;
    private static final int MANY = 1000;

    private TaskRuntime runtime;

    /** Starts the runtime. */
    @Setup
    public void setUp() {
        runtime = TaskRuntime.builder().workers(2).build();
    }

    /** Ends it. */
    @TearDown
    public void tearDown() {
        runtime.shutdown(Deadline.after(Duration.ofSeconds(1)));
    }

    /**
     * Ten forks in a scope.
     *
     * @return the sum of their results
     * @throws InterruptedException if the thread is interrupted
     */
    @Benchmark
    public int scope() throws InterruptedException {
        List<Fork<Integer>> forks = new ArrayList<>(FORKS);
        try (TaskScope scope = TaskScope.builder(runtime).open()) {
            for (int i = 0; i < FORKS; i++) {
                int value = i;
                forks.add(scope.fork(() -> value));
            }
            scope.join();
            int sum = 0;
            for (Fork<Integer> fork : forks) {
                sum += fork.get();
            }
            return sum;
        }
    }

    /**
     * Ten submits and as many waits.
     *
     * @return the sum of their results
     * @throws InterruptedException if the thread is interrupted
     * @throws ExecutionException never
     */
    @Benchmark
    public int submits() throws InterruptedException, ExecutionException {
        List<Future<Integer>> futures = new ArrayList<>(FORKS);
        for (int i = 0; i < FORKS; i++) {
            int value = i;
            futures.add(runtime.computing().submit(() -> value));
        }
        int sum = 0;
        for (Future<Integer> future : futures) {
            sum += future.get();
        }
        return sum;
    }

    /**
     * A thousand forks, of which one blocks and the others run or wait, cancelled and waited for.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    @Benchmark
    public void cancel() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        try (TaskScope scope = TaskScope.builder(runtime).open()) {
            scope.fork(() -> {
                started.countDown();
                never.await();
                return null;
            });
            started.await();
            for (int i = 1; i < MANY; i++) {
                scope.fork(() -> {
                    never.await();
                    return null;
                });
            }
            scope.cancel();
        }
    }
}
