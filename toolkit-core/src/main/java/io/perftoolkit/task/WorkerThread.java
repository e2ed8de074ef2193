package io.perftoolkit.task;

import org.jspecify.annotations.Nullable;

/** The thread of a worker, which is how code that runs in a task finds its worker. */
final class WorkerThread extends Thread {
    final Worker worker;

    @SuppressWarnings("ThreadPriorityCheck") // the user's wish; nothing here depends on it
    WorkerThread(Worker worker, String name, long stackSize, int priority) {
        super(null, worker, name, stackSize, false);
        this.worker = worker;
        setDaemon(true);
        setPriority(priority);
    }

    /** The worker of the calling thread, if it is one of this crew. */
    static @Nullable Worker of(Crew crew) {
        return Thread.currentThread() instanceof WorkerThread thread && thread.worker.crew == crew
                ? thread.worker
                : null;
    }
}
