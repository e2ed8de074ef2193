package io.perftoolkit.admission;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Two want one slot; a limit falls while somebody enters. */
public class GateStress {
    /** Both may be refused, if each is in the other's way; both may never get in. */
    @JCStressTest
    @Outcome(
            id = {"0, -1", "-1, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "One got in.")
    @Outcome(id = "-1, -1", expect = Expect.FORBIDDEN, desc = "None: but the first to add saw a free slot.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Two at a limit of one.")
    @State
    public static class LimitOne {
        private final Gate gate = new Gate(1);

        @Actor
        public void one(II_Result r) {
            r.r1 = gate.tryEnter(Lockers.NONE);
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = gate.tryEnter(Lockers.NONE);
        }
    }

    /** The word is read and then stored. */
    @JCStressTest
    @Outcome(
            id = {"0, -1", "-1, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "One got in.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Two at a limit of one, and must be seen here.")
    @State
    public static class LoadThenStoreControl {
        private volatile int inFlight;

        @Actor
        public void one(II_Result r) {
            r.r1 = enter();
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = enter();
        }

        private int enter() {
            int before = inFlight;
            if (before >= 1) {
                return -1;
            }
            inFlight = before + 1;
            return before;
        }
    }

    /** The limit falls from two to one while a second one enters; whoever is in stays and is counted. */
    @JCStressTest
    @Outcome(
            id = {"0, 2", "-1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "In before the fall, or refused after it.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The count lost somebody.")
    @State
    public static class LimitLowered {
        private final Gate gate = new Gate(2);

        public LimitLowered() {
            gate.tryEnter(Lockers.NONE);
        }

        @Actor
        public void entering(JJ_Result r) {
            r.r1 = gate.tryEnter(Lockers.NONE);
        }

        @Actor
        public void lowering() {
            gate.limit(1);
        }

        @Arbiter
        public void count(JJ_Result r) {
            r.r2 = gate.inFlight();
        }
    }
}
