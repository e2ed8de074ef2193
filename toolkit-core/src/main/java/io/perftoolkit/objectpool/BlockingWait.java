package io.perftoolkit.objectpool;

import io.perftoolkit.deadline.Deadline;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The wait of a thread in the queue: looks for itself whenever it is woken, and takes what it is given. */
final class BlockingWait<T> {
    /*
     * Ordering: enters the queue, then looks at the slots; the schedule of looks is for the return without a fence (Exchange). Clears
     * `poked` before each look, so that a wake-up which was saved because one was on its way is not missed.
     */

    private static final long[] LOOKS_NANOS = {50_000, 1_000_000, 10_000_000};
    private static final long SAFETY_NANOS = 100_000_000;

    private final Exchange<T> exchange;
    private final int hint;
    private final Deadline deadline;
    private final long maxWaitNanos;
    private final long failuresBefore;
    private final Waiter<T> waiter;

    BlockingWait(Exchange<T> exchange, int hint, Deadline deadline, long maxWaitNanos) {
        this.exchange = exchange;
        this.hint = hint;
        this.deadline = deadline;
        this.maxWaitNanos = maxWaitNanos;
        this.failuresBefore = exchange.workshop.failures();
        this.waiter = new Waiter<>(exchange.settings.now(), Thread.currentThread(), null);
    }

    Slot<T> await() throws InterruptedException {
        if (!exchange.waiters.add(waiter)) {
            throw new PoolClosedException(exchange.settings.name());
        }
        try {
            for (int look = 0; ; look++) {
                Slot<T> slot = look(look);
                if (slot != null) {
                    return keepOrSwap(slot);
                }
                if (Thread.interrupted()) {
                    if (exchange.waiters.leave(waiter)) {
                        exchange.counts.interrupted.increment();
                        throw new InterruptedException();
                    }
                    Thread.currentThread().interrupt(); // it has an answer: whoever looks next sees the interrupt
                }
                if (waiter.outcome != Waiter.WAITING) {
                    return answer();
                }
            }
        } finally {
            exchange.waits.record(waitedNanos());
            exchange.wakeNext(); // what freed an object while this one was the oldest woke nobody else
        }
    }

    /** Looks for a free object, then parks until something happens. */
    private @Nullable Slot<T> look(int look) {
        waiter.poked = false;
        Slot<T> slot = exchange.scan(hint);
        if (slot != null) {
            return slot;
        }
        exchange.workshop.replenish(0);
        long left = Math.min(maxWaitNanos - waitedNanos(), deadline.remainingNanos());
        if (left <= 0) {
            if (exchange.waiters.leave(waiter)) {
                throw exchange.outOfTime(deadline, waiter, failuresBefore);
            }
            return null;
        }
        if (waiter.outcome == Waiter.WAITING) {
            long parkedNanos = exchange.settings.now();
            LockSupport.parkNanos(exchange, Math.min(left, patience(look)));
            if (!waiter.poked && exchange.settings.now() - parkedNanos >= SAFETY_NANOS) {
                slot = exchange.scan(hint);
                if (slot != null) {
                    exchange.counts.lateWakeUps.increment();
                }
            }
        }
        return slot;
    }

    private long patience(int look) {
        if (exchange.settings.strict()) {
            return Long.MAX_VALUE;
        }
        return look < LOOKS_NANOS.length ? LOOKS_NANOS[look] : SAFETY_NANOS;
    }

    private long waitedNanos() {
        return exchange.settings.now() - waiter.sinceNanos;
    }

    /** Found one by itself; but it may have been given another one, or an answer, in the meantime. */
    private Slot<T> keepOrSwap(Slot<T> slot) {
        if (exchange.waiters.leave(waiter)) {
            return slot;
        }
        Slot<T> given = waiter.given;
        if (given != null) {
            exchange.offer(slot);
            return given;
        }
        return slot; // told of a failure, but here is one
    }

    private Slot<T> answer() {
        Slot<T> given = waiter.given;
        if (given != null) {
            return given;
        }
        throw exchange.refusal(waiter);
    }
}
