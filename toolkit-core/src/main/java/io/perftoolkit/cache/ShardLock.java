package io.perftoolkit.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The lock of a shard, which guards its lists and its policy: held for a few dozen nanoseconds at a time, so a thread spins a little before it parks. Not
 * reentrant, not fair. Works from virtual threads, and pins none.
 */
abstract class ShardLock extends Policy {
    /*
     * Invariant: one thread at most holds it (ShardLockThreadsTest).
     *
     * Ordering: the compare-and-set acquires, unlock releases; no full fence stands between the release and the look for
     * waiters, since it would wait for all stores of the critical section to reach their lines. So an unlock may miss a
     * thread that queues at that very moment: therefore nobody parks for longer than LONGEST_PARK_NANOS before it looks
     * again. That costs a rare thread this time, and saves every other one the fence.
     *
     * Layout: beside the fields of the lists and the policy, which only the holder touches: they come with the line of the
     * lock, and a shard is padded in front of them. Nothing that readers look at lies here (SlotTableLayoutTest).
     */
    private static final int SPINS = 100;
    private static final long LONGEST_PARK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final VarHandle HELD;
    private static final VarHandle WAITERS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HELD = lookup.findVarHandle(ShardLock.class, "held", int.class);
            WAITERS = lookup.findVarHandle(ShardLock.class, "waiters", ConcurrentLinkedQueue.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // read and written by HELD
    private int held;

    /** Made when the first thread has to wait. */
    private volatile @Nullable ConcurrentLinkedQueue<Thread> waiters;

    ShardLock(Slots slots, Expert expert) {
        super(slots, expert, true);
    }

    final void lock() {
        if (!HELD.compareAndSet(this, 0, 1)) {
            lockSlowly();
        }
    }

    final boolean tryLock() {
        return (int) HELD.getOpaque(this) == 0 && HELD.compareAndSet(this, 0, 1);
    }

    final void unlock() {
        HELD.setRelease(this, 0);
        ConcurrentLinkedQueue<Thread> queue = waiters;
        if (queue != null) {
            LockSupport.unpark(queue.peek());
        }
    }

    private void lockSlowly() {
        for (int i = 0; i < SPINS; i++) {
            Thread.onSpinWait();
            if (tryLock()) {
                return;
            }
        }
        ConcurrentLinkedQueue<Thread> queue = waiters();
        Thread self = Thread.currentThread();
        queue.add(self);
        boolean interrupted = false;
        while (!tryLock()) {
            LockSupport.parkNanos(this, LONGEST_PARK_NANOS);
            interrupted |= Thread.interrupted();
        }
        queue.remove(self);
        if (interrupted) {
            self.interrupt();
        }
    }

    private ConcurrentLinkedQueue<Thread> waiters() {
        ConcurrentLinkedQueue<Thread> queue = waiters;
        if (queue != null) {
            return queue;
        }
        ConcurrentLinkedQueue<Thread> made = new ConcurrentLinkedQueue<>();
        return WAITERS.compareAndSet(this, null, made) ? made : waiters();
    }
}
