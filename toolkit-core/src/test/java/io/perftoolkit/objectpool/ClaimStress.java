package io.perftoolkit.objectpool;

import io.perftoolkit.internal.layout.PaddedLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** One object and two who want it; and what the next holder sees of it. */
public class ClaimStress {
    /** Exactly one gets it. */
    @JCStressTest
    @Outcome(
            id = {"true, false, 1", "false, true, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "One gets it.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Both got it, or nobody.")
    @State
    public static class TwoBorrowers {
        private final Slot<int[]> slot = StressSlots.free();

        @Actor
        public void one(ZZI_Result r) {
            r.r1 = StressSlots.FAST.claim(slot);
        }

        @Actor
        public void two(ZZI_Result r) {
            r.r2 = StressSlots.FAST.claim(slot);
        }

        @Arbiter
        public void after(ZZI_Result r) {
            r.r3 = (int) Slot.status(slot.fenced());
        }
    }

    /** Looks and then takes: both may. */
    @JCStressTest
    @Outcome(
            id = {"true, false, 1", "false, true, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "One gets it.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Both got it, as it must happen here.")
    @State
    public static class LookThenTakeControl {
        private final Word word = new Word();

        private boolean claim() {
            if (word.fenced() != Slot.FREE) {
                return false;
            }
            word.fenced(Slot.LENT);
            return true;
        }

        @Actor
        public void one(ZZI_Result r) {
            r.r1 = claim();
        }

        @Actor
        public void two(ZZI_Result r) {
            r.r2 = claim();
        }

        @Arbiter
        public void after(ZZI_Result r) {
            r.r3 = (int) word.fenced();
        }
    }

    /** What one holder did is seen by the next one. */
    @JCStressTest
    @Outcome(
            id = {"1, -1", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "The second did not get it, or saw what the first did.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The second got it and saw an older state.")
    @State
    public static class NextHolder {
        private final Slot<int[]> slot = StressSlots.free();
        private final long word;

        public NextHolder() {
            StressSlots.FAST.claim(slot);
            word = slot.plain();
        }

        @Actor
        public void first(II_Result r) {
            slot.value[0] = 1;
            StressSlots.FAST.giveBack(slot, word);
            r.r1 = 1;
        }

        @Actor
        public void second(II_Result r) {
            r.r2 = StressSlots.FAST.claim(slot) ? slot.value[0] : -1;
        }
    }

    private static final class Word extends PaddedLong {
        Word() {
            super(Slot.FREE);
        }
    }
}
