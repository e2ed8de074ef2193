package io.perftoolkit.cache;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a cache cleaned up when the first of its entries expires, though nobody writes.
 *
 * <p>Thread-safe. A write looks at one field, unless its entry expires before all others. Nothing is scheduled while
 * nothing expires, so a forgotten cache is let go with its last entry.
 */
final class Alarm {
    /*
     * Invariant: while something is in the table that expires, and no clean-up runs, an alarm is set that is not later. A
     * write puts its entry first and calls at() then; a clean-up forgets the alarm first and looks at the entries then. So
     * whichever of the two is later sees the other (PromptExpiryTest).
     */
    private static final Logger LOG = LoggerFactory.getLogger(Alarm.class);

    private final LongSupplier clock;
    private final Later later;
    private final long apartNanos;
    private final LongUnaryOperator cleanUp;

    private final ReentrantLock lock = new ReentrantLock();
    private volatile long next = Table.NEVER;
    private @Nullable Runnable cancel;
    private long number;
    private boolean rang;
    private long rangAt;
    private boolean closed;
    private boolean logged;

    /**
     * No alarm is set yet.
     *
     * @param apartNanos how far apart two clean-ups are at least
     * @param cleanUp gets the time, removes what has expired, and answers when to do so again
     */
    Alarm(LongSupplier clock, Later later, long apartNanos, LongUnaryOperator cleanUp) {
        this.clock = clock;
        this.later = later;
        this.apartNanos = apartNanos;
        this.cleanUp = cleanUp;
    }

    /** An entry with this deadline was put. */
    void at(long deadline) {
        if (deadline != next && Deadlines.earlier(deadline, next) == deadline) {
            set(deadline);
        }
    }

    private void set(long deadline) {
        lock.lock();
        try {
            if (!closed && deadline != next && Deadlines.earlier(deadline, next) == deadline) {
                drop();
                schedule(deadline);
            }
        } finally {
            lock.unlock();
        }
    }

    private void schedule(long deadline) {
        long now = clock.getAsLong();
        long wait = Math.max(0, deadline - now);
        if (rang) {
            wait = Math.max(wait, rangAt + apartNanos - now);
        }
        long mine = number;
        try {
            cancel = later.after(wait, () -> ring(mine));
            next = deadline;
        } catch (RejectedExecutionException e) { // the user's scheduler is shut down: writes go on as without it
            if (!logged) {
                logged = true;
                LOG.warn("The scheduler of a cache refuses: expired entries are removed by writes only", e);
            }
        }
    }

    private void ring(long which) {
        lock.lock();
        try {
            if (which != number) {
                return; // another one was set instead
            }
            drop();
            rang = true;
            rangAt = clock.getAsLong();
        } finally {
            lock.unlock();
        }
        at(cleanUp.applyAsLong(clock.getAsLong()));
    }

    private void drop() {
        number++;
        next = Table.NEVER;
        if (cancel != null) {
            cancel.run();
            cancel = null;
        }
    }

    /** Sets none any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            drop();
        } finally {
            lock.unlock();
        }
    }
}
