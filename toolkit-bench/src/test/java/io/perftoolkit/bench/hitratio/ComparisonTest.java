package io.perftoolkit.bench.hitratio;

import static io.perftoolkit.bench.hitratio.Contender.CAFFEINE;
import static io.perftoolkit.bench.hitratio.Contender.LRU;
import static io.perftoolkit.bench.hitratio.Contender.OPT;
import static io.perftoolkit.bench.hitratio.Contender.OURS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.perftoolkit.bench.traces.Trace;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Sums over outcomes that were written down by hand. */
class ComparisonTest {
    private static final Outcome A_SMALL = outcome("a", 10, 0.20, 0.60, List.of(0.30, 0.32), List.of(0.40, 0.44));
    private static final Outcome A_LARGE = outcome("a", 20, 0.50, 0.70, List.of(0.60, 0.60), List.of(0.60, 0.60));
    private static final Outcome B = outcome("b", 10, 0.90, 0.905, List.of(0.90, 0.90), List.of(0.80, 0.82));

    private final Comparison all = new Comparison(List.of(A_SMALL, A_LARGE, B));

    @Test
    void percent_isTheMeanOfRunsAndOutcomes() {
        assertEquals(31, A_SMALL.percent(CAFFEINE), 1e-9);
        assertEquals(11, A_SMALL.points(OURS, CAFFEINE), 1e-9);
        assertEquals((31 + 60 + 90) / 3.0, all.percent(CAFFEINE), 1e-9);
        assertEquals((11 + 0 - 9) / 3.0, all.points(OURS, CAFFEINE), 1e-9);
    }

    @Test
    void runs_areMeansOverOutcomesRunByRun() {
        assertEquals(2, all.runs(OURS).size());
        assertEquals((0.40 + 0.60 + 0.80) / 3, all.runs(OURS).get(0), 1e-9);
        assertEquals((0.44 + 0.60 + 0.82) / 3, all.runs(OURS).get(1), 1e-9);
    }

    @Test
    void worst_isTheLowestDifference() {
        assertSame(B, all.worst(OURS, CAFFEINE));
        assertSame(A_SMALL, all.worst(CAFFEINE, OURS));
    }

    @Test
    void wins_countNoDraws() {
        assertEquals(1, all.wins(OURS, CAFFEINE));
        assertEquals(1, all.wins(CAFFEINE, OURS));
    }

    @Test
    void gapClosed_isTheMeanOfShares_whereThereIsAGap() {
        // b has a gap of half a point: what is closed of it says nothing.
        assertEquals((0.20 / 0.40 + 0.10 / 0.20) / 2, all.gapClosed(OURS).get(0), 1e-9);
        assertEquals((0.24 / 0.40 + 0.10 / 0.20) / 2, all.gapClosed(OURS).get(1), 1e-9);
        assertEquals(1, all.gapClosed(OPT).get(0), 1e-9);
        assertEquals(0, all.gapClosed(LRU).get(0), 1e-9);
        assertEquals(List.of(), all.of("b").gapClosed(OURS));
    }

    @Test
    void without_aTrace_holdsTheOthers() {
        assertEquals(Set.of("a", "b"), all.traces());
        assertEquals(5.5, all.without("b").points(OURS, CAFFEINE), 1e-9);
        assertEquals(5.5, all.of("a").points(OURS, CAFFEINE), 1e-9);
        assertEquals(-9, all.of("b").without("b").points(OURS, CAFFEINE), 1e-9);
    }

    @Test
    void absentContender_isNamed() {
        var thrown = assertThrows(IllegalArgumentException.class, () -> B.percent(Contender.GUAVA));
        assertEquals("GUAVA did not take part in b", thrown.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Comparison(List.of()));
    }

    private static Outcome outcome(
            String trace, int capacity, double lru, double opt, List<Double> caffeine, List<Double> ours) {
        return new Outcome(
                trace,
                Trace.Origin.RECORDED,
                1_000,
                100,
                capacity,
                Map.of(LRU, List.of(lru), OPT, List.of(opt), CAFFEINE, caffeine, OURS, ours));
    }
}
