package io.perftoolkit.task;

import java.util.concurrent.ExecutorService;

/** With rings of two slots beside the wrap of their counts, so that nearly every push overflows. */
class SmallRingContractTest extends ExecutorContract {
    @Override
    ExecutorService create(int threads) {
        return WorkStealingScheduler.builder()
                .workers(threads)
                .uncaughtHandler((thread, error) -> {})
                .ring(2, -3)
                .build();
    }
}
