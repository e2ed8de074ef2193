package io.perftoolkit.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
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
}
