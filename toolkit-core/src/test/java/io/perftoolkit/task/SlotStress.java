package io.perftoolkit.task;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The watch moves the task of a worker that seems to be stuck, just as the worker comes back for it. */
public class SlotStress {
    @JCStressTest
    @Outcome(id = "11", expect = Expect.ACCEPTABLE, desc = "Each once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost or doubled.")
    @State
    public static class TakeAgainstWatch {
        private final Slot slot = new Slot();
        private int run;
        private int moved;

        public TakeAgainstWatch() {
            slot.fill(Weighed.ONE);
        }

        @Actor
        public void worker() {
            int sum = Weighed.of(slot.take());
            slot.fill(Weighed.TEN);
            run = sum + Weighed.of(slot.take());
        }

        @Actor
        public void watch() {
            moved = Weighed.of(slot.take());
        }

        @Arbiter
        public void rest(I_Result r) {
            r.r1 = run + moved + Weighed.of(slot.take());
        }
    }

    /** The worker takes by a load and a store. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "Once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Doubled, and must be seen here.")
    @State
    public static class PlainTakeControl {
        private volatile Weighed slot = Weighed.ONE;
        private int run;
        private int moved;

        @Actor
        public void worker() {
            Weighed task = slot;
            slot = null;
            run = Weighed.of(task);
        }

        @Actor
        public void watch() {
            Weighed task = slot;
            slot = null;
            moved = Weighed.of(task);
        }

        @Arbiter
        public void rest(I_Result r) {
            r.r1 = run + moved;
        }
    }
}
