package io.perftoolkit.task;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A future of the computing lane. */
final class TaskFuture<V extends @Nullable Object> extends HelpedFuture<V> {
    /** How deep tasks may run inside of one another: each takes some frames of the worker's stack. */
    static final int DEEPEST = 256;

    private final Crew crew;

    TaskFuture(Crew crew, Callable<V> task) {
        super(task);
        this.crew = crew;
    }

    @Override
    boolean isOfThisLane() {
        return WorkerThread.of(crew) != null;
    }

    @Override
    void help() {
        Worker worker = WorkerThread.of(crew);
        if (worker == null) {
            return;
        }
        if (worker.nested >= DEEPEST) {
            throw new IllegalStateException("a task waits for a task that waits for a task, " + DEEPEST
                    + " deep, all in one worker: let them end instead, or wait in a thread of the blocking lane");
        }
        worker.nested++;
        try {
            runNow();
        } finally {
            worker.nested--;
        }
    }
}
