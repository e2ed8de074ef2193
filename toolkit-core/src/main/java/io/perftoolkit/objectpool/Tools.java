package io.perftoolkit.objectpool;

import io.perftoolkit.internal.timer.Alarm;
import io.perftoolkit.internal.timer.TimerWheel;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * On what a pool works beside its callers.
 *
 * @param makers runs the factory and destroys
 * @param aside completes stages and calls listeners, so that a factory that hangs does not hold them up
 * @param timer rings at times
 * @param ownMakers those of {@code makers} that end with the pool
 * @param ownAside the same for {@code aside}
 */
record Tools(
        Executor makers,
        Executor aside,
        TimerWheel timer,
        @Nullable ExecutorService ownMakers,
        @Nullable ExecutorService ownAside) {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectPool.class);
    private static final long KEEP_ALIVE_SECONDS = 5;
    private static final long CLOSE_MILLIS = 1_000;

    /** Threads come when there is something to do, and go when there has been nothing for some seconds. */
    static Tools own(int makers, ThreadFactory threads, @Nullable Executor aside) {
        ThreadPoolExecutor ownMakers = onDemand(makers, threads);
        if (aside != null) {
            return new Tools(ownMakers, aside, TimerWheel.shared(), ownMakers, null);
        }
        ThreadPoolExecutor ownAside = onDemand(1, threads);
        return new Tools(ownMakers, ownAside, TimerWheel.shared(), ownMakers, ownAside);
    }

    /** Daemons that inherit nothing from whoever happened to borrow first. */
    static ThreadFactory daemons() {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(null, work, "perftoolkit-objectpool-" + number.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Does something aside. */
    void aside(Runnable work) {
        try {
            aside.execute(work);
        } catch (RejectedExecutionException
                | OutOfMemoryError e) { // closed, or no more threads: nobody may wait for ever
            work.run();
        }
    }

    /** Does something later, on the thread of the timer: it must be short. */
    void later(long nanos, Runnable work) {
        timer.arm(
                new Alarm() {
                    @Override
                    protected void ring() {
                        work.run();
                    }
                },
                nanos);
    }

    /** Lets what is queued be done, and the threads end; waits for that, but not for ever. */
    void endThreads(String pool) {
        if (ownMakers != null) {
            ownMakers.shutdown();
            try {
                boolean ended = ownMakers.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
                LOG.debug("{}: the threads have {}ended", pool, ended ? "" : "not yet ");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // they end anyway, only unwatched
            }
        }
        if (ownAside != null) {
            ownAside.shutdown();
        }
    }

    private static ThreadPoolExecutor onDemand(int most, ThreadFactory threads) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                most, most, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
