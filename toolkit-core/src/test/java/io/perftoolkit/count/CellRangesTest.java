package io.perftoolkit.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellRangesTest {
    private final List<String> reclaimed = new ArrayList<>();
    private final CellRanges ranges = new CellRanges(20, (first, cells) -> reclaimed.add(first + "+" + cells));

    @Test
    void take_withinTheBound_answersAdjacentBlocks() {
        CellRanges.Range one = ranges.take(1);
        CellRanges.Range two = ranges.take(8);
        assertEquals(0, one.first);
        assertEquals(8, one.cells);
        assertEquals(8, two.first);
        assertNull(ranges.take(1), "the bound is rounded down to two blocks");
        Reference.reachabilityFence(one);
        Reference.reachabilityFence(two);
    }

    @Test
    void take_moreThanThereIs_answersNull() {
        assertNull(ranges.take(17));
        assertNull(ranges.take(Integer.MAX_VALUE));
        assertNull(new CellRanges(0, (first, cells) -> {}).take(1));
        CellRanges.Range all = ranges.take(16);
        assertNotNull(all);
        Reference.reachabilityFence(all);
    }

    @Test
    void take_rangeUnreachable_isReclaimedAndHandedOutAgain() {
        CellRanges.Range kept = ranges.take(1);
        ranges.take(1);
        long start = System.nanoTime();
        CellRanges.Range again = ranges.take(1);
        while (again == null) {
            assertTrue(System.nanoTime() - start < Duration.ofSeconds(20).toNanos(), "not reclaimed");
            System.gc();
            again = ranges.take(1);
        }
        assertEquals(8, again.first);
        assertEquals(List.of("8+8"), reclaimed);
        Reference.reachabilityFence(kept);
        Reference.reachabilityFence(again);
    }

    @Test
    void take_gapTooSmall_isPassedOver() {
        CellRanges wide = new CellRanges(64, (first, cells) -> {});
        CellRanges.Range first = wide.take(8);
        CellRanges.Range gone = wide.take(8);
        CellRanges.Range third = wide.take(8);
        assertEquals(8, gone.first);
        gone = null;
        long start = System.nanoTime();
        CellRanges.Range small = wide.take(1);
        List<CellRanges.Range> others = new ArrayList<>();
        while (small != null && small.first != 8) {
            assertTrue(System.nanoTime() - start < Duration.ofSeconds(20).toNanos(), "gap not reclaimed");
            others.clear();
            System.gc();
            CellRanges.Range wideOne = wide.take(16);
            assertTrue(wideOne == null || wideOne.first >= 24, "two blocks do not fit into the gap");
            small = wide.take(1);
            others.add(small);
        }
        Reference.reachabilityFence(first);
        Reference.reachabilityFence(third);
    }
}
