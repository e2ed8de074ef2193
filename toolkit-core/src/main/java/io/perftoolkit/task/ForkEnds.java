package io.perftoolkit.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Counts the forks of a scope that have ended, and wakes the owner of the scope, who may wait for them. */
final class ForkEnds {
    /*
     * Invariant: no wake-up is lost. The waiter writes what it waits for and itself and then looks at the count; who ends a
     * fork counts and then looks for the waiter, all volatile (TaskScopeTest.fork_thousandsInOneScope_end).
     */

    private static final VarHandle COUNT;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(ForkEnds.class, "count", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int count; // by COUNT
    private volatile int awaited;
    private volatile @Nullable Thread waiter;

    int count() {
        return count;
    }

    /** Whether so many have ended. */
    boolean reach(int wanted) {
        return count - wanted >= 0;
    }

    /** One has ended, and is in its last state. */
    void add(boolean wakeAnyway) {
        int now = (int) COUNT.getAndAdd(this, 1) + 1;
        Thread waiting = waiter;
        if (waiting != null && (wakeAnyway || now - awaited >= 0)) {
            LockSupport.unpark(waiting);
        }
    }

    /** Lets the waiter look again, if there is one. */
    void wake() {
        Thread waiting = waiter;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    /** Waits for so many, or until {@code enough}, or for a time, or for nothing at all. By the owner of the scope. */
    void await(int wanted, BooleanSupplier enough, long nanos) {
        awaited = wanted;
        waiter = Thread.currentThread();
        if (!reach(wanted) && !enough.getAsBoolean()) {
            LockSupport.parkNanos(this, nanos);
        }
        waiter = null;
    }

    /** Waits for so many, or for a time; an interrupt does not end this wait, and stays set. By the owner of the scope. */
    void awaitThroughInterrupts(int wanted, long nanos) {
        boolean interrupted = Thread.interrupted();
        long start = System.nanoTime();
        for (long left = nanos; !reach(wanted) && left > 0; left = nanos - (System.nanoTime() - start)) {
            await(wanted, () -> false, left);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
