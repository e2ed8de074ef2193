package io.perftoolkit.testkit;

import org.junit.jupiter.api.Test;

/** The examples of the Javadoc and of docs/testkit.md run as they stand. */
class ExamplesTest {
    @Test
    void fakeTicker_example_holds() {
        FakeTickerExample.wallClock();
    }

    @Test
    void manualExecutor_example_holds() {
        ManualExecutorExample.turns();
    }

    @Test
    void faultProxy_example_holds() throws Exception {
        try (var echo = new EchoServer()) {
            FaultProxyExample.stall(echo.address());
        }
    }

    @Test
    void await_example_holds() throws Exception {
        try (var pair = new ProxiedPair()) {
            AwaitExample.await(pair.proxy(), 1);
        }
    }
}
