package io.perftoolkit.memory;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/** One byte is left and two want it: exactly one gets it. */
public class AccountBudgetStress {
    @JCStressTest
    @Outcome(
            id = {"true, false, 1", "false, true, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "One gets the last byte.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Both got it, or nobody.")
    @State
    public static class LastByte {
        private final MemoryAccount account = new MemoryAccount("stress", 1, false);

        @Actor
        public void one(ZZJ_Result r) {
            r.r1 = account.tryReserve(1);
        }

        @Actor
        public void two(ZZJ_Result r) {
            r.r2 = account.tryReserve(1);
        }

        @Arbiter
        public void after(ZZJ_Result r) {
            r.r3 = account.used();
        }
    }

    /** Adds first and checks afterwards: each may see the other's byte, and both are refused the one that is free. */
    @JCStressTest
    @Outcome(
            id = {"true, false, 1", "false, true, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "One gets the last byte.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Nobody got it, as it must happen here.")
    @State
    public static class CheckAfterAddControl {
        private final AtomicLong balance = new AtomicLong();

        private boolean tryReserve() {
            balance.addAndGet(1);
            if (balance.get() > 1) {
                balance.addAndGet(-1);
                return false;
            }
            return true;
        }

        @Actor
        public void one(ZZJ_Result r) {
            r.r1 = tryReserve();
        }

        @Actor
        public void two(ZZJ_Result r) {
            r.r2 = tryReserve();
        }

        @Arbiter
        public void after(ZZJ_Result r) {
            r.r3 = balance.get();
        }
    }

    /** Checks first and adds afterwards: both may pass the last byte. */
    @JCStressTest
    @Outcome(
            id = {"true, false, 1", "false, true, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "One gets the last byte.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Both got it, as it must happen here.")
    @State
    public static class CheckThenAddControl {
        private final AtomicLong balance = new AtomicLong();

        private boolean tryReserve() {
            if (balance.get() >= 1) {
                return false;
            }
            balance.addAndGet(1);
            return true;
        }

        @Actor
        public void one(ZZJ_Result r) {
            r.r1 = tryReserve();
        }

        @Actor
        public void two(ZZJ_Result r) {
            r.r2 = tryReserve();
        }

        @Arbiter
        public void after(ZZJ_Result r) {
            r.r3 = balance.get();
        }
    }
}
