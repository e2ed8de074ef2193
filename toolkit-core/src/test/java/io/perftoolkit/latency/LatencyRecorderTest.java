package io.perftoolkit.latency;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.FakeTicker;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyRecorderTest {
    private final LatencyRecorder recorder = LatencyRecorder.builder().build();

    @Test
    void snapshot_nothingRecorded_answersNaNAndNeverZero() {
        LatencySnapshot empty = recorder.snapshot();
        assertEquals(0, empty.count());
        assertEquals(0, empty.sum());
        assertEquals(Double.NaN, empty.mean());
        assertEquals(Double.NaN, empty.min());
        assertEquals(Double.NaN, empty.max());
        assertEquals(Double.NaN, empty.percentile(99));
        assertEquals(0, empty.cells().length);
        assertEquals(0, empty.countAtMost(Duration.ofDays(1)));
    }

    @Test
    void record_oneTime_isExactInEveryFigure() {
        recorder.record(123_456_789);
        LatencySnapshot one = recorder.snapshot();
        assertEquals(1, one.count());
        assertEquals(123_456_789, one.sum());
        assertEquals(123_456_789, one.mean());
        assertEquals(123_456_789, one.min());
        assertEquals(123_456_789, one.max());
        assertEquals(123_456_789, one.percentile(50));
    }

    @Test
    void record_zero_countsInItsOwnCell() {
        recorder.record(0);
        recorder.record(0);
        recorder.record(5);
        LatencySnapshot s = recorder.snapshot();
        assertEquals(3, s.count());
        assertEquals(2, s.zeroCount());
        assertEquals(0, s.clockFaults());
        assertEquals(0, s.min());
        assertEquals(0, s.percentile(60));
        assertEquals(5, s.max());
        assertEquals(1, Arrays.stream(s.cells()).sum());
    }

    @Test
    void record_onlyZeros_hasAMaximumOfZero() {
        recorder.record(0);
        recorder.record(0);
        assertEquals(0, recorder.snapshot().max());
        assertEquals(0, recorder.snapshot().percentile(99));
    }

    @Test
    void record_negative_countsAsZeroAndAsClockFault() {
        recorder.record(-1);
        recorder.record(Long.MIN_VALUE);
        LatencySnapshot s = recorder.snapshot();
        assertEquals(2, s.count());
        assertEquals(2, s.zeroCount());
        assertEquals(2, s.clockFaults());
        assertEquals(0, s.sum());
        assertEquals(0, s.min());
    }

    @Test
    void record_tooLong_countsAsTheLongestAndAsOverflow() {
        long longest = LatencyRecorder.LONGEST.toNanos();
        recorder.record(Long.MAX_VALUE);
        recorder.record(longest + 1);
        recorder.record(longest);
        LatencySnapshot s = recorder.snapshot();
        assertEquals(3, s.count());
        assertEquals(2, s.overflows());
        assertEquals(3 * longest, s.sum());
        assertEquals(longest, s.max());
        assertArrayEquals(new long[] {3}, s.cells());
    }

    @Test
    void sum_beyond63Bits_saturatesWhileTheMeanStaysExact() {
        long longest = LatencyRecorder.LONGEST.toNanos();
        for (int i = 0; i < 5_000; i++) {
            recorder.record(longest);
        }
        LatencySnapshot s = recorder.snapshot();
        assertEquals(Long.MAX_VALUE, s.sum());
        assertEquals(longest, s.mean(), 1);
        for (int i = 0; i < 10; i++) {
            recorder.record(longest);
        }
        assertEquals(10 * longest, recorder.snapshot().minus(s).sum());
    }

    @Test
    void countAtMost_serviceLevels_areExactToTheNanosecond() {
        Duration[] levels = {
            Duration.ofNanos(1_000), Duration.ofMillis(100), Duration.ofNanos(100_500_000), Duration.ofSeconds(1)
        };
        var exact = LatencyRecorder.builder().serviceLevels(levels).build();
        var random = new SplittableRandom(3);
        long[] times = new long[60_000];
        for (int i = 0; i < times.length; i++) {
            long level = levels[random.nextInt(levels.length)].toNanos();
            times[i] = level + random.nextLong(-level / 200, level / 200 + 1);
            exact.record(times[i]);
        }
        exact.record(0);
        LatencySnapshot s = exact.snapshot();
        for (Duration level : levels) {
            long met =
                    1 + Arrays.stream(times).filter(t -> t <= level.toNanos()).count();
            assertEquals(met, s.countAtMost(level), level::toString);
            assertEquals(times.length + 1 - met, s.countAbove(level), level::toString);
        }
        assertArrayEquals(Arrays.stream(levels).mapToLong(Duration::toNanos).toArray(), s.serviceLevels());
    }

    @Test
    void countAtMost_otherLevels_areOffByNoMoreThanTheCellTheySplit() {
        IntStream.rangeClosed(1, 100_000).forEach(i -> recorder.record(i * 1_000L));
        assertEquals(50_000, recorder.snapshot().countAtMost(Duration.ofMillis(50)), 300);
        assertEquals(100_000, recorder.snapshot().countAtMost(Duration.ofDays(1)));
        assertEquals(0, recorder.snapshot().countAtMost(Duration.ofNanos(-1)));
    }

    @Test
    void recordSince_clockThatWraps_recordsTheDifference() {
        var ticker = new FakeTicker(Long.MAX_VALUE - 10);
        var timed = LatencyRecorder.builder().ticker(ticker).build();
        long start = timed.now();
        ticker.advance(Duration.ofMillis(3));
        timed.recordSince(start);
        assertEquals(3_000_000, timed.snapshot().max());
        assertEquals(0, timed.snapshot().clockFaults());
    }

    @Test
    void recordFrom_intendedStart_countsTheWaitBeforeTheRealStart() {
        var ticker = new FakeTicker();
        var timed = LatencyRecorder.builder().ticker(ticker).build();
        long intended = timed.now();
        ticker.advance(Duration.ofMillis(500)); // stuck behind the request before
        ticker.advance(Duration.ofMillis(1));
        timed.recordFrom(intended);
        assertEquals(501_000_000, timed.snapshot().max());
    }

    @Test
    void recordCorrected_anyTimeAndInterval_fillsInWhatHdrHistogramFillsIn() {
        var random = new SplittableRandom(7);
        Duration level = Duration.ofMillis(3);
        for (int round = 0; round < 300; round++) {
            var ours = LatencyRecorder.builder().serviceLevels(level).build();
            long time = 1 + random.nextLong(1L << 10 + random.nextInt(15));
            long interval = 1 + random.nextLong(Math.max(1, time / (1 + random.nextInt(2_000))));
            long[] cells = new long[Schema6.CELLS];
            long count = 1;
            long sum = time;
            long met = time <= level.toNanos() ? 1 : 0;
            cells[Schema6.cell(time)]++;
            for (long missing = time - interval; missing >= interval; missing -= interval) {
                cells[Schema6.cell(missing)]++;
                count++;
                sum += missing;
                met += missing <= level.toNanos() ? 1 : 0;
            }
            ours.recordCorrected(time, interval);
            LatencySnapshot s = ours.snapshot();
            assertEquals(count, s.count());
            assertEquals(sum, s.sum());
            assertEquals(met, s.countAtMost(level));
            s.forEachCell((bucket, n) -> assertEquals(cells[bucket - Schema6.FIRST_BUCKET], n));

            var theirs = new Histogram(5);
            theirs.recordValueWithExpectedInterval(time, interval);
            assertEquals(theirs.getTotalCount(), s.count());
        }
    }

    @Test
    void recordCorrected_enormousRatio_takesCellsNotValues() {
        recorder.recordCorrected(Long.MAX_VALUE, 1);
        LatencySnapshot s = recorder.snapshot();
        assertEquals(LatencyRecorder.LONGEST.toNanos(), s.count());
        assertEquals(LatencyRecorder.LONGEST.toNanos() / 2.0, s.mean(), 1e6);
        assertEquals(1, s.min());
    }

    @Test
    void builder_badLevels_areRefusedWithValueAndRule() {
        var builder = LatencyRecorder.builder();
        var negative = assertThrows(IllegalArgumentException.class, () -> builder.serviceLevels(Duration.ofMillis(-1)));
        assertTrue(negative.getMessage().contains("PT-0.001S"), negative::getMessage);
        assertThrows(IllegalArgumentException.class, () -> builder.serviceLevels(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> builder.serviceLevels(Duration.ofDays(1_000_000)));
        Duration[] many =
                IntStream.rangeClosed(1, 17).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
        var tooMany = assertThrows(IllegalArgumentException.class, () -> builder.serviceLevels(many));
        assertEquals("service levels must be at most 16: 17", tooMany.getMessage());
        assertThrows(NullPointerException.class, () -> builder.budget(null));
        assertThrows(NullPointerException.class, () -> builder.ticker(null));
        assertThrows(IllegalArgumentException.class, () -> recorder.recordCorrected(1, 0));
    }

    @Test
    void record_hotThread_keepsEveryFigureExactAcrossTheChangeOfSheets() {
        var exact =
                LatencyRecorder.builder().serviceLevels(Duration.ofMillis(2)).build();
        var random = new SplittableRandom(11);
        long[] cells = new long[Schema6.CELLS];
        long sum = 0;
        long met = 0;
        long max = 0;
        for (int i = 0; i < 500_000; i++) {
            long time = 1 + random.nextLong(1L << 8 + random.nextInt(20));
            exact.record(time);
            cells[Schema6.cell(time)]++;
            sum += time;
            met += time <= 2_000_000 ? 1 : 0;
            max = Math.max(max, time);
        }
        LatencySnapshot s = exact.snapshot();
        assertTrue(exact.sheets().owners() > 0, "the thread never got a sheet of its own");
        assertEquals(500_000, s.count());
        assertEquals(sum, s.sum());
        assertEquals(max, s.max());
        assertEquals(met, s.countAtMost(Duration.ofMillis(2)));
        s.forEachCell((bucket, n) -> assertEquals(cells[bucket - Schema6.FIRST_BUCKET], n));
    }
}
