package io.perftoolkit.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class HighWaterMarkTest {
    @Test
    void record_belowOrAtTheMark_changesNothing() {
        var mark = new HighWaterMark(5);
        assertFalse(mark.record(5));
        assertEquals(5, mark.value());
    }
}
