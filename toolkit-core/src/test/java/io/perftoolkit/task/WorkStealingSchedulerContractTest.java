package io.perftoolkit.task;

import java.util.concurrent.ExecutorService;

class WorkStealingSchedulerContractTest extends ExecutorContract {
    @Override
    ExecutorService create(int threads) {
        return WorkStealingScheduler.builder()
                .workers(threads)
                .uncaughtHandler((thread, error) -> {})
                .build();
    }
}
