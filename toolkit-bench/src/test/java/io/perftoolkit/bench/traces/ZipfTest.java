package io.perftoolkit.bench.traces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ZipfTest {
    @Test
    void zipf_allRanks_everyKeyHasOne() {
        for (int keys : new int[] {1, 2, 1_000, 100_000, 131_072, 99_991}) {
            BitSet seen = new BitSet();
            IntStream.range(0, keys).forEach(rank -> seen.set(Zipf.keyOfRank(rank, keys)));
            assertEquals(keys, seen.cardinality());
        }
    }

    /** The counts of a fixed seed lie within five standard deviations of what the formula says. */
    @Test
    void zipf_manyDraws_popularityFallsAsTheFormulaSays() {
        int keys = 1_000;
        int draws = 200_000;
        int[] counts = new int[keys];
        Zipf zipf = new Zipf(keys, 0.9);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < draws; i++) {
            counts[zipf.draw(random)]++;
        }
        double sum = IntStream.rangeClosed(1, keys)
                .mapToDouble(k -> Math.pow(k, -0.9))
                .sum();
        for (int rank : new int[] {0, 1, 9, 99, 999}) {
            double expected = draws * Math.pow(rank + 1, -0.9) / sum;
            assertEquals(expected, counts[Zipf.keyOfRank(rank, keys)], 5 * Math.sqrt(expected));
        }
    }

    @Test
    void zipf_withoutKeys_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Zipf(0, 1));
    }
}
