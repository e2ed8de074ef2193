package io.perftoolkit.testkit;

import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A task of a {@link ManualExecutor}, in the order in which it falls due; of two that fall due together, the one that
 * was handed over first.
 */
final class ManualTask<V extends @Nullable Object> extends FutureTask<V> implements RunnableScheduledFuture<V> {
    private final ManualExecutor executor;
    private final @Nullable Runnable bare;
    private final long periodNanos;
    private final long sequence;
    private long dueNanos;

    // The next two belong to the executor's lock.
    private @Nullable Thread runner;
    private boolean interrupted;

    /**
     * @param bare what {@code execute} was given, or null: it runs as itself, so that what it throws comes out
     * @param periodNanos above 0 for a fixed rate, below 0 for a fixed delay, 0 for once, as in the JDK's own executor
     */
    ManualTask(
            ManualExecutor executor,
            Callable<V> body,
            @Nullable Runnable bare,
            long dueNanos,
            long periodNanos,
            long sequence) {
        super(body);
        this.executor = executor;
        this.bare = bare;
        this.dueNanos = dueNanos;
        this.periodNanos = periodNanos;
        this.sequence = sequence;
    }

    /** Runs the task on this thread; returns whether it wants to run again. */
    boolean runHere() {
        if (bare != null) {
            bare.run();
        } else if (isPeriodic()) {
            return runAndReset();
        } else {
            super.run();
        }
        return false;
    }

    /** What {@code shutdownNow} hands back: what the user handed over, where he holds no future of it. */
    Runnable handedOver() {
        return bare == null ? this : bare;
    }

    long dueNanos() {
        return dueNanos;
    }

    void fallDueAgain(long nowNanos) {
        dueNanos = periodNanos > 0 ? dueNanos + periodNanos : nowNanos - periodNanos;
    }

    @Nullable
    Thread runner() {
        return runner;
    }

    void began(Thread thread) {
        runner = thread;
        interrupted = false;
    }

    /** Returns whether this task's own end was an interrupt, of which the thread should keep nothing. */
    boolean ended() {
        runner = null;
        return interrupted;
    }

    void interruptRunner() {
        if (runner != null) {
            interrupted = true;
            runner.interrupt();
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        // FutureTask would interrupt the thread and forget it; the executor's way leaves no interrupt behind.
        boolean cancelled = super.cancel(false);
        if (cancelled) {
            executor.cancelled(this, mayInterruptIfRunning);
        }
        return cancelled;
    }

    @Override
    public V get() throws InterruptedException, ExecutionException {
        if (executor.waitsForItself(this)) {
            throw new IllegalStateException(
                    "get() would wait for ever: the task has not run, and this thread is the one"
                            + " that runs it; call runNext(), runAll() or advance() first: " + this);
        }
        return super.get();
    }

    @Override
    public V get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (executor.waitsForItself(this)) {
            throw new TimeoutException("the task has not run, and this thread is the one that runs it: " + this);
        }
        return super.get(timeout, unit);
    }

    @Override
    public boolean isPeriodic() {
        return periodNanos != 0;
    }

    @Override
    public long getDelay(TimeUnit unit) {
        return unit.convert(dueNanos - executor.ticker().getAsLong(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
        if (other instanceof ManualTask<?> task) {
            int byTime = Long.signum(dueNanos - task.dueNanos);
            return byTime != 0 ? byTime : Long.compare(sequence, task.sequence);
        }
        return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
}
