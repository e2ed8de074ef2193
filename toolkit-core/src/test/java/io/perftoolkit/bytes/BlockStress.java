package io.perftoolkit.bytes;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The last two close at the same moment: the block is freed exactly once. */
@SuppressWarnings("this-escape") // nobody else has the block yet
public class BlockStress {
    static class Counting extends Block {
        final AtomicInteger freed = new AtomicInteger();

        Counting() {
            super(false);
        }

        @Override
        void free() {
            freed.incrementAndGet();
        }
    }

    /** Two chunks are left when the filler has gone on. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "Freed once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Never freed, or twice.")
    @State
    public static class TwoCloses extends Counting {
        public TwoCloses() {
            begin();
            giveBack(SHARE - 2);
        }

        @Actor
        public void one() {
            release();
        }

        @Actor
        public void other() {
            release();
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = freed.get();
        }
    }

    /** The last chunk is closed while the filler goes on. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "Freed once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Never freed, or twice.")
    @State
    public static class CloseAndRetire extends Counting {
        public CloseAndRetire() {
            begin();
        }

        @Actor
        public void holder() {
            release();
        }

        @Actor
        public void filler() {
            giveBack(SHARE - 1);
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = freed.get();
        }
    }

    /** A load, a subtraction and a store: both may see two, or one of them nothing. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "Freed once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Never freed, or twice, as it must be here.")
    @State
    public static class PlainControl {
        private final AtomicInteger freed = new AtomicInteger();
        private volatile int refs = 2;

        private void release() {
            int left = refs - 1;
            refs = left;
            if (left == 0) {
                freed.incrementAndGet();
            }
        }

        @Actor
        public void one() {
            release();
        }

        @Actor
        public void other() {
            release();
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = freed.get();
        }
    }
}
