package io.perftoolkit.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SeriesTest {
    @Test
    void add_closerThanTheGap_keepsTheLower() {
        Series series = new Series(10, 1_000);
        assertTrue(series.add(0, 5));
        assertFalse(series.add(9, 3));
        assertFalse(series.add(9, 8));
        assertTrue(series.add(10, 7));
        assertEquals("[3, 7]", series.toString());
    }

    @Test
    void add_whenFull_thinsByTimeAndKeepsTheLowerNeighbours() {
        Series series = new Series(0, Long.MAX_VALUE);
        for (int i = 0; i < 100_000; i++) {
            series.add(i, i % 2 == 0 ? 100 : 200);
        }
        assertTrue(series.size() <= Series.CAPACITY && series.size() >= Series.CAPACITY / 2);
        assertTrue(series.spanNanos() > 90_000, () -> "spans " + series.spanNanos());
        for (int i = 0; i < series.size(); i++) {
            assertEquals(100, series.value(i));
            assertTrue(i == 0 || series.nanos(i) > series.nanos(i - 1));
        }
    }

    @Test
    void add_whenFull_dropsWhatIsOlderThanTheWindow() {
        Series series = new Series(0, 100);
        for (int i = 0; i < 1_000; i++) {
            series.add(i * 10L, i);
        }
        assertTrue(series.spanNanos() <= 2 * Series.CAPACITY * 10, () -> "spans " + series.spanNanos());
        assertEquals(999, series.value(series.size() - 1));
    }

    @Test
    void add_clockThatWraps_goesOn() {
        Series series = new Series(10, 1_000);
        assertTrue(series.add(Long.MAX_VALUE - 5, 1));
        assertFalse(series.add(Long.MAX_VALUE, 2));
        assertTrue(series.add(Long.MIN_VALUE + 10, 3));
        assertEquals(16, series.spanNanos());
    }
}
