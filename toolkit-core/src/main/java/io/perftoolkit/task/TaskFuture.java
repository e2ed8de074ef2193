package io.perftoolkit.task;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** A future whose taker, if it is a worker of the same crew, runs the task itself when nobody has begun it. */
final class TaskFuture<V extends @Nullable Object> extends FutureTask<V> implements Begun {
    /*
     * Invariant: a worker waits only for a task that has begun elsewhere. What it waits for is thus itself running, or waits for
     * something that runs; as long as tasks do not wait for one another in a circle, someone goes on
     * (SelfWaitTest). Only the awaited task is run inside the waiting one, never a stranger, which might need a lock
     * that the waiting one holds.
     */

    /** How deep tasks may run inside of one another: each takes some frames of the worker's stack. */
    static final int DEEPEST = 256;

    private final Crew crew;
    private volatile boolean begun;

    TaskFuture(Crew crew, Callable<V> task) {
        super(task);
        this.crew = crew;
    }

    TaskFuture(Crew crew, Runnable task, V result) {
        super(task, result);
        this.crew = crew;
    }

    @Override
    public void run() {
        begun = true;
        super.run();
    }

    @Override
    public boolean hasBegun() {
        return begun || isDone();
    }

    @Override
    public V get() throws InterruptedException, ExecutionException {
        if (!isDone() && !begun) {
            Worker worker = WorkerThread.of(crew);
            if (worker != null) {
                runInside(worker);
            }
        }
        return super.get();
    }

    private void runInside(Worker worker) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (worker.nested >= DEEPEST) {
            throw new IllegalStateException("a task waits for a task that waits for a task, " + DEEPEST
                    + " deep, all in one worker: let them end instead, or wait in a thread of the blocking lane");
        }
        worker.nested++;
        try {
            run();
        } finally {
            worker.nested--;
        }
        if (isCancelled()) {
            Thread.interrupted(); // meant for the task that was cancelled, not for the one that waits
        }
    }
}
