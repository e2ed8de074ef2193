package io.perftoolkit.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Evidence that memory rises and will not fit for long. A suspicion to look into, not an alarm.
 *
 * <p>Raised when the figures of a {@linkplain MemoryMonitor.Builder#leakSpan span} rise by the test of Mann (1945) and
 * Kendall (1975), by clearly more than their own noise, fill more than half of the capacity, and by the slope of Theil
 * (1950) and Sen (1968) will fill it within the {@linkplain MemoryMonitor.Builder#leakHorizon horizon}. It goes when one of
 * these no longer holds.
 *
 * @param subject {@code "live set"}, or {@code "account "} and the name of the account
 * @param points the figures judged, oldest first, at most 64. Of points too close in time the lowest was kept
 * @param probability of a rise like this, or a clearer one, if there were no trend (one-sided)
 * @param bytesPerSecond the median slope
 * @param noiseBytes the usual distance of a point from the straight line (median absolute deviation, scaled to one
 *     standard deviation of normal noise)
 * @param capacity bytes there are in all
 * @param timeToFull until the line meets the capacity
 * @param risingAccounts names of the accounts whose balance kept rising at the same time, steepest first: the first
 *     places to look
 * @since 0.1
 */
public record LeakSuspicion(
        String subject,
        List<Point> points,
        double probability,
        double bytesPerSecond,
        long noiseBytes,
        long capacity,
        Duration timeToFull,
        List<String> risingAccounts) {

    /**
     * Copies the lists.
     *
     * @param subject as in the record
     * @param points as in the record
     * @param probability as in the record
     * @param bytesPerSecond as in the record
     * @param noiseBytes as in the record
     * @param capacity as in the record
     * @param timeToFull as in the record
     * @param risingAccounts as in the record
     */
    public LeakSuspicion {
        points = List.copyOf(points);
        risingAccounts = List.copyOf(risingAccounts);
    }

    /**
     * One figure.
     *
     * @param time when
     * @param bytes how much was alive
     */
    public record Point(Instant time, long bytes) {}
}
