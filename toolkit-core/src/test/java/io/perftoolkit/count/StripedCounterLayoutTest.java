package io.perftoolkit.count;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.GraphLayout;

class StripedCounterLayoutTest {
    private static final int BUDGET = 64;

    @Test
    void new_idle_takesLessThanACacheLine() {
        long counter = ClassLayout.parseClass(StripedCounter.class).instanceSize();
        long perRange = ClassLayout.parseClass(CellRanges.Range.class).instanceSize()
                + ClassLayout.parseClass(lease()).instanceSize();
        long base = Long.BYTES;
        long all = counter + perRange / CellRanges.BLOCK + 1 + base;
        assertTrue(all <= BUDGET, () -> counter + " + a part of " + perRange + " + " + base);
    }

    @Test
    void increment_manyTimes_addsNothingToTheCounter() {
        var counter = new StripedCounter();
        long before = GraphLayout.parseInstance(counter).totalSize();
        for (int i = 0; i < 100_000; i++) {
            counter.increment();
        }
        long after = GraphLayout.parseInstance(counter).totalSize();
        assertTrue(after == before && after <= BUDGET, () -> before + " B, then " + after);
    }

    private static Class<?> lease() {
        for (Class<?> nested : CellRanges.class.getDeclaredClasses()) {
            if (nested.getSimpleName().equals("Lease")) {
                return nested;
            }
        }
        throw new AssertionError("CellRanges keeps no Lease");
    }
}
