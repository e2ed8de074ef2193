package io.perftoolkit.memory;

/** The upper tail of the standard normal distribution. */
final class NormalTail {
    private NormalTail() {}

    /** The chance of a value above {@code z}; by Abramowitz and Stegun, 26.2.17, off by less than 1e-7. */
    static double above(double z) {
        if (z < 0) {
            return 1 - above(-z);
        }
        double t = 1 / (1 + 0.2316419 * z);
        double series =
                t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * series;
    }
}
