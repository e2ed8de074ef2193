package io.perftoolkit.testkit;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The control: the contract is the JDK's, not ours. */
class ThreadPoolContractTest extends ScheduledExecutorContract {
    @Override
    ScheduledExecutorService open() {
        return new ScheduledThreadPoolExecutor(1);
    }

    @Override
    void letRun(ScheduledExecutorService opened) {
        // Its own thread runs them.
    }
}
