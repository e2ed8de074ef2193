package io.perftoolkit.bench.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.perftoolkit.bench.prove.result.LaneResult;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void slice_hundredValues_hasTheirPercentiles() {
        long[] sorted = LongStream.rangeClosed(1, 100).toArray();
        assertEquals(new LaneResult.Slice(0.3, 100, 7, 50, 99, 100), Figures.slice(0.3, sorted, 7));
    }

    @Test
    void slice_oneValueOrNone_isThatOrZero() {
        assertEquals(new LaneResult.Slice(0, 1, 0, 9, 9, 9), Figures.slice(0, new long[] {9}, 0));
        assertEquals(new LaneResult.Slice(0, 0, 0, 0, 0, 0), Figures.slice(0, new long[0], 0));
    }

    @Test
    void sliceCount_wholeAndBrokenSeconds_coverTheWindow() {
        assertEquals(200, Figures.sliceCount(20));
        assertEquals(3, Figures.sliceCount(0.3));
        assertEquals(4, Figures.sliceCount(0.31));
        assertEquals(0.3, Figures.sliceStart(3));
    }
}
