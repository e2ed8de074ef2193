package io.perftoolkit.objectpool;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One who waits for an object: a thread that is parked, or a stage that is not complete. */
final class Waiter<T> {
    /*
     * Invariant: it leaves WAITING once, under the lock of the queue, and is out of the queue from then on. So a slot is
     * given to it, or it is told of a failure, or it leaves by itself, and never two of these.
     */

    static final int WAITING = 0;
    static final int GIVEN = 1;
    static final int FAILED = 2;
    static final int GONE = 3;

    final long sinceNanos;
    final @Nullable Thread thread;
    final @Nullable CompletableFuture<Lease<T>> future;

    /** A wake-up is on its way; cleared before the waiter looks again. */
    volatile boolean poked;

    volatile int outcome = WAITING;

    /** Written before the outcome. */
    @Nullable
    Slot<T> given;

    /** Written before the outcome: why the factory could not, or null if the pool is closed. */
    @Nullable
    Throwable failure;

    // The queue's.
    @Nullable
    Waiter<T> next;

    @Nullable
    Waiter<T> previous;

    Waiter(long sinceNanos, @Nullable Thread thread, @Nullable CompletableFuture<Lease<T>> future) {
        this.sinceNanos = sinceNanos;
        this.thread = thread;
        this.future = future;
    }

    boolean isAsync() {
        return future != null;
    }

    void wake() {
        LockSupport.unpark(thread); // nothing for a stage
    }
}
