package io.perftoolkit.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TrendTest {
    private static Trend of(long... values) {
        Series series = new Series(0, Long.MAX_VALUE);
        for (int i = 0; i < values.length; i++) {
            series.add(i * 1_000_000_000L, values[i]);
        }
        Trend trend = new Trend();
        trend.analyse(series, values.length);
        return trend;
    }

    @Test
    void probability_strictRise_isTheTextbookFigure() {
        // n = 8: S = 28, variance = 8*7*21/18 = 65.33, z = 27/8.083 = 3.340
        assertEquals(0.000419, of(1, 2, 3, 4, 5, 6, 7, 8).probability(), 2e-6);
    }

    @Test
    void probability_ties_shrinkTheVariance() {
        // S = 24, variance = 65.33 - 4 pairs of ties * 1 = 61.33, z = 23/7.831 = 2.937
        assertEquals(0.001657, of(1, 1, 2, 2, 3, 3, 4, 4).probability(), 2e-6);
    }

    @Test
    void probability_fallingFlatOrShort_isOne() {
        assertEquals(1, of(8, 7, 6, 5, 4, 3, 2, 1).probability());
        assertEquals(1, of(5, 5, 5, 5, 5, 5, 5, 5).probability());
        assertEquals(1, of(1, 2, 3).probability());
        assertEquals(1, of().probability());
    }

    @Test
    void slope_withOutliers_isTheMedianOne() {
        Trend trend = of(0, 10, 20, 999_999, 40, 50, -77_777, 70, 80);
        assertEquals(10, trend.bytesPerSecond(), 1e-6);
        assertEquals(80, trend.rise(), 1e-6);
        assertEquals(80, trend.lineAtEnd(), 1e-6);
        assertEquals(0, trend.noise(), 1e-6);
    }

    @Test
    void noise_ofNormalNoise_isItsStandardDeviation() {
        Series series = new Series(0, Long.MAX_VALUE);
        java.util.Random random = new java.util.Random(3);
        for (int i = 0; i < Series.CAPACITY; i++) {
            series.add(i, Math.round(1_000 * random.nextGaussian()));
        }
        Trend trend = new Trend();
        trend.analyse(series, series.size());
        assertTrue(trend.noise() > 700 && trend.noise() < 1_300, () -> "noise " + trend.noise());
    }

    @Test
    void normalTail_matchesTheTable() {
        assertEquals(0.5, NormalTail.above(0), 1e-7);
        assertEquals(0.0227501, NormalTail.above(2), 1e-7);
        assertEquals(0.9772499, NormalTail.above(-2), 1e-7);
        assertEquals(2.866516e-7, NormalTail.above(5), 1e-9);
    }
}
