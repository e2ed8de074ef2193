package io.perftoolkit.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** An owner and a thief: each task is taken by one of them, once. */
public class RingStress {
    @JCStressTest
    @Outcome(id = "111", expect = Expect.ACCEPTABLE, desc = "Each once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost or doubled.")
    @State
    public static class PopAgainstSteal {
        private final Ring ring = new Ring(4, -1);
        private final Ring own = new Ring(4, 0);
        private int popped;
        private int stolen;

        public PopAgainstSteal() {
            ring.push(Weighed.ONE);
            ring.push(Weighed.TEN);
            ring.push(Weighed.HUNDRED);
        }

        @Actor
        public void owner() {
            popped = Weighed.of(ring.pop()) + Weighed.of(ring.pop());
        }

        @Actor
        public void thief() {
            stolen = Weighed.of(ring.stealInto(own)) + Weighed.drain(own);
        }

        @Arbiter
        public void rest(I_Result r) {
            r.r1 = popped + stolen + Weighed.drain(ring);
        }
    }

    @JCStressTest
    @Outcome(id = "111", expect = Expect.ACCEPTABLE, desc = "Each once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost or doubled.")
    @State
    public static class PushAgainstSteal {
        private final Ring ring = new Ring(2, Integer.MAX_VALUE);
        private final Ring own = new Ring(2, 0);
        private int kept;
        private int stolen;

        public PushAgainstSteal() {
            ring.push(Weighed.ONE);
            ring.push(Weighed.TEN);
        }

        @Actor
        public void owner() {
            int popped = Weighed.of(ring.pop());
            kept = popped + (ring.push(Weighed.HUNDRED) ? 0 : 100);
        }

        @Actor
        public void thief() {
            stolen = Weighed.of(ring.stealInto(own)) + Weighed.drain(own);
        }

        @Arbiter
        public void rest(I_Result r) {
            r.r1 = kept + stolen + Weighed.drain(ring);
        }
    }

    @JCStressTest
    @Outcome(id = "111", expect = Expect.ACCEPTABLE, desc = "Each once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost or doubled.")
    @State
    public static class OverflowAgainstSteal {
        private final Ring ring = new Ring(2, 0);
        private final Ring own = new Ring(2, 0);
        private int given;
        private int stolen;

        public OverflowAgainstSteal() {
            ring.push(Weighed.ONE);
            ring.push(Weighed.TEN);
        }

        @Actor
        public void owner() {
            int[] away = {0};
            if (!ring.push(Weighed.HUNDRED)
                    && (!ring.giveHalf((nth, count) -> away[0] += Weighed.of(nth, count))
                            || !ring.push(Weighed.HUNDRED))) {
                away[0] += 100;
            }
            given = away[0];
        }

        @Actor
        public void thief() {
            stolen = Weighed.of(ring.stealInto(own)) + Weighed.drain(own);
        }

        @Arbiter
        public void rest(I_Result r) {
            r.r1 = given + stolen + Weighed.drain(ring);
        }
    }

    /** The owner counts its room from where tasks begin, not from where a thief still copies. */
    @JCStressTest
    @Outcome(id = "111", expect = Expect.ACCEPTABLE, desc = "Each once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost or doubled, and must be seen here.")
    @State
    public static class RoomFromRealControl {
        private static final VarHandle REAL;

        static {
            try {
                REAL = MethodHandles.lookup().findVarHandle(RoomFromRealControl.class, "real", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final Object[] slots = {Weighed.ONE, Weighed.TEN};
        private volatile int real;
        private int kept;
        private int stolen;

        @Actor
        public void owner() {
            if (2 - real < 2) {
                slots[0] = Weighed.HUNDRED;
            } else {
                kept = 100;
            }
        }

        @Actor
        public void thief() {
            if (REAL.compareAndSet(this, 0, 1)) {
                stolen = Weighed.of(slots[0]);
            }
        }

        @Arbiter
        public void rest(I_Result r) {
            r.r1 = kept + stolen + 10 + (kept == 0 ? Weighed.of(slots[0]) : 0);
        }
    }
}
