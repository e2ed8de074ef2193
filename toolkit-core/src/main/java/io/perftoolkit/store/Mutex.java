package io.perftoolkit.store;

import io.perftoolkit.internal.layout.PaddedFront;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A lock for a few instructions: one atomic step to take it, one to give it back; who waits long is parked. */
class Mutex extends PaddedFront {
    /*
     * Invariant: who may have to be woken has entered the queue before it wrote AWAITED, and the holder that finds
     * AWAITED wakes the first of the queue. A thread that takes the lock from the queue leaves AWAITED behind, so that it
     * wakes the next one even if it was the last; a needless wake-up costs a look, a missing one would cost for ever
     * (StoreThreadsTest).
     *
     * Ordering: STATE is volatile both ways: what the holder wrote is seen by the next one. The owner is plain: a thread
     * compares it with itself only, and no other thread ever writes its name.
     */

    private static final int FREE = 0;
    private static final int HELD = 1;
    private static final int AWAITED = 2;
    private static final int SPINS = 200;

    private static final VarHandle STATE;
    private static final VarHandle WAITERS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Mutex.class, "state", int.class);
            WAITERS = lookup.findVarHandle(Mutex.class, "waiters", Queue.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // read and written by STATE
    private int state;

    private @Nullable Thread owner;
    private volatile @Nullable Queue<Thread> waiters;

    /** Takes the lock if it is free. */
    final boolean tryLock() {
        if (STATE.compareAndSet(this, FREE, HELD)) {
            owner = Thread.currentThread();
            return true;
        }
        return false;
    }

    /** Whether this thread holds the lock. */
    final boolean isMine() {
        return owner == Thread.currentThread();
    }

    /** Takes the lock within a short while, or gives up. */
    final boolean spin() {
        for (int i = 0; i < SPINS; i++) {
            Thread.onSpinWait();
            if ((int) STATE.getOpaque(this) == FREE && tryLock()) {
                return true;
            }
        }
        return false;
    }

    /** Takes the lock, parked until it is free. An interrupt is kept for the caller. */
    final void park() {
        Queue<Thread> queue = queue();
        Thread me = Thread.currentThread();
        boolean interrupted = false;
        queue.add(me);
        while ((int) STATE.getAndSet(this, AWAITED) != FREE) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        queue.remove(me);
        owner = me;
        if (interrupted) {
            me.interrupt();
        }
    }

    /** Gives the lock back. */
    final void unlock() {
        owner = null;
        if ((int) STATE.getAndSet(this, FREE) == AWAITED) {
            LockSupport.unpark(queue().peek());
        }
    }

    @SuppressWarnings("unchecked") // no other queue is ever put in
    private Queue<Thread> queue() {
        Queue<Thread> queue = waiters;
        if (queue != null) {
            return queue;
        }
        Queue<Thread> fresh = new ConcurrentLinkedQueue<>();
        Queue<Thread> other = (Queue<Thread>) WAITERS.compareAndExchange(this, null, fresh);
        return other == null ? fresh : other;
    }
}
