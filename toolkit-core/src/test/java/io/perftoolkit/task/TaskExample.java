package io.perftoolkit.task;

import io.opentelemetry.context.Context;
import io.perftoolkit.deadline.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** The code of the guide; run by TaskExampleTest. */
final class TaskExample {
    private TaskExample() {}

    // @start region="scheduler"
    static int scheduler(List<String> words) throws InterruptedException {
        AtomicInteger letters = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(words.size());
        try (WorkStealingScheduler scheduler =
                WorkStealingScheduler.builder().name("words").build()) {
            for (String word : words) {
                scheduler.execute(() -> {
                    letters.addAndGet(word.length());
                    done.countDown();
                });
            }
            done.await();
        }
        return letters.get();
    }
    // @end

    // @start region="runtime"
    static String runtime() throws Exception {
        try (TaskRuntime runtime = TaskRuntime.builder()
                .name("shop")
                .blockingThreads(100)
                .context(ContextPropagation.mdc())
                .build()) {
            Future<Integer> sum = runtime.submit(() -> 1 + 2); // computes
            Future<String> row = runtime.submitBlocking(() -> "row of the database"); // waits
            String answer = sum.get() + ", " + row.get();
            ShutdownReport report = runtime.shutdown(Deadline.after(Duration.ofSeconds(5)));
            return answer + ", clean: " + report.isClean();
        }
    }
    // @end

    // @start region="context"
    static TaskRuntime traced() {
        return TaskRuntime.builder()
                .context(ContextPropagation.mdc()
                        .and(task -> Context.current().wrap(task))) // io.opentelemetry.context.Context
                .build();
    }
    // @end

    // @start region="scope"
    static String page(TaskRuntime runtime, Users users, Orders orders, long id) throws InterruptedException {
        try (TaskScope scope = TaskScope.builder(runtime)
                .name("page")
                .deadline(Duration.ofMillis(800))
                .maxInFlight(16)
                .open()) {
            Fork<String> user = scope.fork("user", () -> users.find(id));
            Fork<List<String>> mine = scope.forkBlocking("orders", () -> orders.of(id));
            scope.join(); // both have succeeded, or the first failure has cancelled the other and is thrown
            return user.get() + " has ordered " + mine.get();
        }
    }
    // @end

    // @start region="race"
    static String fastest(TaskRuntime runtime, Users here, Users there, long id) throws InterruptedException {
        try (TaskScope scope =
                TaskScope.builder(runtime).policy(JoinPolicy.FIRST_SUCCESS).open()) {
            Fork<String> near = scope.forkBlocking(() -> here.find(id));
            Fork<String> far = scope.forkBlocking(() -> there.find(id));
            scope.join(); // one has succeeded, the other is cancelled
            return scope.winner() == near ? near.get() : far.get();
        }
    }
    // @end

    interface Users {
        String find(long id);
    }

    interface Orders {
        List<String> of(long id);
    }
}
