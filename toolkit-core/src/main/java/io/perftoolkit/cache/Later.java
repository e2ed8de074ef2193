package io.perftoolkit.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs something later. */
@FunctionalInterface
interface Later {
    /**
     * Runs a task after a while.
     *
     * @return takes it back, if it has not begun
     * @throws java.util.concurrent.RejectedExecutionException if nothing more is run
     */
    Runnable after(long nanos, Runnable task);

    /** On the user's scheduler; without one, on the executor, told by the JDK's own timer. */
    static Later of(@Nullable ScheduledExecutorService scheduler, Executor executor) {
        if (scheduler == null) {
            return (nanos, task) -> byTheJdk(nanos, task, executor);
        }
        return (nanos, task) -> {
            Future<?> future = scheduler.schedule(task, nanos, TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        };
    }

    /** On the thread of the JDK's own timer, for what takes a moment: late only if that thread is. It is not taken back. */
    static Later onTheTimer() {
        return (nanos, task) -> {
            CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, Runnable::run)
                    .execute(task);
            return () -> {};
        };
    }

    private static Runnable byTheJdk(long nanos, Runnable task, Executor executor) {
        CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
        var unused = over.thenRunAsync(task, executor);
        over.completeOnTimeout(null, nanos, TimeUnit.NANOSECONDS);
        return () -> over.cancel(false);
    }
}
