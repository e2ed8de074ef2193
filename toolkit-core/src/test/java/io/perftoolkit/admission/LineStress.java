package io.perftoolkit.admission;

import io.perftoolkit.deadline.Deadline;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Nobody sleeps beside a free slot, and each wait ends in exactly one way. */
public class LineStress {
    /** One leaves while another one joins the queue: then he must have got the slot. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "He got in, at once or from the queue.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "He sleeps beside a free slot.")
    @State
    public static class ReleaseOrEnqueue {
        private final ConcurrencyLimit limit = ConcurrencyLimit.fixed(1)
                .queue(Queue.bounded(2, Duration.ofHours(1)))
                .ticker(() -> 0)
                .build();
        private final Permit held = new Permit();
        private volatile CompletableFuture<Permit> asked = new CompletableFuture<>();

        public ReleaseOrEnqueue() {
            limit.tryAcquireInto(held, Priority.NORMAL);
        }

        @Actor
        public void leaver() {
            held.closeAs(Permit.Outcome.SUCCEEDED);
        }

        @Actor
        public void joiner() {
            asked = limit.acquireAsync(Priority.NORMAL, Deadline.NONE, Runnable::run);
        }

        @Arbiter
        public void served(I_Result r) {
            r.r1 = asked.isDone() ? 1 : 0;
        }
    }

    /** The slot is given back by a plain load and a release store, which the look for sleepers may overtake. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "One of them saw the other.")
    @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "A sleeper beside a free slot, and must be seen here.")
    @State
    public static class NoFenceControl {
        private static final VarHandle IN_FLIGHT;

        static {
            try {
                IN_FLIGHT = MethodHandles.lookup().findVarHandle(NoFenceControl.class, "inFlight", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private int inFlight = 1;
        private volatile int waiting;

        @Actor
        public void leaver(II_Result r) {
            IN_FLIGHT.setRelease(this, inFlight - 1);
            r.r1 = waiting;
        }

        @Actor
        public void joiner(II_Result r) {
            waiting = 1;
            r.r2 = 1 - (int) IN_FLIGHT.getVolatile(this);
        }
    }

    /** Two overshoot in turn while one waits: whoever takes back his excess must look for him. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "A slot is held, or nobody waits.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "He sleeps beside a free slot.")
    @State
    public static class OvershootHidesNothing {
        private final ConcurrencyLimit limit = ConcurrencyLimit.fixed(1)
                .queue(Queue.bounded(2, Duration.ofHours(1)))
                .ticker(() -> 0)
                .build();
        private final Permit held = new Permit();
        private final Permit hasty = new Permit();
        private volatile CompletableFuture<Permit> asked = new CompletableFuture<>();

        public OvershootHidesNothing() {
            limit.tryAcquireInto(held, Priority.NORMAL);
        }

        @Actor
        public void joinerThenLeaver() {
            asked = limit.acquireAsync(Priority.NORMAL, Deadline.NONE, Runnable::run);
            held.closeAs(Permit.Outcome.SUCCEEDED);
        }

        @Actor
        public void hasty() {
            limit.tryAcquireInto(hasty, Priority.NORMAL);
        }

        @Arbiter
        public void served(I_Result r) {
            r.r1 = asked.isDone() || hasty.isHeld() ? 1 : 0;
        }
    }

    /** A slot becomes free while the one who waits gives up: he has it, or it is free again. */
    @JCStressTest
    @Outcome(
            id = {"1, 1", "0, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "Granted and held, or gone and free.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The slot is lost, or lent twice.")
    @State
    public static class GrantOrCancel {
        private final ConcurrencyLimit limit = ConcurrencyLimit.fixed(1)
                .queue(Queue.bounded(2, Duration.ofHours(1)))
                .ticker(() -> 0)
                .build();
        private final Permit held = new Permit();
        private final CompletableFuture<Permit> asked;

        public GrantOrCancel() {
            limit.tryAcquireInto(held, Priority.NORMAL);
            asked = limit.acquireAsync(Priority.NORMAL, Deadline.NONE, Runnable::run);
        }

        @Actor
        public void leaver() {
            held.closeAs(Permit.Outcome.SUCCEEDED);
        }

        @Actor
        public void quitter() {
            asked.cancel(false);
        }

        @Arbiter
        public void count(II_Result r) {
            r.r1 = asked.isCompletedExceptionally() ? 0 : 1;
            r.r2 = (int) limit.stats().inFlight();
        }
    }

    /** A slot becomes free while the timer ends the wait. */
    @JCStressTest
    @Outcome(
            id = {"1, 1", "0, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "Granted and held, or expired and free.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Both, or a lost slot.")
    @State
    public static class GrantOrExpire {
        private final Line line = new Line(0);
        private final Gate gate = new Gate(1);
        private final Waiter waiter;
        private volatile int granted;

        @SuppressWarnings("NullAway")
        public GrantOrExpire() {
            waiter = new Waiter(null, new Permit(), 0, 0, 0, false, new CompletableFuture<>(), Runnable::run);
            line.add(waiter, 0);
        }

        @Actor
        public void grants() {
            line.lock.lock();
            try {
                if (line.first() != null && gate.tryTake()) {
                    line.take(waiter, Waiter.GRANTED);
                    granted = 1;
                }
            } finally {
                line.lock.unlock();
            }
        }

        @Actor
        public void expires() {
            line.lock.lock();
            try {
                line.take(waiter, Waiter.EXPIRED);
            } finally {
                line.lock.unlock();
            }
        }

        @Arbiter
        public void count(II_Result r) {
            r.r1 = waiter.state == Waiter.GRANTED && granted == 1 ? 1 : 0;
            r.r2 = (int) gate.inFlight();
        }
    }

    /** The state is read and then stored, without the lock. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "One of them won.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Granted and expired, and must be seen here.")
    @State
    public static class LoadThenStoreControl {
        private volatile int state = Waiter.WAITING;

        @Actor
        public void grants(II_Result r) {
            if (state == Waiter.WAITING) {
                state = Waiter.GRANTED;
                r.r1 = 1;
            }
        }

        @Actor
        public void expires(II_Result r) {
            if (state == Waiter.WAITING) {
                state = Waiter.EXPIRED;
                r.r2 = 1;
            }
        }
    }
}
