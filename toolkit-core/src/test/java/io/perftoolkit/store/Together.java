package io.perftoolkit.store;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs tasks at the same time and fails when one of them fails or none of them ends. */
final class Together {
    private Together() {}

    interface Task {
        void run(int thread) throws Exception;
    }

    static void run(int threads, Task task) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            assertTimeoutPreemptively(Duration.ofMinutes(1), () -> {
                var start = new CyclicBarrier(threads);
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    int thread = i;
                    all.add(executor.submit(() -> {
                        start.await();
                        task.run(thread);
                        return null;
                    }));
                }
                for (Future<?> one : all) {
                    one.get();
                }
            });
        } finally {
            executor.shutdownNow();
        }
    }
}
