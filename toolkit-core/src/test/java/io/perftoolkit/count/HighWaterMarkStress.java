package io.perftoolkit.count;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** Two threads break the record at once: the higher one stands. */
public class HighWaterMarkStress {
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "The higher value stands.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A record is lost.")
    @State
    public static class Record {
        private final HighWaterMark mark = new HighWaterMark(0);

        @Actor
        public void lower() {
            mark.record(1);
        }

        @Actor
        public void higher() {
            mark.record(2);
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = mark.value();
        }
    }

    /** A load followed by a store: the lower value may overwrite the higher one. */
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "The higher value stands.")
    @Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "A record is lost, as it must be here.")
    @State
    public static class LoadThenStoreControl {
        private volatile long mark;

        private void record(long value) {
            if (value > mark) {
                mark = value;
            }
        }

        @Actor
        public void lower() {
            record(1);
        }

        @Actor
        public void higher() {
            record(2);
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = mark;
        }
    }
}
