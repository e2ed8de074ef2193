package io.perftoolkit.latency;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LatencySnapshotTest {
    private static final double[] PERCENTILES = {0.001, 1, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100};

    /** No percentile is further from the order statistic than half a cell, whatever the distribution. */
    private static final double ERROR = 0.00542;

    enum Distribution {
        LOGNORMAL(r -> (long) (2e6 * Math.exp(r.nextGaussian()))),
        BIMODAL(r -> (long) (r.nextDouble() < 0.9 ? 1e6 + 1e5 * r.nextGaussian() : 120e6 + 1e7 * r.nextGaussian())),
        PARETO(r -> (long) Math.min(1e12, 1e6 * Math.pow(1 - r.nextDouble(), -1 / 1.2))),
        CONSTANT(r -> 777_777),
        TWO_ENDS_OF_A_CELL(r -> r.nextBoolean() ? Schema6.shortest(1_500) : Schema6.longest(1_500)),
        TINY(r -> r.nextInt(40)),
        ZERO(r -> 0),
        ALL_OCTAVES(r -> 1 + (r.nextLong() >>> (11 + r.nextInt(50))));

        private final ToLongFunction<Random> times;

        Distribution(ToLongFunction<Random> times) {
            this.times = times;
        }

        long[] sorted(int count) {
            var random = new Random(5);
            long[] sorted = new long[count];
            Arrays.setAll(sorted, i -> Math.max(0, times.applyAsLong(random)));
            Arrays.sort(sorted);
            return sorted;
        }
    }

    @ParameterizedTest
    @EnumSource(Distribution.class)
    void percentile_everyDistribution_isWithinHalfACellOfTheOrderStatistic(Distribution distribution) {
        for (int count : new int[] {1, 2, 3, 10, 1_000, 200_000}) {
            long[] sorted = distribution.sorted(count);
            LatencySnapshot s = snapshotOf(sorted);
            for (double p : PERCENTILES) {
                long exact = sorted[(int) Math.ceil(Math.round(p * 1_000) * (double) count / 100_000) - 1];
                assertEquals(exact, s.percentile(p), exact * ERROR, () -> "P" + p + " of " + count);
            }
            assertEquals(sorted[0], s.min());
            assertEquals(sorted[count - 1], s.max());
            assertEquals(Arrays.stream(sorted).asDoubleStream().average().orElseThrow(), s.mean(), 1e-9 * s.mean());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 100.0001, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void percentile_outOfRange_isRefusedWithItsValue(double percentile) {
        var refused =
                assertThrows(IllegalArgumentException.class, () -> snapshotOf(1).percentile(percentile));
        assertTrue(refused.getMessage().contains(String.valueOf(percentile)), refused::getMessage);
    }

    @Test
    void percentile_rankThatRoundingWouldRaise_staysAtTheExactRank() {
        long[] times = new long[1_000];
        Arrays.fill(times, 1_000);
        times[999] = 1_000_000;
        assertEquals(1_000, snapshotOf(times).percentile(99.9), 5.42);
    }

    @Test
    void minus_earlierSnapshot_leavesExactlyTheRecordsBetween() {
        var recorder =
                LatencyRecorder.builder().serviceLevels(Duration.ofMillis(1)).build();
        var random = new SplittableRandom(2);
        LatencySnapshot before = recorder.snapshot();
        for (int round = 0; round < 40; round++) {
            long[] times = random.longs(1 + random.nextInt(3_000), 0, 3_000_000).toArray();
            for (long time : times) {
                recorder.record(time);
            }
            LatencySnapshot now = recorder.snapshot();
            LatencySnapshot interval = now.minus(before);
            LatencySnapshot alone = snapshotOf(times);
            assertEquals(alone.count(), interval.count());
            assertEquals(alone.sum(), interval.sum());
            assertEquals(alone.zeroCount(), interval.zeroCount());
            assertEquals(alone.min(), interval.min());
            assertEquals(alone.max(), interval.max());
            assertArrayEquals(alone.cells(), interval.cells());
            assertEquals(
                    Arrays.stream(times).filter(t -> t <= 1_000_000).count(),
                    interval.countAtMost(Duration.ofMillis(1)));
            before = now;
        }
        assertEquals(0, recorder.snapshot().minus(before).count());
        assertEquals(Double.NaN, recorder.snapshot().minus(before).max());
    }

    @Test
    void minus_manyReadersWithWindowsOfTheirOwn_haveExactExtremesWhileRemembered() {
        var recorder = LatencyRecorder.builder().build();
        var random = new SplittableRandom(9);
        LatencySnapshot[] snapshots = new LatencySnapshot[60];
        long[] times = new long[60];
        int exact = 0;
        for (int i = 0; i < snapshots.length; i++) {
            times[i] = 1_000 + random.nextLong(1_000_000);
            recorder.record(times[i]);
            snapshots[i] = recorder.snapshot();
            for (int j = 0; j < i; j++) {
                LatencySnapshot window = snapshots[i].minus(snapshots[j]);
                long[] inside = Arrays.copyOfRange(times, j + 1, i + 1);
                long max = Arrays.stream(inside).max().getAsLong();
                long min = Arrays.stream(inside).min().getAsLong();
                assertTrue(window.max() >= max && window.max() <= max * 1.011, "max");
                assertTrue(window.min() <= min && window.min() >= min / 1.011, "min");
                exact += window.max() == max && window.min() == min ? 1 : 0;
                if (i - j <= 8) {
                    assertEquals(max, window.max());
                    assertEquals(min, window.min());
                }
            }
        }
        assertEquals(60 * 59 / 2, exact, "random order needs no more steps than are kept");
    }

    @Test
    void minus_fallingMaximaForEver_areBoundedByTheirCellsWhenForgotten() {
        var recorder = LatencyRecorder.builder().build();
        LatencySnapshot[] snapshots = new LatencySnapshot[100];
        for (int i = 0; i < snapshots.length; i++) {
            recorder.record(1_000_000_000 - i * 1_000_000L);
            snapshots[i] = recorder.snapshot();
        }
        for (int j = 0; j < 99; j++) {
            double max = 1_000_000_000 - (j + 1) * 1_000_000.0;
            double window = snapshots[99].minus(snapshots[j]).max();
            assertTrue(window >= max && window <= max * 1.011, () -> window + " for " + max);
        }
        assertEquals(
                992_000_000 - 84_000_000.0, snapshots[99].minus(snapshots[91]).max());
    }

    @Test
    void minus_laterOrForeignSnapshot_isRefused() {
        var recorder = LatencyRecorder.builder().build();
        recorder.record(1_000);
        LatencySnapshot before = recorder.snapshot();
        recorder.record(1_000);
        LatencySnapshot now = recorder.snapshot();
        assertThrows(IllegalArgumentException.class, () -> before.minus(now));
        assertThrows(IllegalArgumentException.class, () -> now.minus(snapshotOf(5)));
        assertThrows(IllegalArgumentException.class, () -> now.minus(before.downScale(3)));
    }

    @Test
    void merge_twoRecorders_isTheRecorderOfBoth() {
        long[] some = Distribution.LOGNORMAL.sorted(5_000);
        long[] others = Distribution.ALL_OCTAVES.sorted(3_000);
        LatencySnapshot merged = snapshotOf(some).merge(snapshotOf(others));
        long[] all = new long[8_000];
        System.arraycopy(some, 0, all, 0, 5_000);
        System.arraycopy(others, 0, all, 5_000, 3_000);
        LatencySnapshot both = snapshotOf(all);
        assertEquals(both.toString(), merged.toString());
        assertEquals(both.firstCell(), merged.firstCell());
        assertArrayEquals(both.cells(), merged.cells());
        assertEquals(both.sum(), merged.sum());
        assertEquals(
                snapshotOf(some).toString(),
                snapshotOf(some).merge(snapshotOf()).toString());
        assertEquals(
                snapshotOf(some).toString(),
                snapshotOf().merge(snapshotOf(some)).toString());
    }

    @Test
    void merge_differentServiceLevels_keepsTheCommonOnesExact() {
        var one = LatencyRecorder.builder()
                .serviceLevels(Duration.ofMillis(1), Duration.ofMillis(2))
                .build();
        var two = LatencyRecorder.builder()
                .serviceLevels(Duration.ofMillis(2), Duration.ofMillis(3))
                .build();
        one.record(2_000_000);
        two.record(2_000_001);
        LatencySnapshot merged = one.snapshot().merge(two.snapshot());
        assertArrayEquals(new long[] {2_000_000}, merged.serviceLevels());
        assertEquals(1, merged.countAtMost(Duration.ofMillis(2)));
    }

    @ParameterizedTest
    @ValueSource(ints = {-4, -1, 0, 1, 2, 3, 4, 5, 6})
    void downScale_everySchema_givesTheNativeBucketsOfThatSchema(int schema) {
        long[] times = Distribution.ALL_OCTAVES.sorted(20_000);
        LatencySnapshot coarse = snapshotOf(times).downScale(schema);
        var histogram = Histogram.builder()
                .name("times")
                .nativeOnly()
                .nativeInitialSchema(schema)
                .nativeMaxNumberOfBuckets(0)
                .build();
        for (long time : times) {
            if (time > 0) {
                histogram.observe(time / 1e9);
            }
        }
        var buckets = histogram.collect().getDataPoints().get(0).getNativeBucketsForPositiveValues();
        var theirs = new StringBuilder();
        for (int i = 0; i < buckets.size(); i++) {
            theirs.append(buckets.getBucketIndex(i))
                    .append('=')
                    .append(buckets.getCount(i))
                    .append(' ');
        }
        var ours = new StringBuilder();
        coarse.forEachCell(
                (bucket, count) -> ours.append(bucket).append('=').append(count).append(' '));
        assertEquals(theirs.toString(), ours.toString());
        assertEquals(schema, coarse.schema());
        assertEquals(times.length, coarse.count());
        assertEquals(snapshotOf(times).sum(), coarse.sum());
        double p50 = times[times.length / 2 - 1];
        double factor = Math.pow(2, Math.pow(2, -schema));
        assertTrue(coarse.percentile(50) <= p50 * factor && coarse.percentile(50) >= p50 / factor);
    }

    @Test
    void downScale_outOfRange_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> snapshotOf(1).downScale(7));
        assertThrows(IllegalArgumentException.class, () -> snapshotOf(1).downScale(-5));
        assertThrows(
                IllegalArgumentException.class, () -> snapshotOf(1).downScale(3).downScale(4));
    }

    static LatencySnapshot snapshotOf(long... times) {
        var recorder = LatencyRecorder.builder().build();
        for (long time : times) {
            recorder.record(time);
        }
        return recorder.snapshot();
    }
}
