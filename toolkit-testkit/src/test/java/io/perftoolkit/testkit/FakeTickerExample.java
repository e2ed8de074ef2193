package io.perftoolkit.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;

final class FakeTickerExample {
    private FakeTickerExample() {}

    static void wallClock() {
        // @start region="wall"
        var ticker = new FakeTicker();
        var wall = ticker.wallClock(Instant.parse("2024-02-29T23:30:00Z"));
        long before = ticker.getAsLong();

        ticker.advance(Duration.ofHours(1));

        assertEquals(Duration.ofHours(1).toNanos(), ticker.getAsLong() - before);
        assertEquals(Instant.parse("2024-03-01T00:30:00Z"), wall.instant());
        // @end
    }
}
