package io.perftoolkit.bench.hitratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.bench.traces.Trace;
import io.perftoolkit.bench.traces.Traces;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SimulationTest {
    @Test
    void run_everyContender_staysBelowTheOptimumAndIsToldInOrder() throws InterruptedException {
        Trace trace = RandomTraces.of(new SplittableRandom(3), 400, 5_000);
        var told = new ArrayList<Outcome>();
        List<Outcome> outcomes = Simulation.run(List.of(trace), EnumSet.allOf(Contender.class), 2, told::add);
        assertEquals(
                List.of(20, 80, 200), outcomes.stream().map(Outcome::capacity).toList());
        assertEquals(outcomes, told);
        for (Outcome outcome : outcomes) {
            for (Contender contender : Contender.values()) {
                double percent = outcome.percent(contender);
                assertTrue(percent > 0 && percent <= outcome.percent(Contender.OPT) + 1e-9, outcome.toString());
            }
            assertEquals(5, outcome.runs(Contender.CAFFEINE).size());
        }
    }

    /** Small hand-made trace: 0 1 2 0 1 2 with room for two is the loop that LRU never hits. */
    @Test
    void run_loopThatIsLargerThanTheCache_lruNeverHits() throws InterruptedException {
        int[] loop = new int[3_000];
        for (int i = 0; i < loop.length; i++) {
            loop[i] = i % 40;
        }
        List<Outcome> outcomes = Simulation.run(
                List.of(RandomTraces.of("loop", loop)), EnumSet.of(Contender.LRU, Contender.OPT), 1, o -> {});
        assertEquals(16, outcomes.get(0).capacity());
        assertEquals(0, outcomes.get(0).percent(Contender.LRU));
        assertEquals(38, outcomes.get(0).percent(Contender.OPT), 1);
    }

    /** A change of the policy that costs hits shows here; the figures of all traces are in docs/benchmarks. */
    @Test
    void sample_ours_hitsMoreThanCaffeineAndFallsNowhereFarBehind() throws InterruptedException {
        List<Trace> traces =
                Traces.sample().stream().map(trace -> trace.first(60_000)).toList();
        var all = new Comparison(Simulation.run(traces, EnumSet.of(Contender.CAFFEINE, Contender.OURS), 2, o -> {}));
        double points = all.points(Contender.OURS, Contender.CAFFEINE);
        assertTrue(points > 0, () -> "ours is " + points + " points above Caffeine");
        Outcome worst = all.worst(Contender.OURS, Contender.CAFFEINE);
        assertTrue(worst.points(Contender.OURS, Contender.CAFFEINE) > -4, worst::toString);
    }

    @Test
    void contender_unknown_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> Contender.ofLabel("Nobody"));
    }
}
