package io.perftoolkit.count;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StripedCounterTest {
    /** One with a cell, and one as it is past the bound. */
    static Stream<StripedCounter> counters() {
        return Stream.of(new StripedCounter(), new StripedCounter(Slabs.Place.SHARED));
    }

    @ParameterizedTest
    @MethodSource("counters")
    void sum_neverRaised_isZero(StripedCounter counter) {
        assertEquals(0, counter.sum());
        assertEquals(0, counter.sumThenReset());
    }

    @ParameterizedTest
    @MethodSource("counters")
    void add_zeroNegativeAndPositive_sumsUp(StripedCounter counter) {
        counter.add(0);
        counter.add(-5);
        counter.increment();
        counter.add(10);
        assertEquals(6, counter.sum());
        assertEquals("6", counter.toString());
    }

    @ParameterizedTest
    @MethodSource("counters")
    void add_pastTheLargestLong_wraps(StripedCounter counter) {
        counter.add(Long.MAX_VALUE);
        counter.increment();
        assertEquals(Long.MIN_VALUE, counter.sum());
        counter.add(Long.MIN_VALUE);
        assertEquals(0, counter.sum());
    }

    @ParameterizedTest
    @MethodSource("counters")
    void sumThenReset_manyIntervals_eachCountInOne(StripedCounter counter) {
        counter.add(3);
        assertEquals(3, counter.sumThenReset());
        assertEquals(0, counter.sum());
        counter.add(4);
        assertEquals(4, counter.sum());
        assertEquals(4, counter.sumThenReset());
        assertEquals(0, counter.sumThenReset());
    }

    @ParameterizedTest
    @MethodSource("counters")
    void sumThenReset_overflowInTheInterval_wrapsAndStartsFromZero(StripedCounter counter) {
        counter.add(Long.MAX_VALUE);
        counter.add(2);
        assertEquals(Long.MIN_VALUE + 1, counter.sumThenReset());
        assertEquals(0, counter.sum());
    }

    @Test
    void example_answersWhatItSays() {
        assertArrayEquals(new long[] {4, 4, 0}, StripedCounterExample.count());
    }
}
