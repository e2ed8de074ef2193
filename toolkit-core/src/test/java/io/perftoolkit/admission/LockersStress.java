package io.perftoolkit.admission;

import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.internal.layout.PaddedLongs;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Slots that threads keep are lent once, and found by those who need them. */
public class LockersStress {
    /** The owner takes out his slot while another one, for whom there is no other, steals it. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 1", "0, 1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "One of them has it.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Both have it, or it is lost.")
    @State
    public static class TakeOrSteal {
        private static final int LOCKER = PaddedLongs.indexApart(3);
        private final Lockers lockers = new Lockers(4);
        private final Gate gate = new Gate(2, lockers, false);

        public TakeOrSteal() {
            gate.tryEnter(Lockers.NONE);
            gate.leave(LOCKER); // keeps it
            gate.tryEnter(Lockers.NONE);
        }

        @Actor
        public void owner(III_Result r) {
            r.r1 = lockers.take(LOCKER) ? 1 : 0;
        }

        @Actor
        public void thief(III_Result r) {
            r.r2 = gate.tryEnter(Lockers.NONE) >= 0 ? 1 : 0;
        }

        @Arbiter
        public void count(III_Result r) {
            r.r3 = (int) gate.inFlight() - 1;
        }
    }

    /** The state is read and then stored. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "One of them has it.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Both have it, and must be seen here.")
    @State
    public static class LoadThenStoreControl {
        private volatile int kept = 1;

        @Actor
        public void owner(II_Result r) {
            if (kept == 1) {
                kept = 0;
                r.r1 = 1;
            }
        }

        @Actor
        public void thief(II_Result r) {
            if (kept == 1) {
                kept = 0;
                r.r2 = 1;
            }
        }
    }

    /** Somebody keeps his slot while another one needs it: if he is refused, a third one who comes later gets it. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "Stolen, or there for the next one.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A kept slot was hidden, or lent twice.")
    @State
    public static class KeepOrRefuse {
        private static final int LOCKER = PaddedLongs.indexApart(3);
        private final Gate gate = new Gate(2, new Lockers(4), false);

        public KeepOrRefuse() {
            gate.tryEnter(Lockers.NONE);
            gate.leave(LOCKER); // keeps it
            gate.tryEnter(LOCKER); // takes it out again
        }

        @Actor
        public void leaver() {
            gate.leave(LOCKER);
        }

        @Actor
        public void needy(II_Result r) {
            gate.tryEnter(Lockers.NONE);
            r.r1 = gate.tryEnter(Lockers.NONE) >= 0 ? 1 : 0;
        }

        @Arbiter
        public void later(II_Result r) {
            r.r2 = gate.tryEnter(Lockers.NONE) >= 0 ? 1 : 0;
        }
    }

    /** The owner keeps his slot while another one joins the queue: then he must have got it. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "He got in, at once or from the queue.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "He sleeps beside a kept slot.")
    @State
    public static class KeepOrEnqueue {
        private static final int LOCKER = PaddedLongs.indexApart(3);
        private final ConcurrencyLimit limit = ConcurrencyLimit.fixed(2)
                .queue(Queue.bounded(2, Duration.ofHours(1)))
                .ticker(() -> 0)
                .build();
        private final Entrance entrance = limit.entrance();
        private volatile CompletableFuture<Permit> asked = new CompletableFuture<>();

        public KeepOrEnqueue() {
            entrance.tryEnter(Lockers.NONE);
            entrance.leave(LOCKER); // keeps it
            entrance.tryEnter(LOCKER); // takes it out again
        }

        @Actor
        public void leaver() {
            entrance.leave(LOCKER);
        }

        @Actor
        public void joiner() {
            ask();
            asked = ask();
        }

        private CompletableFuture<Permit> ask() {
            return limit.acquireAsync(Priority.NORMAL, Deadline.NONE, Runnable::run);
        }

        @Arbiter
        public void served(I_Result r) {
            r.r1 = asked.isDone() ? 1 : 0;
        }
    }
}
