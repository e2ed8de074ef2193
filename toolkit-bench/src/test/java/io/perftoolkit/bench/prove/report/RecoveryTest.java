package io.perftoolkit.bench.prove.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.perftoolkit.bench.prove.report.Measure.Outcome;
import io.perftoolkit.bench.prove.result.LaneResult;
import io.perftoolkit.bench.prove.result.LaneResult.Slice;
import io.perftoolkit.bench.prove.result.Load.Disturbance;
import io.perftoolkit.bench.prove.result.ProveResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private static final Disturbance LOCK = new Disturbance(Samples.LOCK, 5, 7);
    private static final ProveResult TYPICAL = Samples.typical();

    @Test
    void recovery_isTheStartOfTheFirstCalmSecond() {
        assertEquals(0.5, Recovery.seconds(slow(70, 75), LOCK), 1e-6);
        assertEquals(0, Recovery.seconds(slow(50, 70), LOCK), 1e-6);
    }

    @Test
    void recovery_withARelapse_isAfterIt() {
        LaneResult lane = slow(70, 72);
        List<Slice> slices = new ArrayList<>(lane.slices());
        slices.set(80, slice(80, 0, 500_000_000));
        assertEquals(1.1, Recovery.seconds(with(lane, slices), LOCK), 1e-6);
    }

    @Test
    void recovery_withAFailure_isAfterIt() {
        LaneResult lane = slow(70, 70);
        List<Slice> slices = new ArrayList<>(lane.slices());
        slices.set(73, slice(73, 1, 1_000_000));
        assertEquals(0.4, Recovery.seconds(with(lane, slices), LOCK), 1e-6);
    }

    @Test
    void recovery_beyondTheWindow_isNotSeen() {
        assertEquals(Double.POSITIVE_INFINITY, Recovery.seconds(slow(70, 111), LOCK));
        assertEquals(4.0, Recovery.seconds(slow(70, 110), LOCK), 1e-6);
    }

    @Test
    void recovery_withoutSlices_isNotKnown() {
        assertEquals(Double.NaN, Recovery.seconds(with(TYPICAL.lanes().get(0), List.of()), LOCK));
    }

    @Test
    void outcome_ofRecoveryThatIsNotSeen_isWorse() {
        Measure recovery = Measure.latencies(Lanes.of(TYPICAL)).stream()
                .filter(measure -> measure.name().startsWith("recovery"))
                .findFirst()
                .orElseThrow();
        assertEquals(Outcome.WORSE, recovery.outcome(slow(70, 75), slow(70, 120)));
        assertEquals(Outcome.BETTER, recovery.outcome(slow(70, 120), slow(70, 75)));
        assertEquals(Outcome.SAME, recovery.outcome(slow(70, 120), slow(70, 120)));
        assertEquals(Outcome.SAME, recovery.outcome(slow(70, 71), slow(70, 70)));
        assertEquals("not yet", recovery.of(slow(70, 120), ""));
    }

    /** A lane of 12 s whose slices from one to before another are slow. */
    private static LaneResult slow(int from, int to) {
        List<Slice> slices = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            slices.add(slice(i, 0, i >= from && i < to ? 500_000_000 : 1_000_000));
        }
        return with(TYPICAL.lanes().get(0), slices);
    }

    private static Slice slice(int index, long errors, long p99Nanos) {
        return new Slice(index / 10.0, 300, errors, 200_000, p99Nanos, p99Nanos);
    }

    private static LaneResult with(LaneResult lane, List<Slice> slices) {
        return new LaneResult(
                lane.name(),
                lane.description(),
                lane.settings(),
                lane.sent(),
                lane.answered(),
                lane.errors(),
                lane.latency(),
                lane.curve(),
                slices,
                lane.periods(),
                lane.memory(),
                lane.cpu(),
                lane.targets(),
                lane.noise(),
                lane.histogramFile());
    }
}
