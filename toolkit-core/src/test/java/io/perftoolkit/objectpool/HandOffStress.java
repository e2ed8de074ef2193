package io.perftoolkit.objectpool;

import io.perftoolkit.internal.layout.PaddedLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** One comes to wait while the other gives back: at least one of them sees the other. */
public class HandOffStress {
    /** The two sides of the meeting, as {@link Exchange} has them. */
    private static final class Meeting extends PaddedLong {
        private final Waiters<int[]> waiters = new Waiters<>();

        Meeting() {
            super(Slot.LENT);
        }

        boolean waiterSeesTheObject() {
            waiters.add(new Waiter<>(0, null, null));
            return fenced() == Slot.FREE;
        }
    }

    /** With a fence. */
    @JCStressTest
    @Outcome(
            id = {"true, true", "true, false", "false, true"},
            expect = Expect.ACCEPTABLE,
            desc = "Somebody sees the other.")
    @Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "One sleeps beside a free object.")
    @State
    public static class Fenced {
        private final Meeting meeting = new Meeting();

        @Actor
        public void returns(ZZ_Result r) {
            meeting.fenced(Slot.FREE);
            r.r1 = meeting.waiters.any();
        }

        @Actor
        public void waits(ZZ_Result r) {
            r.r2 = meeting.waiterSeesTheObject();
        }
    }

    /** Without: this is why one who has just come to wait looks again. */
    @JCStressTest
    @Outcome(
            id = {"true, true", "true, false", "false, true"},
            expect = Expect.ACCEPTABLE,
            desc = "Somebody sees the other.")
    @Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "A wake-up is lost, as it must happen here.")
    @State
    public static class NoFenceControl {
        private final Meeting meeting = new Meeting();

        @Actor
        public void returns(ZZ_Result r) {
            meeting.release(Slot.FREE);
            r.r1 = meeting.waiters.any();
        }

        @Actor
        public void waits(ZZ_Result r) {
            r.r2 = meeting.waiterSeesTheObject();
        }
    }

    /** A slot is given to a waiter who leaves at the same moment: it is his, or it is not, and both know which. */
    @JCStressTest
    @Outcome(
            id = {"true, false", "false, true"},
            expect = Expect.ACCEPTABLE,
            desc = "Given, and then he cannot leave; or gone, and then nobody is there to be given it.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The slot is lost, or has two owners.")
    @State
    public static class GiveOrLeave {
        private final Waiters<int[]> waiters = new Waiters<>();
        private final Waiter<int[]> waiter = new Waiter<>(0, null, null);
        private final Slot<int[]> slot = new Slot<>(0);

        public GiveOrLeave() {
            waiters.add(waiter);
        }

        @Actor
        public void gives(ZZ_Result r) {
            r.r1 = waiters.give(slot) == waiter && waiter.given == slot;
        }

        @Actor
        public void leaves(ZZ_Result r) {
            r.r2 = waiters.leave(waiter);
        }
    }
}
