package io.perftoolkit.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a {@link ManualExecutor} that wait and those that run, and whether more are taken.
 *
 * <p>Thread-safe by one lock, which is never held while a task runs.
 */
final class ManualQueue {
    private final FakeTicker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition terminated = lock.newCondition();
    private final PriorityQueue<ManualTask<?>> waiting = new PriorityQueue<>();
    private final List<ManualTask<?>> running = new ArrayList<>();
    private long sequence;
    private boolean shutdown;

    ManualQueue(FakeTicker ticker) {
        this.ticker = ticker;
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Makes a task, which is handed its place among its equals, and lets it wait for its time. */
    <T extends ManualTask<?>> T add(LongFunction<T> maker) {
        lock.lock();
        try {
            var task = made(maker);
            waiting.add(task);
            return task;
        } finally {
            lock.unlock();
        }
    }

    /** Makes a task that does not wait: its maker runs it. */
    <T extends ManualTask<?>> T addRunning(LongFunction<T> maker) {
        lock.lock();
        try {
            var task = made(maker);
            begin(task);
            return task;
        } finally {
            lock.unlock();
        }
    }

    private <T extends ManualTask<?>> T made(LongFunction<T> maker) {
        var task = maker.apply(sequence++);
        if (shutdown) {
            throw new RejectedExecutionException("the executor is shut down and takes no task: " + task);
        }
        return task;
    }

    /** Takes the first task if it falls due by {@code nanos}; it counts as running on this thread. */
    @Nullable
    ManualTask<?> takeDueBy(long nanos) {
        lock.lock();
        try {
            var head = waiting.peek();
            return head != null && head.dueNanos() - nanos <= 0 ? takeNext() : null;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the first task, due or not; it counts as running on this thread. */
    @Nullable
    ManualTask<?> takeNext() {
        lock.lock();
        try {
            var task = waiting.poll();
            if (task != null) {
                begin(task);
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    private void begin(ManualTask<?> task) {
        task.began(Thread.currentThread());
        running.add(task);
    }

    /**
     * Ends a task that this thread has run.
     *
     * @param again whether it wants another turn
     * @param interruptedBefore whether the thread was interrupted before the task began
     */
    void end(ManualTask<?> task, boolean again, boolean interruptedBefore) {
        lock.lock();
        try {
            running.remove(task);
            // Tasks are interrupted under the lock, so no interrupt of this one can come later.
            if (task.ended() && !interruptedBefore) {
                Thread.interrupted();
            }
            if (again && shutdown) {
                task.cancel(false);
            } else if (again && !task.isCancelled()) {
                task.fallDueAgain(ticker.getAsLong());
                waiting.add(task);
            }
            signalIfTerminated();
        } finally {
            lock.unlock();
        }
    }

    /** The task that waits although it is due, or null. */
    @Nullable
    ManualTask<?> overdue() {
        lock.lock();
        try {
            var head = waiting.peek();
            return head != null && head.dueNanos() - ticker.getAsLong() <= 0 ? head : null;
        } finally {
            lock.unlock();
        }
    }

    void cancelled(ManualTask<?> task, boolean mayInterrupt) {
        lock.lock();
        try {
            waiting.remove(task);
            if (mayInterrupt) {
                task.interruptRunner();
            }
            signalIfTerminated();
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@code thread} runs a task now. */
    boolean isRunBy(Thread thread) {
        lock.lock();
        try {
            return running.stream().anyMatch(task -> task.runner() == thread);
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@code task} runs now, on another thread than this. */
    boolean isRunElsewhere(ManualTask<?> task) {
        lock.lock();
        try {
            return task.runner() != null && task.runner() != Thread.currentThread();
        } finally {
            lock.unlock();
        }
    }

    void shutdown() {
        lock.lock();
        try {
            shutdown = true;
            for (var task : List.copyOf(waiting)) {
                if (task.isPeriodic()) {
                    task.cancel(false);
                }
            }
            signalIfTerminated();
        } finally {
            lock.unlock();
        }
    }

    List<Runnable> shutdownNow() {
        lock.lock();
        try {
            shutdown = true;
            List<Runnable> unrun = new ArrayList<>(waiting.size());
            for (var task = waiting.poll(); task != null; task = waiting.poll()) {
                unrun.add(task.handedOver());
            }
            running.forEach(ManualTask::interruptRunner);
            signalIfTerminated();
            return unrun;
        } finally {
            lock.unlock();
        }
    }

    boolean isShutdown() {
        lock.lock();
        try {
            return shutdown;
        } finally {
            lock.unlock();
        }
    }

    boolean isTerminated() {
        lock.lock();
        try {
            return shutdown && waiting.isEmpty() && running.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        long leftNanos = unit.toNanos(timeout);
        lock.lockInterruptibly();
        try {
            while (!isTerminated()) {
                if (leftNanos <= 0) {
                    return false;
                }
                leftNanos = terminated.awaitNanos(leftNanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void signalIfTerminated() {
        if (isTerminated()) {
            terminated.signalAll();
        }
    }
}
