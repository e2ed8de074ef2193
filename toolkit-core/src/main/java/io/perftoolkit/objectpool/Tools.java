package io.perftoolkit.objectpool;

import io.perftoolkit.internal.timer.TimerWheel;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

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
    private static final long KEEP_ALIVE_SECONDS = 5;

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

    private static ThreadPoolExecutor onDemand(int most, ThreadFactory threads) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                most, most, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
