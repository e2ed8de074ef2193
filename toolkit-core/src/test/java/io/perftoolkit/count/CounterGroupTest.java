package io.perftoolkit.count;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class CounterGroupTest {
    @Test
    void new_sizeNotPositive_saysValueAndRule() {
        var e = assertThrows(IllegalArgumentException.class, () -> new CounterGroup(0));
        assertEquals("size must be positive: 0", e.getMessage());
    }

    @Test
    void counter_noSuchPosition_throws() {
        var group = new CounterGroup(2);
        assertEquals(2, group.size());
        assertSame(group.counter(1), group.counter(1));
        assertThrows(IndexOutOfBoundsException.class, () -> group.counter(2));
        assertThrows(IndexOutOfBoundsException.class, () -> group.counter(-1));
    }

    @Test
    void sums_answersByPosition() {
        var group = new CounterGroup(3);
        group.counter(0).add(1);
        group.counter(2).add(-7);
        assertArrayEquals(new long[] {1, 0, -7}, group.sums());
        assertEquals(-7, group.counter(2).sum());
    }

    @Test
    void sums_moreCountersThanCells_stillExact() {
        var group = new CounterGroup(Slabs.DEFAULT_BOUND + 1);
        assertEquals(Slabs.NO_CELL, group.counter(0).cell);
        group.counter(0).add(2);
        group.counter(Slabs.DEFAULT_BOUND).add(3);
        assertEquals(2, group.sums()[0]);
        assertEquals(3, group.sumsThenReset()[Slabs.DEFAULT_BOUND]);
        assertEquals(0, group.sums()[0]);
    }

    @Test
    void sumsThenReset_beginsANewIntervalForAll() {
        var group = new CounterGroup(2);
        group.counter(0).add(1);
        group.counter(1).add(2);
        assertArrayEquals(new long[] {1, 2}, group.sumsThenReset());
        group.counter(1).add(5);
        assertArrayEquals(new long[] {0, 5}, group.sumsThenReset());
        assertArrayEquals(new long[] {0, 0}, group.sums());
    }

    @Test
    void example_countsRequestsAndBytes() {
        var traffic = new CounterGroupExample.Traffic();
        CounterGroupExample.serve(traffic, List.of(new byte[3], new byte[4]));
        CounterGroupExample.serve(traffic, List.of());
        assertArrayEquals(new long[] {2, 7, 0}, traffic.read());
    }
}
