package io.perftoolkit.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FakeTickerTest {
    @Test
    void advance_pastTheLargestLong_wrapsSoThatDifferencesStayRight() {
        var ticker = new FakeTicker(Long.MAX_VALUE);
        long before = ticker.getAsLong();
        ticker.advance(Duration.ofNanos(5));
        assertEquals(5, ticker.getAsLong() - before);
    }

    @Test
    void advance_negative_isRefusedWithTheValue() {
        var ticker = new FakeTicker(7);
        var thrown = assertThrows(IllegalArgumentException.class, () -> ticker.advance(Duration.ofNanos(-1)));
        assertEquals("step must not be negative: PT-0.000000001S", thrown.getMessage());
        assertEquals(7, ticker.getAsLong());
    }

    @Test
    void wallClock_tickerMoves_movesFromItsStartByAsMuch() {
        var ticker = new FakeTicker(Long.MAX_VALUE - 3);
        ticker.advance(Duration.ofNanos(1));
        var start = Instant.parse("2024-02-29T23:59:59.999999990Z");
        var wall = ticker.wallClock(start);
        assertEquals(start, wall.instant());
        ticker.advance(Duration.ofNanos(10));
        assertEquals(Instant.parse("2024-03-01T00:00:00Z"), wall.instant());
        ticker.advance(Duration.ofDays(1));
        assertEquals(Instant.parse("2024-03-02T00:00:00Z").toEpochMilli(), wall.millis());
    }
}
