package io.perftoolkit.bench.league;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against figures worked out by hand; t is 2.776 for four degrees of freedom, 4.303 for two. */
class IntervalTest {
    @Test
    void difference_ofTwoSmallSamples_isStudentsWithOneVariance() {
        // Means 12 and 6; squares 2 and 8, variance 10 / 4 = 2.5; half = 2.776 * sqrt(2.5 * 2 / 3) = 3.5839
        Interval i = Interval.ofDifference(List.of(11.0, 12.0, 13.0), List.of(4.0, 6.0, 8.0));
        assertEquals(6, i.value(), 1e-12);
        assertEquals(6 - 3.5839, i.low(), 1e-3);
        assertEquals(6 + 3.5839, i.high(), 1e-3);
        assertEquals(3.5839, i.error(), 1e-3);
    }

    @Test
    void quotient_ofTwoSmallSamples_isTheSameOfLogarithms() {
        // ln: means ln 8 and ln 2 (geometric); deviations +-ln 2 above, 0 below.
        // variance = 2 ln(2)^2 / 2 = 0.48045; half = 4.303 * sqrt(0.48045) = 2.98262
        Interval i = Interval.ofQuotient(List.of(4.0, 16.0), List.of(2.0, 2.0));
        assertEquals(4, i.value(), 1e-9);
        assertEquals(4 * Math.exp(-2.98262), i.low(), 1e-4);
        assertEquals(4 * Math.exp(2.98262), i.high(), 1e-2);
    }

    @Test
    void quotient_turnedAround_isTheReciprocal() {
        List<Double> a = List.of(5.0, 5.5, 6.0);
        List<Double> b = List.of(2.0, 2.1, 2.3);
        Interval i = Interval.ofQuotient(a, b);
        Interval back = Interval.ofQuotient(b, a);
        assertEquals(1 / i.value(), back.value(), 1e-12);
        assertEquals(1 / i.high(), back.low(), 1e-12);
    }

    @Test
    void mean_ofThree_isStudents() {
        // Mean 10, squares 8, variance 4; half = 4.303 * sqrt(4 / 3) = 4.96868
        Interval i = Interval.ofMean(List.of(8.0, 10.0, 12.0));
        assertEquals(10, i.value(), 1e-12);
        assertEquals(4.96868, i.error(), 1e-4);
    }

    @Test
    void equalSamples_haveNoWidth() {
        Interval i = Interval.ofQuotient(List.of(3.0, 3.0), List.of(1.5, 1.5));
        assertEquals(0, i.error(), 1e-12);
        assertEquals(2, i.value(), 1e-12);
    }

    @Test
    void manyForks_useTheLimitOfStudentsT() {
        // 50 pairs 9 and 11: mean 10, variance 100 / 99; t for 99 degrees is 1.984
        List<Double> sample = new java.util.ArrayList<>(Collections.nCopies(50, 9.0));
        sample.addAll(Collections.nCopies(50, 11.0));
        assertEquals(
                1.984 * Math.sqrt(100.0 / 99 / 100), Interval.ofMean(sample).error(), 1e-3);
    }
}
