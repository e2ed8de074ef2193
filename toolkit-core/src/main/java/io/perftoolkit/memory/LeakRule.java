package io.perftoolkit.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a series rises, and when that is worth a suspicion. Not thread-safe.
 *
 * <p>The test alone would cry at some flat series, since it looks again at every point. So the rise must also stand out
 * of the series' own noise, and both must hold without the newest point as well: one late outlier is no trend.
 */
final class LeakRule {
    static final int MIN_POINTS = 8;

    private static final double MAX_PROBABILITY = 0.001;
    private static final double MIN_RISE_IN_NOISE = 4;
    private static final double MIN_FILL = 0.5;

    private final long spanNanos;
    private final long horizonNanos;
    private final Trend trend = new Trend();

    LeakRule(long spanNanos, long horizonNanos) {
        this.spanNanos = spanNanos;
        this.horizonNanos = horizonNanos;
    }

    /** Analyses the series; the other answers are about it until the next call. */
    boolean rises(Series series) {
        if (series.size() < MIN_POINTS || series.spanNanos() < spanNanos) {
            return false;
        }
        return rises(series, series.size() - 1) && rises(series, series.size());
    }

    private boolean rises(Series series, int count) {
        trend.analyse(series, count);
        return trend.probability() < MAX_PROBABILITY && trend.rise() > MIN_RISE_IN_NOISE * trend.noise();
    }

    double bytesPerSecond() {
        return trend.bytesPerSecond();
    }

    /** How long until {@code left} bytes are used up at this slope, or null if longer than Duration's reach. */
    @Nullable
    Duration timeToUse(double left) {
        double nanos = Math.max(0, left) / trend.bytesPerNano();
        return nanos < Long.MAX_VALUE ? Duration.ofNanos((long) nanos) : null;
    }

    /** How long until the line meets {@code capacity}, or null. */
    @Nullable
    Duration timeToFull(long capacity) {
        return capacity == MemoryStats.UNLIMITED ? null : timeToUse(capacity - trend.lineAtEnd());
    }

    /** The suspicion that a series which rises deserves, or null. */
    @Nullable
    LeakSuspicion judge(String subject, Series series, long capacity, List<String> accounts, long nanos, Instant now) {
        Duration toFull = timeToFull(capacity);
        long newest = series.value(series.size() - 1);
        if (toFull == null || toFull.toNanos() > horizonNanos || newest < capacity * MIN_FILL) {
            return null;
        }
        List<LeakSuspicion.Point> points = new ArrayList<>(series.size());
        for (int i = 0; i < series.size(); i++) {
            points.add(new LeakSuspicion.Point(now.minusNanos(nanos - series.nanos(i)), series.value(i)));
        }
        return new LeakSuspicion(
                subject,
                points,
                trend.probability(),
                trend.bytesPerSecond(),
                (long) trend.noise(),
                capacity,
                toFull,
                accounts);
    }
}
