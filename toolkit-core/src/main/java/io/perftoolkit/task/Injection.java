package io.perftoolkit.task;

import io.perftoolkit.latency.LatencyRecorder;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What waits for a worker: stripes that threads outside offer to, and one for what does not fit into the workers' rings. */
final class Injection {
    /*
     * Why stripes: on one queue producers, and the workers that drain it, all write the same lines. Why drained in
     * batches: a line that goes from the producer to the worker brings many tasks at once.
     */

    /** 2^64 / golden ratio: neighbouring thread ids land on different stripes. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final Stripe[] stripes; // the last one is for overflow
    private final int shift;

    /**
     * Creates empty stripes.
     *
     * @param workers how many workers will drain them
     * @param runDelay told by some tasks from outside how long they waited
     */
    Injection(int workers, LatencyRecorder runDelay) {
        int outside = Math.max(2, Integer.highestOneBit(2 * workers - 1) << 1);
        stripes = new Stripe[outside + 1];
        for (int i = 0; i < outside; i++) {
            stripes[i] = new Stripe(runDelay);
        }
        stripes[outside] = new Stripe(null);
        shift = Long.SIZE - Integer.numberOfTrailingZeros(outside);
    }

    /** The stripe of a thread outside. */
    Stripe stripe(Thread thread) {
        return stripes[(int) ((thread.getId() * GOLDEN) >>> shift)];
    }

    int stripes() {
        return stripes.length - 1;
    }

    /** Takes what a worker has no room for. Never refused: only workers call this, and the last one of them looks here. */
    void overflow(IntFunction<? extends Runnable> nth, int count) {
        stripes[stripes.length - 1].offerAll(nth, count);
    }

    /** Refuses from now on what comes from outside. */
    void close() {
        for (int i = 0; i < stripes.length - 1; i++) {
            stripes[i].close();
        }
    }

    /** Sets how far all producers may go without asking. */
    void admitAll(long upTo) {
        for (Stripe stripe : stripes) {
            stripe.admit(upTo);
        }
    }

    boolean isEmpty() {
        for (Stripe stripe : stripes) {
            if (!stripe.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** How many tasks wait here. */
    long depth() {
        long depth = 0;
        for (Stripe stripe : stripes) {
            depth += stripe.depth();
        }
        return depth;
    }

    /**
     * Takes the oldest task of a stripe, and moves those behind it to the worker's ring.
     *
     * @param ring the ring of the calling worker
     * @param most how many to move, at most
     * @param first where to begin: another number each time, or a busy stripe starves the others
     * @return the task to run now; null if nothing was found, or other workers are at it
     */
    @Nullable
    Runnable take(Ring ring, int most, int first) {
        int count = stripes.length;
        int start = Integer.remainderUnsigned(first, count);
        for (int k = 0; k < count; k++) {
            Stripe stripe = stripes[start + k < count ? start + k : start + k - count];
            if (!stripe.isEmpty() && stripe.tryLock()) {
                try {
                    Runnable task = stripe.pollPatiently();
                    if (task != null) {
                        if (most > 0) {
                            stripe.moveTo(ring, Math.min(most, ring.room()));
                        }
                        return task;
                    }
                } finally {
                    stripe.unlock();
                }
            }
        }
        return null;
    }

    /** Takes everything out. By anyone; waits for workers and producers that are at it. */
    @SuppressWarnings(
            "ThreadPriorityCheck") // the holder of the lock may wait for this processor; it matters to speed only
    void drainTo(Consumer<? super Runnable> to) {
        for (Stripe stripe : stripes) {
            while (!stripe.tryLock()) {
                Thread.yield();
            }
            try {
                while (!stripe.isEmpty()) {
                    Runnable task = stripe.pollPatiently();
                    if (task != null) {
                        to.accept(task);
                    }
                }
            } finally {
                stripe.unlock();
            }
        }
    }
}
