package io.perftoolkit.count;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** Operations follow one another: a reader must never find two under way, nor less than none. */
public class InFlightStress {
    @JCStressTest
    @Outcome(
            id = {"0", "1"},
            expect = Expect.ACCEPTABLE,
            desc = "As many as there were.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Never were.")
    @State
    public static class OneAfterAnother {
        private final InFlight inFlight = new InFlight();

        @Actor
        public void caller() {
            inFlight.enter();
            inFlight.exit();
            inFlight.enter();
            inFlight.exit();
        }

        @Actor
        public void reader(J_Result r) {
            r.r1 = inFlight.current();
        }
    }

    /** Reads what ended before what began, so operations pile up that never overlapped. */
    @JCStressTest
    @Outcome(
            id = {"0", "1"},
            expect = Expect.ACCEPTABLE,
            desc = "As many as there were.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Never were, and must be seen here.")
    @State
    public static class EndedFirstControl {
        private final StripedCounter started = new StripedCounter();
        private final StripedCounter ended = new StripedCounter();

        @Actor
        public void caller() {
            started.increment();
            ended.increment();
            started.increment();
            ended.increment();
        }

        @Actor
        public void reader(J_Result r) {
            long done = ended.sum();
            r.r1 = started.sum() - done;
        }
    }
}
