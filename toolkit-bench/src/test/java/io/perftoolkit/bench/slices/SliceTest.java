package io.perftoolkit.bench.slices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SliceTest {
    @Test
    void oneThread_withItsProcessorAllTheTime_counts() {
        assertTrue(Slice.counts(List.of(part(0, 1_000, 971))));
        assertFalse(Slice.counts(List.of(part(0, 1_000, 970))));
    }

    @Test
    void twoThreads_onePreempted_doNotCount() {
        assertFalse(Slice.counts(List.of(part(0, 1_000, 1_000), part(0, 1_000, 900))));
    }

    @Test
    void twoThreads_countIfTogetherForMostOfTheSlice() {
        assertTrue(Slice.counts(List.of(part(0, 1_000, 1_000), part(149, 1_149, 1_000))));
        assertFalse(Slice.counts(List.of(part(0, 1_000, 1_000), part(150, 1_150, 1_000))));
        assertFalse(Slice.counts(List.of(part(0, 1_000, 1_000), part(0, 800, 800))));
    }

    @Test
    void clock_beyondItsLargestValue_isComparedByDifference() {
        long start = Long.MAX_VALUE - 10;
        assertTrue(Slice.counts(List.of(part(start, start + 1_000, 1_000), part(start + 20, start + 1_020, 1_000))));
    }

    @Test
    void sum_ofKeptSlices_isMedianAndTails() {
        var parts = new ArrayList<Slice>();
        for (int i = 1; i <= 40; i++) {
            parts.add(new Slice(0, 100L * i, 100L * i, 100, 0));
            parts.add(new Slice(0, 1_000_000, 10, 100, 0));
        }
        SliceResult result = Slice.sumUp(List.of(parts), 0);
        assertEquals(21, result.medianNanos());
        assertEquals(5, result.p10Nanos());
        assertEquals(37, result.p90Nanos());
        assertEquals(40, result.kept());
        assertEquals(80, result.slices());
    }

    @Test
    void sum_ofTwoThreads_isTheirMeanTimePerOperation() {
        List<Slice> one = java.util.Collections.nCopies(30, new Slice(0, 1_000, 1_000, 100, 1_600));
        List<Slice> two = java.util.Collections.nCopies(30, new Slice(0, 1_100, 1_100, 100, 0));
        SliceResult result = Slice.sumUp(List.of(one, two), 20);
        assertEquals(10.5, result.medianNanos(), 1e-9);
        assertEquals(8, result.bytes(), 1e-9);
        assertEquals(0.2, result.byteNoise(), 1e-9);
    }

    @Test
    void sum_ofTooFewKept_isNoResult() {
        SliceResult result = Slice.sumUp(List.of(java.util.Collections.nCopies(29, part(0, 1_000, 1_000))), 0);
        assertTrue(Double.isNaN(result.medianNanos()));
        assertEquals(29, result.kept());
    }

    @Test
    void line_writtenAndRead_isTheSame() {
        var result = new SliceResult(1.25, Double.NaN, 3e9, 0, 0.01, 31, 400);
        assertTrue(SliceResult.isLine(result.toLine()));
        assertEquals(result, SliceResult.ofLine(result.toLine()));
    }

    private static Slice part(long start, long end, long cpu) {
        return new Slice(start, end, cpu, 100, 0);
    }
}
