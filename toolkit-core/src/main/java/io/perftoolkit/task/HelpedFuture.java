package io.perftoolkit.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** A future whose taker runs the task itself when it is of the same lane and nobody has begun it. */
abstract class HelpedFuture<V extends @Nullable Object> extends FutureTask<V> implements Droppable {
    /*
     * Invariant: a thread of a lane waits only for a task that has begun elsewhere. What it waits for is thus itself running, or
     * waits for something that runs; as long as tasks do not wait for one another in a circle, someone goes on
     * (SelfWaitTest). Only the awaited task is run inside the waiting one, never a stranger, which might need a lock
     * that the waiting one holds.
     *
     * Invariant: a task that a shutdown gives back is not run by its taker. Exactly one of the two leaves NEW by
     * compare-and-set (SelfWaitTest.get_ofADroppedFuture_*). Whoever got it back may run it still.
     */

    private static final int NEW = 0;
    private static final int BEGUN = 1;
    private static final int DROPPED = 2;

    private static final VarHandle STAGE;

    static {
        try {
            STAGE = MethodHandles.lookup().findVarHandle(HelpedFuture.class, "stage", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int stage;

    HelpedFuture(Callable<V> task) {
        super(task);
    }

    @Override
    public final void run() {
        if (STAGE.compareAndSet(this, NEW, BEGUN) || STAGE.compareAndSet(this, DROPPED, BEGUN)) {
            super.run();
        }
    }

    @Override
    public final boolean drop() {
        return !isDone() && STAGE.compareAndSet(this, NEW, DROPPED);
    }

    @Override
    public final V get() throws InterruptedException, ExecutionException {
        if (stage == NEW && !isDone() && isOfThisLane()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            help();
        }
        return super.get();
    }

    /** Whether the calling thread runs a task of the lane. */
    abstract boolean isOfThisLane();

    /** Calls {@link #runNow}. */
    abstract void help();

    /** Runs the task in the calling thread, unless it has begun or was dropped. */
    final void runNow() {
        if (STAGE.compareAndSet(this, NEW, BEGUN)) {
            super.run();
            if (isCancelled()) {
                Thread.interrupted(); // meant for the task that was cancelled, not for the one that waits
            }
        }
    }
}
