package io.perftoolkit.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class TrialTest {
    private static final long MILLI = 1_000_000;
    private static final double MEAN = 5 * MILLI;

    private long now = Long.MAX_VALUE - 50 * MILLI;
    private double answered;

    /** Lets arms take turns until there is a verdict; `flow` is what a limit carries per second, give or take three percent. */
    private Trial.Verdict run(Trial trial, DoubleUnaryOperator flow) {
        return run(trial, flow, 0.03, 1);
    }

    private Trial.Verdict run(Trial trial, DoubleUnaryOperator flow, double swing, long seed) {
        Random noise = new Random(seed);
        trial.turn(now, MEAN);
        while (trial.verdict() == Trial.Verdict.OPEN) {
            now += 5 * MILLI;
            answered += flow.applyAsDouble(trial.limit()) * 0.005 * Math.exp(swing * noise.nextGaussian());
            if (trial.look(now, (long) answered, MEAN) && trial.verdict() == Trial.Verdict.OPEN) {
                trial.turn(now, MEAN);
            }
        }
        return trial.verdict();
    }

    @Test
    void verdict_smallerLimitCarriesAsMuch_isBetter() {
        assertEquals(Trial.Verdict.BETTER, run(new Trial(20, 14, false), limit -> 10_000));
    }

    @Test
    void verdict_smallerLimitLosesInProportion_isWorse() {
        var trial = new Trial(20, 14, false);
        assertEquals(Trial.Verdict.WORSE, run(trial, limit -> 500 * limit));
        assertTrue(trial.pairs() <= 3, "such a loss is given up at once: " + trial.pairs());
    }

    @Test
    void verdict_largerLimitCarriesMore_isBetter() {
        var trial = new Trial(20, 24, false);
        assertTrue(trial.up);
        assertEquals(Trial.Verdict.BETTER, run(trial, limit -> 500 * limit));
        assertTrue(trial.gain() > 0.1, () -> "gain " + trial.gain());
    }

    @Test
    void verdict_largerLimitCarriesTheSame_neverWins() {
        assertFalse(run(new Trial(20, 24, false), limit -> 10_000) == Trial.Verdict.BETTER);
    }

    @Test
    void verdict_largerLimitThrashes_isWorse() {
        assertEquals(Trial.Verdict.WORSE, run(new Trial(20, 24, false), limit -> limit > 20 ? 9_000 : 10_000));
    }

    private int wins(double present, double other, boolean roomy, DoubleUnaryOperator flow, double swing) {
        int wins = 0;
        for (int seed = 0; seed < 100; seed++) {
            wins += run(new Trial(present, other, roomy), flow, swing, seed) == Trial.Verdict.BETTER ? 1 : 0;
        }
        return wins;
    }

    /** Answers come in batches: a fifth more for twice the limit, and swings of more than that from window to window. */
    @Test
    void verdict_throughputSwingsAndThereIsRoom_largerLimitIsTakenInDoubt() {
        DoubleUnaryOperator flow = limit -> limit > 20 ? 24_000 : 20_000;
        int roomy = wins(20, 40, true, flow, 0.4);
        int strict = wins(20, 40, false, flow, 0.4);
        assertTrue(roomy > 80, () -> "of a hundred " + roomy);
        assertTrue(strict < roomy - 20, () -> "of a hundred " + strict + " without room, " + roomy + " with it");
    }

    @Test
    void verdict_throughputSwingsAndTheLargerLimitThrashes_seldomWins() {
        int wins = wins(20, 40, true, limit -> limit > 20 ? 14_000 : 20_000, 0.4);
        assertTrue(wins < 10, () -> "of a hundred " + wins);
    }

    @Test
    void verdict_roomAndNoSwings_largerLimitMustGain() {
        assertEquals(0, wins(20, 24, true, limit -> 10_000, 0.03));
    }

    @Test
    void verdict_roomInTheObjective_smallerLimitMustGain() {
        assertEquals(0, wins(20, 14, true, limit -> 10_000, 0.03));
        assertEquals(100, wins(20, 14, true, limit -> limit < 20 ? 11_000 : 10_000, 0.03));
    }

    @Test
    void isNoisy_swingsBeyondCounting_isKnownAfterThreePairs() {
        var calm = new Trial(20, 24, true);
        assertFalse(calm.knowsNoise());
        run(calm, limit -> 20_000, 0.03, 1);
        assertTrue(calm.knowsNoise());
        assertFalse(calm.isNoisy());
        var swinging = new Trial(20, 14, true);
        assertEquals(Trial.Verdict.IN_DOUBT, run(swinging, limit -> 20_000, 0.4, 1));
        assertTrue(swinging.isNoisy());
    }

    @Test
    void look_beforeTheOtherArmHasEnded_countsNothing() {
        var trial = new Trial(20, 14, false);
        trial.turn(now, MEAN);
        assertEquals(14, trial.limit());
        assertFalse(trial.look(now + 5 * MILLI, 1000, MEAN), "work of the last arm is still ending");
        assertFalse(trial.look(now + 7 * MILLI, 1000, MEAN), "here the count begins");
        assertFalse(trial.look(now + 12 * MILLI, 2000, MEAN), "an arm takes ten milliseconds at least");
        assertFalse(trial.look(now + 18 * MILLI, 1019, MEAN), "and twenty answers");
        assertTrue(trial.look(now + 18 * MILLI, 1020, MEAN));
        assertEquals(20, trial.limit());
        assertEquals(Trial.Verdict.OPEN, trial.verdict());
    }
}
