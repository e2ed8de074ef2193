package io.perftoolkit.latency;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.HdrHistogram.HistogramLogWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HdrLogTest {
    @TempDir
    private Path directory;

    @Test
    void append_intervals_areReadByHdrHistogramItself() throws IOException {
        Path file = directory.resolve("latency.hlog");
        var latency = LatencyRecorder.builder().build();
        var random = new SplittableRandom(4);
        long[][] seconds = new long[3][];
        int[] at = {0};
        HdrLogExample.write(file, latency, () -> {
            seconds[at[0]] = random.longs(at[0] * 10_000L, 0, 1L << 10 * (1 + at[0]))
                    .sorted()
                    .toArray();
            for (long time : seconds[at[0]]) {
                latency.record(time);
            }
            at[0]++;
        });
        try (var reader = new HistogramLogReader(file.toFile())) {
            for (int i = 0; i < 3; i++) {
                var histogram = (Histogram) reader.nextIntervalHistogram();
                assertEquals(seconds[i].length, histogram.getTotalCount());
                assertEquals(1_000, histogram.getEndTimeStamp() - histogram.getStartTimeStamp(), 1);
                for (double p = 1; p <= 99 && i > 0; p++) {
                    long exact = seconds[i][(int) Math.ceil(p * seconds[i].length / 100) - 1];
                    assertEquals(exact, histogram.getValueAtPercentile(p), 1 + exact * 0.0066, "P" + p);
                }
            }
            assertNull(reader.nextIntervalHistogram());
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 1", "5, 1", "3, 1000", "2, 1024", "0, 1"})
    void decode_writtenByHdrHistogram_keepsEveryCountInItsCell(int digits, long unit) throws IOException {
        var theirs = new Histogram(unit, 3_600_000_000_000L, digits);
        var random = new SplittableRandom(digits);
        for (int i = 0; i < 20_000; i++) {
            theirs.recordValueWithCount(random.nextLong(1L << 1 + random.nextInt(40)), 1 + random.nextInt(5));
        }
        theirs.recordValueWithCount(1_000_000_000, 1L << 40);
        theirs.setStartTimeStamp(0);
        theirs.setEndTimeStamp(1_000);
        var out = new ByteArrayOutputStream();
        var writer = new HistogramLogWriter(new PrintStream(out, true, StandardCharsets.UTF_8));
        writer.outputIntervalHistogram(theirs);
        writer.close();
        String line = out.toString(StandardCharsets.UTF_8).trim();

        LatencySnapshot ours = HdrLog.decode(line.substring(line.lastIndexOf(',') + 1));

        assertEquals(theirs.getTotalCount(), ours.count());
        long[] cells = new long[Schema6.CELLS];
        theirs.recordedValues().forEach(value -> {
            long middle = theirs.medianEquivalentValue(value.getValueIteratedTo());
            if (middle > 0) {
                cells[Schema6.cell(middle)] += value.getCountAddedInThisIterationStep();
            }
        });
        ours.forEachCell((bucket, count) -> assertEquals(cells[bucket - Schema6.FIRST_BUCKET], count));
        assertEquals(Arrays.stream(cells).sum(), ours.count() - ours.zeroCount());
    }

    @Test
    void encode_anySnapshot_comesBackWithTheSameCells() throws Exception {
        var recorder = LatencyRecorder.builder().build();
        recorder.record(0);
        for (int cell = 0; cell < Schema6.CELLS; cell++) {
            if (Schema6.shortest(cell) <= Schema6.longest(cell)) {
                for (int i = 0; i <= cell % 5; i++) {
                    recorder.record(Schema6.shortest(cell));
                }
            }
        }
        LatencySnapshot s = recorder.snapshot();
        LatencySnapshot back = HdrLog.decode(HdrLog.encode(s));
        assertEquals(s.count(), back.count());
        assertEquals(s.zeroCount(), back.zeroCount());
        assertEquals(s.firstCell(), back.firstCell());
        assertArrayEquals(s.cells(), back.cells());
        EncodableHistogram theirs = Histogram.decodeFromCompressedByteBuffer(
                ByteBuffer.wrap(Base64.getDecoder().decode(HdrLog.encode(s))), 0);
        assertEquals(s.count(), ((Histogram) theirs).getTotalCount());
        assertEquals(
                0,
                HdrLog.decode(HdrLog.encode(LatencySnapshotTest.snapshotOf())).count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAA", "HISTFAAAAAA=", "HISTFAAAABt42mNgYGBgAAAABAAB", "!"})
    void decode_damaged_isRefused(String damaged) {
        assertThrows(IllegalArgumentException.class, () -> HdrLog.decode(damaged));
    }

    @Test
    void decode_everyFlippedByte_isRefusedOrReadButNeverFailsOtherwise() {
        byte[] good = Base64.getDecoder().decode(HdrLog.encode(LatencySnapshotTest.snapshotOf(1, 2, 3, 1_000_000)));
        int refused = 0;
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x55;
            try {
                HdrLog.decode(Base64.getEncoder().encodeToString(bad));
            } catch (IllegalArgumentException expected) {
                refused++;
            }
        }
        assertTrue(refused > good.length / 2, "refused " + refused);
    }
}
