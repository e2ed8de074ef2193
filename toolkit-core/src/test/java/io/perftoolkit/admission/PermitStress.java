package io.perftoolkit.admission;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** A permit is given back once. */
public class PermitStress {
    /** Two close the same permit. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 0", "0, 1, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "One of them gave it back.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Both, or none.")
    @State
    public static class DoubleClose {
        private final ConcurrencyLimit limit = ConcurrencyLimit.fixed(2).build();
        private final Permit permit = new Permit();

        public DoubleClose() {
            limit.tryAcquireInto(permit, Priority.NORMAL);
        }

        @Actor
        public void answer(III_Result r) {
            r.r1 = permit.closeAs(Permit.Outcome.SUCCEEDED) ? 1 : 0;
        }

        @Actor
        public void cancellation(III_Result r) {
            r.r2 = permit.closeAs(Permit.Outcome.IGNORED) ? 1 : 0;
        }

        @Arbiter
        public void count(III_Result r) {
            r.r3 = (int) limit.stats().inFlight();
        }
    }

    /** Two close the same permit of a strict limit by close(). */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 0", "0, 1, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "One of them gave it back.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Both, or none.")
    @State
    public static class StrictClose {
        private final ConcurrencyLimit limit =
                ConcurrencyLimit.fixed(2).strictClose(true).build();
        private final Permit permit = new Permit();

        public StrictClose() {
            limit.tryAcquireInto(permit, Priority.NORMAL);
        }

        @Actor
        public void one(III_Result r) {
            r.r1 = closed(permit);
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = closed(permit);
        }

        @Arbiter
        public void count(III_Result r) {
            r.r3 = (int) limit.stats().inFlight();
        }
    }

    private static int closed(Permit permit) {
        try {
            permit.close();
            return 1;
        } catch (IllegalStateException closedTwice) {
            return 0;
        }
    }

    /** Two close the same permit by close(), which its contract forbids, of a limit that is not strict. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "One of them gave it back.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Both, and must be seen here.")
    @State
    public static class PlainCloseControl {
        private static final ConcurrencyLimit LIMIT =
                ConcurrencyLimit.fixed(1_000_000).build();
        private final Permit permit = new Permit();

        public PlainCloseControl() {
            LIMIT.tryAcquireInto(permit, Priority.NORMAL);
        }

        @Actor
        public void one(II_Result r) {
            r.r1 = closed(permit);
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = closed(permit);
        }
    }

    /** The state is read and then stored. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "One of them gave it back.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Both, and must be seen here.")
    @State
    public static class LoadThenStoreControl {
        private volatile int held = 1;

        @Actor
        public void answer(II_Result r) {
            if (held == 1) {
                held = 0;
                r.r1 = 1;
            }
        }

        @Actor
        public void cancellation(II_Result r) {
            if (held == 1) {
                held = 0;
                r.r2 = 1;
            }
        }
    }
}
