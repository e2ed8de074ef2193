package io.perftoolkit.testkit;

import java.time.Duration;

final class AwaitExample {
    private AwaitExample() {}

    static void await(FaultProxy proxy, int clients) throws InterruptedException {
        // @start region="await"
        var soon = Await.atMost(Duration.ofSeconds(60));
        soon.until("all clients are connected", () -> proxy.stats().open(), open -> open == clients);
        // @end
    }
}
