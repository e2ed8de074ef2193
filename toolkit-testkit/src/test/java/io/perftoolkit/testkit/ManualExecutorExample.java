package io.perftoolkit.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

final class ManualExecutorExample {
    private ManualExecutorExample() {}

    static void turns() {
        // @start region="turns"
        var executor = new ManualExecutor();
        var ticker = executor.ticker();
        List<Duration> turns = new ArrayList<>();
        executor.scheduleAtFixedRate(
                () -> turns.add(Duration.ofNanos(ticker.getAsLong())), 5, 10, TimeUnit.MILLISECONDS);

        executor.advance(Duration.ofMillis(20));

        assertEquals(List.of(Duration.ofMillis(5), Duration.ofMillis(15)), turns);
        // @end
    }
}
