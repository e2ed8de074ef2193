package io.perftoolkit.bench.prove.report;

import io.perftoolkit.bench.prove.result.LaneResult;
import io.perftoolkit.bench.prove.result.LaneResult.Period;
import io.perftoolkit.bench.prove.result.LaneResult.Slice;
import io.perftoolkit.bench.prove.result.Load.Disturbance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How long after a disturbance a lane is as it was before. */
final class Recovery {
    private static final int CALM_SLICES = 10;

    /** Below this nobody waits, so a P99 of 2 ms after one of 0.9 ms is no disturbance that goes on. */
    private static final long HARMLESS_NANOS = 10_000_000;

    /** The rule in words, for the report. */
    static final String RULE =
            "from the end of the disturbance to the first 100 ms from which, for one second, P99 is at"
                    + " most twice what it was before (or below 10 ms) and no request fails";

    private Recovery() {}

    /** Seconds; infinite if it did not happen within the window, {@code NaN} if it cannot be told. */
    static double seconds(LaneResult lane, Disturbance disturbance) {
        @Nullable Period before = Lanes.period(lane, Period.BEFORE);
        if (before == null || lane.slices().isEmpty()) {
            return Double.NaN;
        }
        long bound = Math.max(HARMLESS_NANOS, 2 * before.latency().p99Nanos());
        List<Slice> slices = lane.slices();
        int calm = 0;
        for (Slice slice : slices) {
            if (slice.fromSecond() < disturbance.toSecond() - 1e-6) {
                continue;
            }
            calm = slice.errors() == 0 && slice.p99Nanos() <= bound ? calm + 1 : 0;
            if (calm == CALM_SLICES) {
                // This slice began nine tenths after the first calm one.
                double first = slice.fromSecond() - (CALM_SLICES - 1) * 0.1;
                return Math.max(0, first - disturbance.toSecond());
            }
        }
        return Double.POSITIVE_INFINITY;
    }
}
