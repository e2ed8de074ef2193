package io.perftoolkit.bytes;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A holder looks and closes, while the filler fills again as soon as nobody looks. */
public class RefillStress {
    static class Filled extends Block {
        int bytes = 1;

        Filled() {
            super(false);
            begin();
        }

        @Override
        void free() {
            throw new AssertionError();
        }

        /** One chunk has been handed out. */
        void refill() {
            if (isUnseen(1)) {
                bytes = 2;
            }
        }
    }

    /** As it is. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "The holder sees what was there.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The refill has overtaken the reader.")
    @State
    public static class Refill extends Filled {
        @Actor
        public void holder(I_Result r) {
            r.r1 = bytes;
            release();
        }

        @Actor
        public void filler() {
            refill();
        }
    }

    /** The holder looks after its close. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "The holder sees what was there.")
    @Outcome(id = "2", expect = Expect.FORBIDDEN, desc = "The refill has overtaken the reader, as it must here.")
    @State
    public static class LateLookControl extends Filled {
        @Actor
        public void holder(I_Result r) {
            release();
            r.r1 = bytes;
        }

        @Actor
        public void filler() {
            refill();
        }
    }
}
