package io.perftoolkit.bench.league;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * An estimate and where the truth lies with 95 % confidence.
 *
 * <p>The unit of repetition is the fork: iterations of one fork share one compilation and one placement in memory, so
 * they say little about the next fork. The interval is Student's for two samples with one variance, or for one sample; of
 * the logarithms where the estimate is a quotient, because errors of times are relative ones.
 *
 * @param value the estimate
 * @param low lower end
 * @param high upper end
 */
record Interval(double value, double low, double high) {
    /** Student's t for 95 % and 1 to 30 degrees of freedom. */
    private static final double[] T = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042
    };

    /** Of {@code above / below}. */
    static Interval ofQuotient(List<Double> above, List<Double> below) {
        Interval log = ofDifference(map(above, Math::log), map(below, Math::log));
        return new Interval(Math.exp(log.value), Math.exp(log.low), Math.exp(log.high));
    }

    /** Of {@code left - right}. */
    static Interval ofDifference(List<Double> left, List<Double> right) {
        int freedom = left.size() + right.size() - 2;
        double variance = (squares(left) + squares(right)) / freedom;
        double half = t(freedom) * Math.sqrt(variance / left.size() + variance / right.size());
        return around(mean(left) - mean(right), half);
    }

    /** Of the mean of one sample. */
    static Interval ofMean(List<Double> sample) {
        int freedom = sample.size() - 1;
        return around(mean(sample), t(freedom) * Math.sqrt(squares(sample) / freedom / sample.size()));
    }

    static Interval around(double value, double half) {
        return new Interval(value, value - half, value + half);
    }

    static double mean(List<Double> sample) {
        return sample.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    static double geometricMean(List<Double> sample) {
        return Math.exp(mean(map(sample, Math::log)));
    }

    /** Half of the width. */
    double error() {
        return (high - low) / 2;
    }

    private static double t(int freedom) {
        return freedom <= T.length ? T[freedom - 1] : 1.96 + 2.5 / freedom;
    }

    private static double squares(List<Double> sample) {
        double mean = mean(sample);
        return sample.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
    }

    private static List<Double> map(List<Double> sample, DoubleUnaryOperator f) {
        return sample.stream().map(f::applyAsDouble).toList();
    }
}
