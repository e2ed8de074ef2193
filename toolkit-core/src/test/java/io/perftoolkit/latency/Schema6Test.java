package io.perftoolkit.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

class Schema6Test {
    @Test
    void cell_aMillionAndMoreRandomTimes_areTheNativeBucketsOfThePrometheusClient() {
        var random = new SplittableRandom(1);
        assertSameBuckets(times -> {
            for (int i = 0; i < 2_000_000; i++) {
                times.accept(1 + random.nextLong(1L << 1 + random.nextInt(52)));
            }
        });
    }

    @Test
    void cell_bothSidesOfEveryBound_areTheNativeBucketsOfThePrometheusClient() {
        assertSameBuckets(times -> {
            for (int cell = 0; cell < Schema6.CELLS; cell++) {
                for (long nanos = Schema6.longest(cell) - 2; nanos <= Schema6.longest(cell) + 2; nanos++) {
                    if (nanos > 0 && nanos <= Schema6.LIMIT) {
                        times.accept(nanos);
                    }
                }
            }
        });
    }

    @Test
    void longest_everyCell_isTheLastTimeOfThatCellAndTheNextTimeIsBeyondIt() {
        for (int cell = 0; cell < Schema6.CELLS - 1; cell++) {
            long longest = Schema6.longest(cell);
            assertTrue(Schema6.cell(longest) <= cell, () -> "at " + longest);
            assertTrue(Schema6.cell(longest + 1) > cell, () -> "after " + longest);
            if (Schema6.shortest(cell) <= longest) {
                assertEquals(cell, Schema6.cell(longest));
                assertEquals(cell, Schema6.cell(Schema6.shortest(cell)));
            }
        }
        assertEquals(0, Schema6.cell(1));
        assertEquals(Schema6.CELLS - 1, Schema6.cell(Schema6.LIMIT));
    }

    @Test
    void cell_everyOctave_isNoWiderThanItsErrorBoundAllows() {
        for (int cell = 512; cell < Schema6.CELLS; cell++) {
            double low = Schema6.shortest(cell);
            double high = Schema6.longest(cell);
            assertTrue((high - low) / (high + low) <= 0.005416, "half width of cell " + cell);
        }
    }

    private static void assertSameBuckets(java.util.function.Consumer<LongConsumer> times) {
        var histogram = Histogram.builder()
                .name("times")
                .nativeOnly()
                .nativeInitialSchema(Schema6.SCHEMA)
                .nativeMaxNumberOfBuckets(0)
                .build();
        long[] ours = new long[Schema6.CELLS];
        times.accept(nanos -> {
            ours[Schema6.cell(nanos)]++;
            histogram.observe(nanos / 1e9);
        });
        var point = histogram.collect().getDataPoints().get(0);
        assertEquals(Schema6.SCHEMA, point.getNativeSchema());
        NativeHistogramBuckets buckets = point.getNativeBucketsForPositiveValues();
        long[] theirs = new long[Schema6.CELLS];
        for (int i = 0; i < buckets.size(); i++) {
            theirs[buckets.getBucketIndex(i) - Schema6.FIRST_BUCKET] = buckets.getCount(i);
        }
        assertEquals(Arrays.toString(theirs), Arrays.toString(ours));
    }
}
