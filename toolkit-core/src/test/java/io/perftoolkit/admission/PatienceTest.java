package io.perftoolkit.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final long MILLI = 1_000_000;
    private static final long OBJECTIVE = 100 * MILLI;

    private final Samples samples = new Samples(70 * MILLI);
    private long now = Long.MAX_VALUE - 15 * MILLI;
    private long answered;
    private final Patience patience = new Patience(OBJECTIVE, samples.read(0), now);

    private void pass(int requests, long tookMillis, boolean binding, long millis) {
        for (int i = 0; i < requests; i++) {
            samples.record(tookMillis * MILLI, binding);
        }
        answered += requests;
        now += millis * MILLI;
        patience.learn(now, samples.read(answered));
    }

    @Test
    void estimate_nothingKnown_isZero() {
        assertEquals(0, patience.estimateNanos(1000));
        pass(10, 5, true, 20);
        assertEquals(0, patience.estimateNanos(1000), "ten are too few");
    }

    @Test
    void estimate_saturated_followsTheRate() {
        pass(100, 5, true, 100); // one per millisecond
        assertEquals(10.0 * MILLI, patience.estimateNanos(9), MILLI * 0.01);
        for (int i = 0; i < 20; i++) {
            pass(100, 5, true, 200);
        }
        assertEquals(20.0 * MILLI, patience.estimateNanos(9), MILLI * 0.1);
    }

    @Test
    void estimate_notSaturated_neverTakesAFallOfTheLoadForAFallOfTheSpeed() {
        pass(100, 5, true, 100);
        for (int i = 0; i < 20; i++) {
            pass(100, 5, false, 1000);
        }
        assertEquals(10.0 * MILLI, patience.estimateNanos(9), MILLI * 0.01);
        pass(100, 5, false, 50);
        assertEquals(5.0 * MILLI, patience.estimateNanos(9), MILLI * 0.01);
    }

    @Test
    void estimate_mostUntimed_countsAllAnswers() {
        for (int i = 0; i < 100; i++) {
            samples.record(5 * MILLI, true);
        }
        now += 100 * MILLI;
        patience.learn(now, samples.read(800));
        assertEquals(1.0 * MILLI, patience.estimateNanos(7), MILLI * 0.01);
    }

    @Test
    void budget_nothingKnown_isNineTenthsOfTheSmaller() {
        assertEquals(90 * MILLI, patience.budgetNanos(Long.MAX_VALUE));
        assertEquals(36 * MILLI, patience.budgetNanos(40 * MILLI));
    }

    @Test
    void budget_workKnown_leavesTimeForIt() {
        pass(96, 5, true, 100);
        pass(4, 60, true, 10); // four of a hundred are not planned for
        long budget = patience.budgetNanos(Long.MAX_VALUE);
        assertTrue(budget > 83 * MILLI && budget <= 85 * MILLI, () -> budget + " ns");
        pass(30, 60, true, 10);
        long less = patience.budgetNanos(Long.MAX_VALUE);
        assertTrue(less < 31 * MILLI && less > 20 * MILLI, () -> less + " ns");
        for (int i = 0; i < 20; i++) {
            pass(100, 5, true, 100);
        }
        assertTrue(patience.budgetNanos(Long.MAX_VALUE) > 83 * MILLI, "what was long ago is forgotten");
    }

    @Test
    void budget_nothingLeft_isATwentiethOfTheObjective() {
        assertEquals(5 * MILLI, patience.budgetNanos(0));
        assertEquals(5 * MILLI, patience.budgetNanos(Long.MAX_VALUE, OBJECTIVE + 1));
        assertEquals(90 * MILLI, patience.budgetNanos(Long.MAX_VALUE, OBJECTIVE));
    }
}
