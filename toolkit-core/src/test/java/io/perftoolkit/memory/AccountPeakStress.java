package io.perftoolkit.memory;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** The peak of an account is at least every balance that the account had. */
public class AccountPeakStress {
    /** Two threads allocate at once. Whoever comes second made the balance 3: the peak must say so. */
    @JCStressTest
    @Outcome(id = "3, 3", expect = Expect.ACCEPTABLE, desc = "The highest balance is the peak.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The peak is below a balance that was.")
    @State
    public static class BothAllocate {
        private final MemoryAccount account = new MemoryAccount("stress", MemoryStats.UNLIMITED, false);

        @Actor
        public void one() {
            account.recordAllocation(1);
        }

        @Actor
        public void two() {
            account.recordAllocation(2);
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r1 = account.used();
            r.r2 = account.peak();
        }
    }

    /** One allocates and frees, the other reserves: the peak is one of the balances that are possible, never less. */
    @JCStressTest
    @Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "One after the other.")
    @Outcome(id = "2, 3", expect = Expect.ACCEPTABLE, desc = "Both at once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Bytes or a peak are lost.")
    @State
    public static class AllocateFreeReserve {
        private final MemoryAccount account = new MemoryAccount("stress", 100, false);

        @Actor
        public void come() {
            account.recordAllocation(1);
            account.recordDeallocation(1);
        }

        @Actor
        public void stay() {
            account.reserve(2);
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r1 = account.used();
            r.r2 = account.peak();
        }
    }

    /** The balance is exact, but the peak is loaded, compared and stored: a lower one may overwrite a higher one. */
    @JCStressTest
    @Outcome(id = "3, 3", expect = Expect.ACCEPTABLE, desc = "The highest balance is the peak.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A peak is lost, as it must be here.")
    @State
    public static class LoadThenStoreControl {
        private final AtomicLong balance = new AtomicLong();
        private volatile long peak;

        private void recordAllocation(long bytes) {
            long now = balance.addAndGet(bytes);
            if (now > peak) {
                peak = now;
            }
        }

        @Actor
        public void one() {
            recordAllocation(1);
        }

        @Actor
        public void two() {
            recordAllocation(2);
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r1 = balance.get();
            r.r2 = peak;
        }
    }
}
