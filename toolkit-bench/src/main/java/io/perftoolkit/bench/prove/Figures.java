package io.perftoolkit.bench.prove;

import io.perftoolkit.bench.prove.load.Recording;
import io.perftoolkit.bench.prove.result.LaneResult;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.HdrHistogram.PercentileIterator;

/** Turns a recording into the figures of a result. Stateless. */
final class Figures {
    /** Length of a slice. */
    static final double SLICE_SECONDS = 0.1;

    private Figures() {}

    static LaneResult.Latency latency(Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return new LaneResult.Latency(0, 0, 0, 0, 0, 0, 0);
        }
        return new LaneResult.Latency(
                histogram.getMean(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(90),
                histogram.getValueAtPercentile(95),
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9),
                histogram.getMaxValue());
    }

    /** Points that lie closer together towards 100, as an HdrHistogram plot wants them. */
    static List<LaneResult.CurvePoint> curve(Histogram histogram) {
        List<LaneResult.CurvePoint> points = new ArrayList<>();
        PercentileIterator iterator = new PercentileIterator(histogram, 5);
        while (iterator.hasNext()) {
            var value = iterator.next();
            points.add(new LaneResult.CurvePoint(value.getPercentileLevelIteratedTo(), value.getValueIteratedTo()));
        }
        return points;
    }

    static LaneResult.Period period(String name, Recording.Part part) {
        return new LaneResult.Period(name, part.sent(), part.sent() - part.answered(), latency(part.histogram()));
    }

    static int sliceCount(double seconds) {
        return (int) Math.ceil(seconds / SLICE_SECONDS - 1e-9);
    }

    static double sliceStart(int slice) {
        return slice / 10.0; // not a multiple of 0.1, which would not be 0.3 but 0.30000000000000004
    }

    static List<LaneResult.Slice> slices(Recording recording, double seconds) {
        List<LaneResult.Slice> slices = new ArrayList<>();
        for (int i = 0; i < sliceCount(seconds); i++) {
            Recording.Part part = recording.part(sliceStart(i), sliceStart(i + 1));
            slices.add(slice(sliceStart(i), part.sortedNanos(), part.sent() - part.answered()));
        }
        return slices;
    }

    static LaneResult.Slice slice(double fromSecond, long[] sortedNanos, long errors) {
        int size = sortedNanos.length;
        if (size == 0) {
            return new LaneResult.Slice(fromSecond, 0, 0, 0, 0, 0);
        }
        return new LaneResult.Slice(
                fromSecond,
                size,
                errors,
                sortedNanos[rank(size, 50)],
                sortedNanos[rank(size, 99)],
                sortedNanos[size - 1]);
    }

    /** Where the percentile of {@code size} sorted values is: the smallest value that so many do not exceed. */
    static int rank(int size, double percentile) {
        return Math.max(0, (int) Math.ceil(size * percentile / 100) - 1);
    }

    /**
     * Writes all requests as one interval histogram per slice.
     *
     * @return how many requests the file holds
     */
    static long writeLog(Recording recording, double seconds, Path file, long startMillis, String comment)
            throws IOException {
        long count = 0;
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            HistogramLogWriter writer = new HistogramLogWriter(out);
            writer.outputComment(comment);
            writer.outputLogFormatVersion();
            writer.outputStartTime(startMillis);
            writer.outputLegend();
            for (int i = 0; i < sliceCount(seconds); i++) {
                Histogram histogram =
                        recording.part(sliceStart(i), sliceStart(i + 1)).histogram();
                writer.outputIntervalHistogram(sliceStart(i), sliceStart(i + 1), histogram, 1e6);
                count += histogram.getTotalCount();
            }
            if (out.checkError()) {
                throw new IOException("cannot write " + file);
            }
        }
        return count;
    }
}
