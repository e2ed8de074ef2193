package io.perftoolkit.example;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A few threads and a bounded queue for one class of work. Thread-safe; refusing costs no more than a failed permit. */
final class Lane implements Executor, AutoCloseable {
    private final Semaphore room;
    private final ThreadPoolExecutor threads;

    Lane(String name, int threadCount, int queue) {
        this.room = new Semaphore(threadCount + queue);
        var made = new AtomicInteger();
        // The queue needs no bound of its own: nothing gets there without a permit.
        this.threads = new ThreadPoolExecutor(
                threadCount, threadCount, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    var thread = new Thread(work, "perftoolkit-example-" + name + "-" + made.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Takes the work, or refuses it because there is no room (or no lane any more). */
    boolean submit(Runnable work) {
        if (!room.tryAcquire()) {
            return false;
        }
        try {
            threads.execute(() -> {
                try {
                    work.run();
                } finally {
                    room.release();
                }
            });
            return true;
        } catch (RejectedExecutionException closed) {
            room.release();
            return false;
        }
    }

    @Override
    public void execute(Runnable work) {
        if (!submit(work)) {
            throw new RejectedExecutionException("no room");
        }
    }

    /** Work that waits for a thread. */
    int waiting() {
        return threads.getQueue().size();
    }

    /** Interrupts what runs and forgets what waits. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
