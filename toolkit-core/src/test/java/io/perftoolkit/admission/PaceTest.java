package io.perftoolkit.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MILLI = 1_000_000;
    private static final long LATE = 70 * MILLI;

    private final Samples samples = new Samples(LATE);
    private long now = Long.MAX_VALUE - 100 * MILLI;
    private long answered;
    private Pace pace = new Pace(LATE, 16, 4, 1000, samples.read(0), now);

    /** A window of 125 ms, in which so many were answered; of these, so many took long. */
    private int window(int requests, long tookMillis, int slow, long slowMillis, boolean binding) {
        for (int i = 0; i < requests; i++) {
            samples.record((i < slow ? slowMillis : tookMillis) * MILLI, binding);
        }
        answered += requests;
        now += 125 * MILLI;
        return pace.look(now, samples.read(answered));
    }

    private int window(int requests, long tookMillis, boolean binding) {
        return window(requests, tookMillis, 0, 0, binding);
    }

    /** What work takes when nothing waits is known, and the slow start is over: the flow has not followed. */
    private int settled() {
        window(100, 10, false);
        for (int i = 0; i < 8; i++) {
            window(100, 20, true);
        }
        return pace.look(now, samples.read(answered));
    }

    @Test
    void look_limitSeldomBinds_nothingChanges() {
        for (int i = 0; i < 100; i++) {
            window(100, 5, false);
        }
        int before = window(100, 5, false);
        for (int i = 0; i < 100; i++) {
            assertEquals(before, window(100, 5, i % 3, 90, false), "quiet times teach nothing");
        }
    }

    @Test
    void look_bindingAndNothingQueues_growsWhileThereIsRoom() {
        window(100, 10, false);
        int limit = 16;
        for (int i = 0; i < 6; i++) {
            int next = window(100, 10, true);
            assertTrue(next >= limit, () -> "fell to " + next);
            limit = next;
        }
        assertTrue(limit >= 100, "limit " + limit);
    }

    @Test
    void look_flowDoesNotFollow_slowStartFallsBackAStep() {
        int limit = settled();
        assertTrue(limit <= 24, "limit " + limit);
    }

    @Test
    void look_manyLateAndWorkQueues_guardCuts() {
        int before = settled();
        int after = before;
        for (int i = 0; i < 4; i++) {
            after = Math.min(after, window(100, 30, 20, 90, true));
        }
        assertTrue(after <= 0.75 * before, before + " to " + after);
        assertTrue(pace.stats().guard() < 0.75 * before);
        assertEquals(0.2, pace.stats().lateShare(), 1e-9);
    }

    @Test
    void look_thirdLate_decidesByTenSamples() {
        int before = settled();
        int after = before;
        for (int i = 0; i < 5; i++) {
            for (int n = 0; n < 12; n++) {
                samples.record(150 * MILLI, true);
            }
            answered += 12;
            now += 15 * MILLI;
            after = Math.min(after, pace.look(now, samples.read(answered)));
        }
        assertTrue(after < before, before + " to " + after);
    }

    @Test
    void look_lateButNothingQueues_doesNotCut() {
        window(100, 75, false);
        int before = window(100, 75, true);
        for (int i = 0; i < 10; i++) {
            int limit = window(100, 75, true);
            assertTrue(limit >= before, "the work itself is slow; cutting to " + limit + " would not help");
        }
    }

    @Test
    void look_workTakesMostOfTheObjective_aLittleQueueingIsCut() {
        pace = new Pace(LATE, 72, 4, 1000, samples.read(0), now);
        window(100, 75, false);
        int before = pace.look(now, samples.read(answered));
        int limit = before;
        for (int i = 0; i < 4; i++) {
            limit = Math.min(limit, window(100, 86, true));
        }
        assertTrue(limit < before, before + " to " + limit);
        assertTrue(limit >= 60, "below what the work needs without queueing: " + limit);
    }

    /** The largest quotient of two limits one after the other while throughput stays as it is: the trials alone move it. */
    private double longestStep(long tookMillis) {
        window(100, tookMillis / 2, false);
        for (int i = 0; i < 8; i++) {
            window(100, tookMillis, true);
        }
        double longest = 1;
        int before = window(100, tookMillis, true);
        for (int i = 0; i < 200; i++) {
            int limit = window(100, tookMillis, true);
            longest = Math.max(longest, (double) limit / before);
            before = limit;
        }
        return longest;
    }

    @Test
    void trial_answersTakeLittleOfTheObjective_stepsFarUp() {
        double step = longestStep(2);
        assertTrue(step >= 1.8 && step <= 2, "step " + step);
    }

    @Test
    void trial_answersTakeMuchOfTheObjective_stepsALittleUp() {
        double step = longestStep(20);
        assertTrue(step > 1 && step <= 1.5, "step " + step);
    }

    @Test
    void look_calmAfterACut_guardGrowsBackToTheKnee() {
        int before = settled();
        int cut = before;
        for (int i = 0; i < 4; i++) {
            cut = Math.min(cut, window(100, 30, 20, 90, true));
        }
        assertTrue(cut < before);
        assertTrue(pace.stats().guard() < pace.stats().knee());
        for (int i = 0; i < 100 && pace.stats().guard() < pace.stats().knee(); i++) {
            window(100, 20, true);
        }
        assertTrue(
                pace.stats().guard() >= pace.stats().knee(), () -> pace.stats().toString());
    }

    @Test
    void hold_pushedBack_doesNotGrowBeforeItsTime() {
        window(100, 10, false);
        int limit = window(100, 10, true);
        pace.hold(now + 1000 * MILLI);
        pace.hold(now + 10 * MILLI); // an earlier one changes nothing
        for (int i = 0; i < 7; i++) {
            assertEquals(limit, window(100, 10, true));
        }
        for (int i = 0; i < 4; i++) {
            window(100, 10, true);
        }
        assertTrue(window(100, 10, true) > limit);
    }

    @Test
    void look_anything_staysWithinItsBounds() {
        for (int i = 0; i < 200; i++) {
            int limit = window(100, i % 7 == 0 ? 200 : 5, i % 3 != 0);
            assertTrue(limit >= 4 && limit <= 1000, "limit " + limit);
        }
        for (int i = 0; i < 100; i++) {
            window(100, 300, true);
        }
        assertTrue(window(100, 300, true) <= 1000);
    }
}
