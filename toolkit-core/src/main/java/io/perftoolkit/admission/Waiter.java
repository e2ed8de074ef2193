package io.perftoolkit.admission;

import io.perftoolkit.internal.timer.Alarm;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A request in the queue: a sleeping thread, or a future. As an alarm it ends the wait of a future. */
final class Waiter extends Alarm {
    static final int WAITING = 0;
    static final int GRANTED = 1;
    static final int EXPIRED = 2;
    static final int CANCELLED = 3;
    static final int DISPLACED = 4;
    static final int CLOSED = 5;

    final Entrance entrance;
    final Permit permit;
    final int lane;
    final long arrivedNanos;

    /** Until when it may wait, on the limit's clock. */
    final long latestNanos;

    /** Whether that is its own deadline rather than the patience of the queue. */
    final boolean ownDeadline;

    final @Nullable Thread thread;
    final @Nullable CompletableFuture<Permit> future;
    final @Nullable Executor executor;

    /** Leaves WAITING once, under the lock of the {@link Line}. */
    volatile int state;

    /** In its lane, or in a chain of those to be told. */
    @Nullable
    Waiter next;

    @Nullable
    Waiter previous;

    Waiter(
            Entrance entrance,
            Permit permit,
            int lane,
            long arrivedNanos,
            long latestNanos,
            boolean ownDeadline,
            @Nullable CompletableFuture<Permit> future,
            @Nullable Executor executor) {
        this.entrance = entrance;
        this.permit = permit;
        this.lane = lane;
        this.arrivedNanos = arrivedNanos;
        this.latestNanos = latestNanos;
        this.ownDeadline = ownDeadline;
        this.future = future;
        this.executor = executor;
        this.thread = future == null ? Thread.currentThread() : null;
    }

    /** The wait of a future has run out. */
    @Override
    protected void ring() {
        entrance.expire(this);
    }

    /** Tells whoever waits that the state is no longer WAITING. Never under a lock. */
    void tell() {
        if (thread != null) {
            LockSupport.unpark(thread);
        } else {
            entrance.complete(this);
        }
    }
}
