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
        Random noise = new Random(1);
        trial.turn(now, MEAN);
        while (trial.verdict() == Trial.Verdict.OPEN) {
            now += 5 * MILLI;
            answered += flow.applyAsDouble(trial.limit()) * 0.005 * (1 + 0.03 * noise.nextGaussian());
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
