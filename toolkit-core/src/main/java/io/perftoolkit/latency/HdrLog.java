package io.perftoolkit.latency;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Writes and reads the interval log of HdrHistogram (format 1.3, histograms of version 2), so that its viewers and
 * plotters work.
 *
 * <p>Counts are kept. Each cell is written as one value, its harmonic middle, at three digits, so a value of the log is
 * at most 0.6 % from the recorded one; what a foreign histogram is read into has the same bound. The zero cell is value
 * 0. Sum and extremes of what is read are those of the written values. Values are nanoseconds.
 *
 * <p>A log is not thread-safe. Errors of the destination come as {@link UncheckedIOException}.
 *
 * {@snippet class="io.perftoolkit.latency.HdrLogExample" region="log"}
 *
 * @see <a href="https://github.com/HdrHistogram/HdrHistogram">HdrHistogram: HistogramLogWriter, HistogramLogReader</a>
 * @since 0.1
 */
public final class HdrLog {
    private final Appendable to;
    private final Instant base;

    /**
     * Starts a log: writes its head.
     *
     * @param to where to write; the caller closes it
     * @param start when the log begins; intervals are given from there
     */
    public HdrLog(Appendable to, Instant start) {
        this.to = to;
        this.base = start;
        write("#[Histogram log format version 1.3]%n#[StartTime: %.3f (seconds since epoch), %s]%n"
                        .formatted(seconds(Duration.between(Instant.EPOCH, start)), start)
                + "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"%n"
                        .formatted());
    }

    /**
     * Writes one interval.
     *
     * @param start when it began
     * @param length how long it was
     * @param interval what was recorded in it: the difference of two snapshots
     */
    public void append(Instant start, Duration length, LatencySnapshot interval) {
        double max = interval.count() == 0 ? 0 : interval.max() / 1e6;
        write(String.format(
                Locale.ROOT,
                "%.3f,%.3f,%.3f,%s%n",
                seconds(Duration.between(base, start)),
                seconds(length),
                max,
                encode(interval)));
    }

    private void write(String text) {
        try {
            to.append(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    /**
     * A snapshot in HdrHistogram's compressed form, in Base64: the last field of a line of the log.
     *
     * @param snapshot any snapshot
     * @return what {@code Histogram.decodeFromCompressedByteBuffer} reads after Base64
     */
    public static String encode(LatencySnapshot snapshot) {
        return HdrCodec.encode(snapshot);
    }

    /**
     * Reads the last field of a line of the log.
     *
     * @param base64 a compressed histogram of version 2, whoever wrote it, of values in nanoseconds
     * @return a snapshot with the same counts
     * @throws IllegalArgumentException if it is damaged, of another version, or of a histogram of doubles
     */
    public static LatencySnapshot decode(String base64) {
        return HdrCodec.decode(base64);
    }
}
