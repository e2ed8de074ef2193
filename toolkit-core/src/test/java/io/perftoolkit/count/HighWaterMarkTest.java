package io.perftoolkit.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HighWaterMarkTest {
    @Test
    void record_belowOrAtTheMark_changesNothing() {
        var mark = new HighWaterMark(5);
        assertFalse(mark.record(5));
        assertFalse(mark.record(Long.MIN_VALUE));
        assertEquals(5, mark.value());
    }

    @Test
    void record_aboveTheMark_raisesIt() {
        var mark = new HighWaterMark(Long.MIN_VALUE);
        assertTrue(mark.record(-1));
        assertTrue(mark.record(Long.MAX_VALUE));
        assertEquals(Long.MAX_VALUE, mark.value());
    }

    @Test
    void record_randomOrder_seldomWrites() {
        var random = new Random(42);
        var mark = new HighWaterMark(Long.MIN_VALUE);
        int broken = 0;
        for (int i = 0; i < 100_000; i++) {
            if (mark.record(random.nextLong())) {
                broken++;
            }
        }
        assertTrue(broken < 40, "ln(100 000) is 11.5, but the record was broken " + broken + " times");
    }

    @Test
    void reset_answersTheMarkAndStartsFromTheFloor() {
        var mark = new HighWaterMark(0);
        mark.record(7);
        assertEquals(7, mark.reset(2));
        assertEquals(2, mark.value());
        assertTrue(mark.record(3));
    }
}
