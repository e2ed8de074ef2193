package io.perftoolkit.bench.traces;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Keys in {@code [0, keys)} of which few are asked for often: the k-th most popular with a probability proportional to
 * {@code 1 / k^exponent}.
 *
 * <p>Popular keys are spread over the whole range, so that they do not share the first pages of a table. Drawing is a
 * binary search in a table of {@code keys} doubles, thus exact. The same seed draws the same keys on every machine.
 */
public final class Zipf {
    private static final long STRIDE = 2_654_435_761L; // prime, near 2^32 / golden ratio

    private final double[] cumulative;

    /**
     * A distribution.
     *
     * @param keys how many there are
     * @param exponent 0 for equal popularity; caches often meet 0.7 to 1
     * @throws IllegalArgumentException if there is no key
     */
    public Zipf(int keys, double exponent) {
        if (keys <= 0) {
            throw new IllegalArgumentException("keys must be positive: " + keys);
        }
        cumulative = new double[keys];
        double sum = 0;
        for (int i = 0; i < keys; i++) {
            sum += 1 / StrictMath.pow(i + 1, exponent);
            cumulative[i] = sum;
        }
    }

    /**
     * Draws a key.
     *
     * @param random where from
     * @return from 0 to keys - 1
     */
    public int draw(SplittableRandom random) {
        int keys = cumulative.length;
        int found = Arrays.binarySearch(cumulative, random.nextDouble() * cumulative[keys - 1]);
        int rank = Math.min(found < 0 ? -found - 1 : found, keys - 1);
        return keyOfRank(rank, keys);
    }

    /**
     * The key that is the so many-th most popular: a permutation, because the stride is a prime and greater than any
     * number of keys.
     *
     * @param rank 0 for the most popular
     * @param keys how many there are
     * @return from 0 to keys - 1
     */
    public static int keyOfRank(int rank, int keys) {
        return (int) (rank * STRIDE % keys);
    }
}
