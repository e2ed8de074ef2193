package io.perftoolkit.memory;

import java.util.Arrays;

/**
 * Whether a series rises, and how fast: the test of Mann (1945) and Kendall (1975) and the slope of Theil (1950) and Sen
 * (1968). Both look at pairs of points only, so single outliers hardly move them. O(n²) for n points, without garbage.
 * Not thread-safe.
 */
final class Trend {
    /** Turns a median absolute deviation into the standard deviation of normal noise. */
    private static final double NORMAL = 1.4826;

    private final double[] slopes = new double[Series.CAPACITY * (Series.CAPACITY - 1) / 2];
    private final double[] work = new double[Series.CAPACITY];

    private int n;
    private double probability = 1;
    private double bytesPerNano;
    private double intercept;
    private double noise;
    private double rise;

    /** Analyses the first {@code count} points of {@code series}; the answers below are about them. */
    void analyse(Series series, int count) {
        n = count;
        probability = risingByChance(series);
        bytesPerNano = 0;
        noise = 0;
        rise = 0;
        if (n >= 2) {
            bytesPerNano = medianSlope(series);
            fit(series);
            rise = bytesPerNano * (series.nanos(n - 1) - series.nanos(0));
        }
    }

    /** The chance of so many rising pairs, or more, if there were no trend; one-sided. */
    double probability() {
        return probability;
    }

    double bytesPerNano() {
        return bytesPerNano;
    }

    double bytesPerSecond() {
        return bytesPerNano * 1e9;
    }

    /** The usual distance from the line, as one standard deviation. */
    double noise() {
        return noise;
    }

    /** How much the line rises from the first point to the last. */
    double rise() {
        return rise;
    }

    /** What the line says for the last point. */
    double lineAtEnd() {
        return intercept + rise;
    }

    /** The Mann–Kendall test, with the normal approximation, its continuity correction, and the correction for ties. */
    private double risingByChance(Series series) {
        if (n < 4) { // no order of three points is rare enough to say anything
            return 1;
        }
        long score = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                score += Long.compare(series.value(j), series.value(i));
            }
        }
        double variance = variance(n) - tied(series);
        if (score <= 0 || variance <= 0) {
            return 1;
        }
        return NormalTail.above((score - 1) / Math.sqrt(variance));
    }

    private double tied(Series series) {
        for (int i = 0; i < n; i++) {
            work[i] = series.value(i);
        }
        Arrays.sort(work, 0, n);
        double sum = 0;
        for (int from = 0, to = 0; from < n; from = to) {
            while (to < n && work[to] == work[from]) {
                to++;
            }
            sum += variance(to - from);
        }
        return sum;
    }

    private static double variance(double n) {
        return n * (n - 1) * (2 * n + 5) / 18;
    }

    private double medianSlope(Series series) {
        int pairs = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                long time = series.nanos(j) - series.nanos(i);
                if (time > 0) {
                    slopes[pairs++] = (double) (series.value(j) - series.value(i)) / time;
                }
            }
        }
        return median(slopes, pairs);
    }

    private void fit(Series series) {
        for (int i = 0; i < n; i++) {
            work[i] = series.value(i) - bytesPerNano * (series.nanos(i) - series.nanos(0));
        }
        intercept = median(work, n);
        for (int i = 0; i < n; i++) {
            double line = intercept + bytesPerNano * (series.nanos(i) - series.nanos(0));
            work[i] = Math.abs(series.value(i) - line);
        }
        noise = median(work, n) * NORMAL;
    }

    private static double median(double[] values, int count) {
        if (count == 0) {
            return 0;
        }
        Arrays.sort(values, 0, count);
        int middle = count / 2;
        return count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
