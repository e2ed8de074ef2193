package io.perftoolkit.objectpool;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Two threads close the same lease at the same moment. */
public class ReturnStress {
    private static boolean close(Lease<int[]> lease) {
        try {
            lease.close();
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** A strict pool tells them apart. */
    @JCStressTest
    @Outcome(
            id = {"true, false", "false, true"},
            expect = Expect.ACCEPTABLE,
            desc = "One of them is the second.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Both passed.")
    @State
    public static class Strict {
        private final Lease<int[]> lease = StressSlots.lease(StressSlots.STRICT);

        @Actor
        public void one(ZZ_Result r) {
            r.r1 = close(lease);
        }

        @Actor
        public void two(ZZ_Result r) {
            r.r2 = close(lease);
        }
    }

    /** Any other pool may not: that is its price. */
    @JCStressTest
    @Outcome(
            id = {"true, false", "false, true"},
            expect = Expect.ACCEPTABLE,
            desc = "One of them is the second.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Both passed, as it must happen here.")
    @State
    public static class FastControl {
        private final Lease<int[]> lease = StressSlots.lease(StressSlots.FAST);

        @Actor
        public void one(ZZ_Result r) {
            r.r1 = close(lease);
        }

        @Actor
        public void two(ZZ_Result r) {
            r.r2 = close(lease);
        }
    }
}
