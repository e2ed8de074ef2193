package io.perftoolkit.count;

import io.perftoolkit.internal.owner.OwnerTable;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.J_Result;

/** Folding what a dead thread left, against readers and against the living. */
public class FoldStress {
    /** A thread counts and dies; another one sweeps and reads meanwhile. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "The dead thread's count stays.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost or doubled by the fold.")
    @State
    public static class FoldOfTheDead {
        private final StripedCounter counter = new StripedCounter();

        @Actor
        public void mortal() {
            Threads.join(Threads.startPlatform(counter::increment));
        }

        @Actor
        public void reader(JJ_Result r) {
            OwnerTable.sweep();
            r.r1 = counter.sum();
        }

        @Arbiter
        public void after(JJ_Result r) {
            OwnerTable.sweep();
            r.r2 = counter.sum();
        }
    }

    /** The fold of a dead thread's cell, without the lock that readers hold: the count is missed in between. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "The dead thread's count stays.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost or doubled by the fold, as it must be here.")
    @State
    public static class FoldWithoutLockControl {
        private volatile long base;
        private volatile long cell = 1;

        @Actor
        public void fold() {
            long left = cell;
            cell = 0;
            base = left;
        }

        @Actor
        public void reader(J_Result r) {
            r.r1 = base + cell;
        }
    }

    /** The fold under the lock, but of a thread that lives: it may overwrite what the owner stores meanwhile. */
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "All counted.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost or doubled, as it must be here.")
    @State
    public static class TakeOverAliveControl {
        private final ReentrantLock lock = new ReentrantLock();
        private long base;
        private volatile long cell;

        @Actor
        @SuppressWarnings("NonAtomicVolatileUpdate") // the owner is the only writer, or should be
        public void owner() {
            cell = cell + 1;
            cell = cell + 1;
        }

        @Actor
        public void fold() {
            lock.lock();
            try {
                base += cell;
                cell = 0;
            } finally {
                lock.unlock();
            }
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = base + cell;
        }
    }
}
