package io.perftoolkit.memory;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a task once a tick until it is stopped: on a thread of its own, or on the user's scheduler. */
final class Ticking {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryMonitor.class);
    private static final long STOP_MILLIS = 1_000;

    private final Runnable task;
    private final long tickNanos;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final @Nullable ScheduledExecutorService scheduler;
    private final @Nullable Thread thread;
    private volatile @Nullable ScheduledFuture<?> scheduled;
    private boolean failed; // touched by the ticking thread only

    Ticking(Runnable task, long tickNanos, @Nullable ScheduledExecutorService scheduler, ThreadFactory threads) {
        this.task = task;
        this.tickNanos = tickNanos;
        this.scheduler = scheduler;
        thread = scheduler == null
                ? Objects.requireNonNull(threads.newThread(this::run), "threadFactory must not give null")
                : null;
    }

    /** Apart from the construction, so that no tick sees a half-built owner. What the scheduler throws passes. */
    void start() {
        if (thread != null) {
            thread.start();
        } else if (scheduler != null) {
            scheduled = scheduler.scheduleWithFixedDelay(this::once, tickNanos, tickNanos, TimeUnit.NANOSECONDS);
        }
    }

    /** No tick begins after this; one that runs is waited for, but not by itself, and not for ever. Idempotent. */
    void stop() {
        stopped.countDown();
        ScheduledFuture<?> future = scheduled;
        if (future != null) {
            future.cancel(false);
        }
        if (thread != null && thread != Thread.currentThread()) {
            try {
                thread.join(STOP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the thread stops anyway, only unwatched
            }
        }
    }

    private void run() {
        try {
            while (!stopped.await(tickNanos, TimeUnit.NANOSECONDS)) {
                once();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever interrupts this thread wants it to end
        }
    }

    private void once() {
        try {
            if (stopped.getCount() > 0) {
                task.run();
            }
        } catch (RuntimeException e) { // a scheduler would drop the task, a thread would end: the next tick must come
            if (!failed) {
                failed = true;
                LOG.warn(
                        "A tick of the memory monitor failed; the next one is tried, further failures are not logged",
                        e);
            }
        }
    }
}
