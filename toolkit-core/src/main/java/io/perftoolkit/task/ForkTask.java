package io.perftoolkit.task;

import io.perftoolkit.deadline.Deadline;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The one kind of fork: runs once, in a lane or in the thread that waits for it. */
final class ForkTask<T extends @Nullable Object> implements Fork<T>, Runnable, Droppable {
    /*
     * Invariant: exactly one of the threads that come to run it, or to cancel it before it begins, wins the step from NEW; only that one
     * tells the scope of the end, once (TaskScopeTest).
     *
     * Invariant: the thread is interrupted only while it is in the task. Who cancels takes the state from RUNNING to INTERRUPTING
     * first; the task's end waits, for the length of one call, until that is over, and takes the interrupt back
     * (TaskScopeTest.fork_interruptOfACancelledFork_staysThere).
     */

    private static final int NEW = 0;
    private static final int RUNNING = 1;
    private static final int INTERRUPTING = 2;
    private static final int INTERRUPTED = 3;
    static final int SUCCEEDED = 4;
    static final int FAILED = 5;
    static final int CANCELLED = 6;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(ForkTask.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The fork that was made before this one. Written before this one is published. */
    final @Nullable ForkTask<?> previous;

    final boolean blocking;
    private final TaskScope scope;
    private final int number;
    private final @Nullable String givenName;
    private @Nullable Callable<? extends T> task;
    private volatile int state;
    private volatile @Nullable Thread runner;
    private @Nullable Object outcome; // a result or a failure; published by state

    ForkTask(
            TaskScope scope,
            int number,
            @Nullable String givenName,
            Callable<? extends T> task,
            boolean blocking,
            @Nullable ForkTask<?> previous) {
        this.scope = scope;
        this.number = number;
        this.givenName = givenName;
        this.task = task;
        this.blocking = blocking;
        this.previous = previous;
    }

    @Override
    public void run() {
        if (state != NEW || !STATE.compareAndSet(this, NEW, RUNNING)) {
            return; // the thread that waits for it was faster, or it was cancelled
        }
        runner = Thread.currentThread();
        Object result;
        int end;
        try {
            result = call();
            end = SUCCEEDED;
        } catch (Throwable e) { // goes to whoever joins
            result = e;
            end = FAILED;
        }
        outcome = result;
        task = null;
        if (!STATE.compareAndSet(this, RUNNING, end)) {
            while (state == INTERRUPTING) {
                Thread.onSpinWait();
            }
            Thread.interrupted(); // it was for this task
            end = end == SUCCEEDED ? SUCCEEDED : CANCELLED;
            STATE.setVolatile(this, end);
        }
        runner = null;
        scope.ended(this, end);
    }

    private @Nullable Object call() throws Exception {
        Callable<? extends T> own = task;
        if (own == null) {
            throw new AssertionError("runs twice");
        }
        Deadline deadline = scope.deadline();
        return deadline.isNone() ? own.call() : deadline.call(own);
    }

    /** Cancels it: it never begins, or its thread is interrupted. */
    void cancel() {
        if (!drop() && state == RUNNING && STATE.compareAndSet(this, RUNNING, INTERRUPTING)) {
            Thread thread = runner;
            while (thread == null) { // it has just begun
                Thread.onSpinWait();
                thread = runner;
            }
            thread.interrupt();
            STATE.setVolatile(this, INTERRUPTED);
        }
    }

    /** Its scope is told, which waits for it. */
    @Override
    public boolean drop() {
        if (state != NEW || !STATE.compareAndSet(this, NEW, CANCELLED)) {
            return false;
        }
        task = null;
        scope.ended(this, CANCELLED);
        return true;
    }

    boolean hasBegun() {
        return state != NEW;
    }

    boolean hasEnded() {
        return state >= SUCCEEDED;
    }

    @Nullable
    Thread runner() {
        return runner;
    }

    @Override
    public String name() {
        return givenName == null ? "fork-" + number : givenName;
    }

    @Override
    public State state() {
        return switch (state) {
            case SUCCEEDED -> State.SUCCEEDED;
            case FAILED -> State.FAILED;
            case CANCELLED -> State.CANCELLED;
            default -> State.RUNNING;
        };
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the outcome of a success is a T
    public T get() {
        if (state != SUCCEEDED) {
            throw new IllegalStateException(name() + " has no result: it is " + state() + "; join the scope first");
        }
        return (T) outcome;
    }

    @Override
    public @Nullable Throwable failure() {
        return state == FAILED ? (Throwable) outcome : null;
    }

    @Override
    public String toString() {
        return "Fork[" + name() + ", " + state() + "]";
    }
}
