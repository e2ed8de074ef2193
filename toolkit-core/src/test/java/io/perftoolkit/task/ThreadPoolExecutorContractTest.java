package io.perftoolkit.task;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The JDK's own: shows that the contract asks for nothing that it does not promise. */
class ThreadPoolExecutorContractTest extends ExecutorContract {
    @Override
    ExecutorService create(int threads) {
        return new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task);
            thread.setUncaughtExceptionHandler((dead, error) -> {});
            return thread;
        });
    }
}
