package io.perftoolkit.task;

import io.perftoolkit.count.StripedCounter;
import io.perftoolkit.deadline.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Where tasks may block: a bounded number of threads and a bounded queue. The JDK's pool does the work. */
final class BlockingLane extends ThreadPoolExecutor {
    private static final long KEEP_ALIVE_SECONDS = 60;

    /** A virtual thread costs less than keeping one. */
    private static final long VIRTUAL_KEEP_ALIVE_SECONDS = 1;

    private final Errors errors;
    private final Full full;
    private final boolean virtual;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private final StripedCounter begun = new StripedCounter();
    private final StripedCounter ended = new StripedCounter();
    final StripedCounter dropped = new StripedCounter();

    BlockingLane(
            String name,
            int threads,
            int maxQueued,
            long stackSize,
            int priority,
            boolean virtual,
            RejectionPolicy policy,
            Duration maxWait,
            Errors errors) {
        super(
                threads,
                threads,
                virtual ? VIRTUAL_KEEP_ALIVE_SECONDS : KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(maxQueued),
                factory(name, stackSize, priority, virtual, errors),
                new Full(name, maxQueued, policy, maxWait));
        this.errors = errors;
        this.full = (Full) getRejectedExecutionHandler();
        this.virtual = virtual;
        allowCoreThreadTimeOut(true);
    }

    private static ThreadFactory factory(String name, long stackSize, int priority, boolean virtual, Errors errors) {
        ThreadFactory made = virtual ? VirtualThreads.factory(name) : null;
        ThreadFactory threads = made != null ? made : platform(name, stackSize, priority);
        return task -> {
            Thread thread = threads.newThread(task);
            thread.setUncaughtExceptionHandler(errors::caught);
            return thread;
        };
    }

    @SuppressWarnings("ThreadPriorityCheck") // the user's wish; nothing here depends on it
    private static ThreadFactory platform(String name, long stackSize, int priority) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(null, task, name + "-" + number.incrementAndGet(), stackSize, false);
            thread.setDaemon(true);
            thread.setPriority(priority);
            return thread;
        };
    }

    boolean isVirtual() {
        return virtual;
    }

    /** Whether this thread is in one of its tasks. */
    boolean isRunning(Thread thread) {
        return running.contains(thread);
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable task) {
        running.add(thread);
        begun.increment();
    }

    @Override
    protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
        ended.increment();
        running.remove(Thread.currentThread());
    }

    <T extends @Nullable Object> FutureTask<T> future(Callable<T> task) {
        return new Mine<>(task);
    }

    private final class Mine<T extends @Nullable Object> extends HelpedFuture<T> {
        Mine(Callable<T> task) {
            super(task);
        }

        @Override
        boolean isOfThisLane() {
            return isRunning(Thread.currentThread());
        }

        @Override
        void help() {
            runNow();
        }
    }

    /** What {@link #shutdownNow} gives, as it was submitted. */
    List<Runnable> takeOut() {
        List<Runnable> tasks = new ArrayList<>();
        for (Runnable task : shutdownNow()) {
            Crew.addDropped(tasks, task);
        }
        dropped.add(tasks.size());
        return tasks;
    }

    ShutdownReport report(List<Runnable> neverStarted) {
        return new ShutdownReport(
                ended.sum(),
                neverStarted,
                running.stream().map(ShutdownReport.Running::of).toList());
    }

    RuntimeStats.Blocking stats() {
        long done = ended.sum();
        long started = begun.sum();
        return new RuntimeStats.Blocking(
                getMaximumPoolSize(),
                virtual,
                running.size(),
                getQueue().size(),
                started,
                Math.min(started, done),
                errors.count.sum(),
                full.rejected.sum(),
                dropped.sum());
    }

    /** What happens when the queue is full, or closed. */
    private static final class Full implements RejectedExecutionHandler {
        final StripedCounter rejected = new StripedCounter();
        private final String name;
        private final int limit;
        private final RejectionPolicy policy;
        private final Duration maxWait;

        Full(String name, int limit, RejectionPolicy policy, Duration maxWait) {
            this.name = name;
            this.limit = limit;
            this.policy = policy;
            this.maxWait = maxWait;
        }

        @Override
        public void rejectedExecution(Runnable task, ThreadPoolExecutor lane) {
            if (lane.isShutdown()) {
                rejected.increment();
                throw TaskRejectedException.closed(name, lane.getQueue().size());
            }
            if (policy == RejectionPolicy.CALLER_RUNS) {
                task.run();
            } else if (policy == RejectionPolicy.REJECT || !offer(task, lane)) {
                rejected.increment();
                throw TaskRejectedException.full(name, lane.getQueue().size(), limit);
            }
        }

        private boolean offer(Runnable task, ThreadPoolExecutor lane) {
            Deadline deadline = Deadline.current().clampedTo(maxWait);
            try {
                boolean in = lane.getQueue().offer(task, deadline.remainingNanos(), TimeUnit.NANOSECONDS);
                if (in && lane.isShutdown() && lane.remove(task)) {
                    return false;
                }
                return in;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
