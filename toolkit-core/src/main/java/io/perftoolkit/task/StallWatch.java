package io.perftoolkit.task;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks, at every tick, which workers are still in the task they were in at the last one. */
final class StallWatch implements Runnable {
    /*
     * A worker says that it begins and ends a task by counting, and nothing else; so the hot path reads no clock. Two
     * looks that find the same count in a task are at least a tick apart. When nobody works the ticks get longer, so an
     * idle crew costs a few wake-ups a second.
     */

    static final long TICK_NANOS = 10_000_000;
    private static final long LONGEST_TICK_NANOS = 32 * TICK_NANOS;
    private static final long BETWEEN_LINES_NANOS = 10_000_000_000L;
    private static final Logger LOG = LoggerFactory.getLogger(WorkStealingScheduler.class);

    private final Crew crew;
    private final long stallNanos;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;

    // All below: of the looking thread only.
    private final long[] seen;
    private final long[] since;
    private final boolean[] reported;
    private long lastLineNanos;
    private long silent;

    StallWatch(Crew crew, String name, long stallNanos) {
        this.crew = crew;
        this.stallNanos = stallNanos;
        int workers = crew.workers().length;
        seen = new long[workers];
        since = new long[workers];
        reported = new boolean[workers];
        lastLineNanos = crew.now() - BETWEEN_LINES_NANOS;
        thread = new Thread(null, this, name + "-watch", 0, false);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void stop() {
        stopped.countDown();
    }

    @Override
    public void run() {
        long tick = TICK_NANOS;
        try {
            while (!stopped.await(tick, TimeUnit.NANOSECONDS) && !crew.hasEnded()) {
                tick = look() ? TICK_NANOS : Math.min(2 * tick, LONGEST_TICK_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // who interrupts it wants it to end
        }
    }

    /** One tick. Answers whether anybody works. */
    boolean look() {
        boolean busy = false;
        long now = crew.now();
        for (Worker worker : crew.workers()) {
            long ended = worker.ended();
            long begun = worker.begun();
            int i = worker.index;
            if (begun == ended || begun != seen[i]) {
                seen[i] = begun;
                since[i] = now;
                reported[i] = false;
            } else {
                moveSlot(worker);
                if (now - since[i] >= stallNanos && !reported[i]) {
                    reported[i] = true;
                    report(worker, now - since[i], now);
                }
            }
            busy |= begun != ended || !worker.isAsleep();
        }
        return busy;
    }

    /** What the present task has submitted first would wait for its end. */
    private void moveSlot(Worker worker) {
        Runnable hidden = worker.slot.take();
        if (hidden != null) {
            crew.injection.overflow(i -> hidden, 1);
            crew.sleepers.wakeOne();
        }
    }

    private void report(Worker worker, long nanos, long now) {
        crew.stalls.increment();
        if (now - lastLineNanos < BETWEEN_LINES_NANOS) {
            silent++;
            return;
        }
        lastLineNanos = now;
        LOG.warn(
                "{} has been in one task for more than {} ms; {} more such since the last line. It is at:{}",
                worker.thread.getName(),
                nanos / 1_000_000,
                silent,
                stack(worker.thread));
        silent = 0;
    }

    private static String stack(Thread thread) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement frame : thread.getStackTrace()) {
            text.append("\n    at ").append(frame);
        }
        return text.toString();
    }
}
