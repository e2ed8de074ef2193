package io.perftoolkit.task;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** A task is added just as the last worker falls asleep: it must not sleep on. */
public class ParkStress {
    /** A worker without a thread. */
    private static final class Worker implements Sleepers.Sleeper {
        volatile boolean asleep;

        @Override
        public void markAsleep() {
            asleep = true;
        }

        @Override
        public void markAwakeSearching() {
            asleep = false;
        }

        @Override
        public void markAwake() {
            asleep = false;
        }

        @Override
        public void unpark() {
            // nobody is parked here
        }
    }

    @JCStressTest
    @Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "Awake.")
    @Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "Sleeps, with a task to run.")
    @State
    public static class OfferFromOutside {
        private final Sleepers sleepers = new Sleepers(1);
        private final Stripe stripe = new Stripe(null);
        private final Worker worker = new Worker();

        @Actor
        public void producer() {
            stripe.offer(Weighed.ONE);
            sleepers.wakeOne();
        }

        @Actor
        public void worker() {
            sleepers.fallAsleep(worker, false);
            if (!stripe.isEmpty()) {
                sleepers.wakeOne();
            }
        }

        @Arbiter
        public void rest(Z_Result r) {
            r.r1 = worker.asleep;
        }
    }

    @JCStressTest
    @Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "Awake.")
    @Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "Sleeps, with a task to run.")
    @State
    public static class PushFromAWorker {
        private final Sleepers sleepers = new Sleepers(2);
        private final Ring ring = new Ring(2, 0);
        private final Worker worker = new Worker();

        @Actor
        public void pusher() {
            ring.push(Weighed.ONE);
            VarHandle.fullFence();
            sleepers.wakeOne();
        }

        @Actor
        public void worker() {
            sleepers.fallAsleep(worker, false);
            if (!ring.isEmpty()) {
                sleepers.wakeOne();
            }
        }

        @Arbiter
        public void rest(Z_Result r) {
            r.r1 = worker.asleep;
        }
    }

    /** A task is pushed while another worker stops searching: the two of them must not leave the third asleep. */
    @JCStressTest
    @Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "Awake.")
    @Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "Sleeps, with a task to run.")
    @State
    public static class EndOfSearch {
        private final Sleepers sleepers = new Sleepers(3);
        private final Stripe stripe = new Stripe(null);
        private final Worker worker = new Worker();

        public EndOfSearch() {
            sleepers.fallAsleep(worker, false);
            sleepers.beginSearch();
        }

        @Actor
        public void producer() {
            stripe.offer(Weighed.ONE);
            sleepers.wakeOne();
        }

        @Actor
        public void searcher() {
            if (sleepers.endSearch() && !stripe.isEmpty()) {
                sleepers.wakeOne();
            }
        }

        @Arbiter
        public void rest(Z_Result r) {
            r.r1 = worker.asleep;
        }
    }

    /** No fence between the push and the look at the state. */
    @JCStressTest
    @Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "Awake.")
    @Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "The lost wake-up, and must be seen here.")
    @State
    public static class NoFenceControl {
        private final Sleepers sleepers = new Sleepers(2);
        private final Ring ring = new Ring(2, 0);
        private final Worker worker = new Worker();

        @Actor
        public void pusher() {
            ring.push(Weighed.ONE);
            sleepers.wakeOne();
        }

        @Actor
        public void worker() {
            sleepers.fallAsleep(worker, false);
            if (!ring.isEmpty()) {
                sleepers.wakeOne();
            }
        }

        @Arbiter
        public void rest(Z_Result r) {
            r.r1 = worker.asleep;
        }
    }

    /** The worker looks for a filled slot, not for a claimed one. */
    @JCStressTest
    @Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "Awake.")
    @Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "The lost wake-up, and must be seen here.")
    @State
    public static class FilledSlotControl {
        private final Sleepers sleepers = new Sleepers(1);
        private final AtomicInteger claims = new AtomicInteger();
        private final Slot filled = new Slot();
        private final Worker worker = new Worker();

        @Actor
        public void producer() {
            claims.getAndIncrement();
            filled.fill(Weighed.ONE);
            sleepers.wakeOne();
        }

        @Actor
        public void worker() {
            sleepers.fallAsleep(worker, false);
            if (filled.isFilled()) {
                sleepers.wakeOne();
            }
        }

        @Arbiter
        public void rest(Z_Result r) {
            r.r1 = worker.asleep;
        }
    }
}
