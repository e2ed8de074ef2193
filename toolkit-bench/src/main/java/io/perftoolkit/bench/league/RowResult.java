package io.perftoolkit.bench.league;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One judged row, as stored.
 *
 * @param title what is compared
 * @param threads that ran each side at once
 * @param kind what is compared with what
 * @param ours the judged side
 * @param peer the other; {@code null} where the kind has none
 * @param estimate of the kind's figure; {@code null} without a result
 * @param goal in words; empty for none
 * @param limit the goal's number; {@code null} for none
 * @param verdict what it comes to
 * @param why reasons of a verdict that is neither ok nor short; else empty
 * @param foreignCpu share of the machine that others had; {@code null} if unknown
 * @param drift of the control that moved furthest
 */
record RowResult(
        String title,
        int threads,
        Kind kind,
        Side ours,
        @Nullable Side peer,
        @Nullable Interval estimate,
        String goal,
        @Nullable Double limit,
        Verdict verdict,
        String why,
        @Nullable Double foreignCpu,
        Controls.Drift drift) {
    /**
     * One side of a row.
     *
     * @param subject its parameter values, or its method
     * @param nanos mean of the forks, of what the kind of the row speaks of: nanoseconds, but bytes of an entry and
     *     shares of hits for the kinds of those; {@code null} without a result
     * @param bytes allocated by one operation; {@code null} if unknown
     * @param hitRatio of a cache while it was measured, from 0 to 1; {@code null} where nothing can be missed
     * @param forks the same figure in each fork
     * @param kept slices that counted
     * @param slices all slices; 0 for a harness without
     */
    record Side(
            String subject,
            @Nullable Double nanos,
            @Nullable Double bytes,
            @Nullable Double hitRatio,
            List<Double> forks,
            int kept,
            int slices) {}

    /** The line of the console: part, case, threads, ours, peer, ratio, error, goal, verdict. */
    String line(String part) {
        return String.join(
                " | ",
                part,
                title,
                String.valueOf(threads),
                side(kind, ours),
                peer == null ? "-" : side(kind, peer),
                estimate == null ? "-" : Units.of(kind, estimate.value()),
                estimate == null ? "-" : "+-" + Units.of(kind, estimate.error()),
                goal.isEmpty() ? "-" : goal,
                verdict.word + (why.isEmpty() ? "" : " (" + why + ")"));
    }

    /** Who, the figure, and how often it hit if it is a cache. */
    static String side(Kind kind, Side side) {
        String figure = side.nanos == null ? "no result" : Units.side(kind, side.nanos);
        return side.subject + " " + figure + (side.hitRatio == null ? "" : " at " + Units.hits(side.hitRatio));
    }
}
