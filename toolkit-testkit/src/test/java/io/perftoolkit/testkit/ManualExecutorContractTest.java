package io.perftoolkit.testkit;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

class ManualExecutorContractTest extends ScheduledExecutorContract {
    @Override
    ScheduledExecutorService open() {
        return new ManualExecutor(new FakeTicker(Long.MAX_VALUE - 1));
    }

    @Override
    void letRun(ScheduledExecutorService opened) {
        ((ManualExecutor) opened).advance(Duration.ofSeconds(1));
    }
}
