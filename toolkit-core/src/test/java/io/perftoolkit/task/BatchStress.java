package io.perftoolkit.task;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Batches move at once: into a stripe, from a stripe to a ring, from one ring to another. Each task is taken once. */
public class BatchStress {
    private static final Weighed[] TASKS = {Weighed.ONE, Weighed.TEN, Weighed.HUNDRED, Weighed.THOUSAND};

    /** A stripe whose chunk has one slot left, so that a batch goes on in a new one. */
    private static Stripe atTheEndOfAChunk() {
        Stripe stripe = new Stripe(null);
        stripe.offerAll(i -> Weighed.ONE, Chunk.SIZE - 1);
        for (int i = 1; i < Chunk.SIZE; i++) {
            stripe.poll();
        }
        return stripe;
    }

    private static Stripe holding(int tasks) {
        Stripe stripe = new Stripe(null);
        stripe.offerAll(i -> TASKS[i], tasks);
        return stripe;
    }

    /** As a worker that runs out of tasks: one to run now, and a batch for its ring. */
    private static int take(Stripe stripe, Ring ring, int most) {
        if (!stripe.tryLock()) {
            return 0;
        }
        int sum = Weighed.of(stripe.poll());
        stripe.moveTo(ring, most);
        stripe.unlock();
        return sum + Weighed.drain(ring);
    }

    private static int steal(Ring from) {
        Ring own = new Ring(4, 0);
        return Weighed.of(from.stealInto(own)) + Weighed.drain(own);
    }

    /** Two workers give halves of their rings away, where a chunk ends. */
    @JCStressTest
    @Outcome(id = "1111", expect = Expect.ACCEPTABLE, desc = "Each once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost or doubled.")
    @State
    public static class OfferAllAgainstOfferAll {
        private final Stripe stripe = atTheEndOfAChunk();

        @Actor
        public void one() {
            stripe.offerAll(i -> TASKS[i], 2);
        }

        @Actor
        public void other() {
            stripe.offerAll(i -> TASKS[2 + i], 2);
        }

        @Arbiter
        public void rest(I_Result r) {
            r.r1 = Weighed.drain(stripe);
        }
    }

    /** One worker gives a batch away, and another one comes for it at once; the chunk ends in between. */
    @JCStressTest
    @Outcome(id = "111", expect = Expect.ACCEPTABLE, desc = "Each once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost or doubled.")
    @State
    public static class OfferAllAgainstMoveTo {
        private final Stripe stripe = atTheEndOfAChunk();
        private final Ring ring = new Ring(4, -1);
        private int taken;

        @Actor
        public void giver() {
            stripe.offerAll(i -> TASKS[i], 3);
        }

        @Actor
        public void taker() {
            taken = take(stripe, ring, 4);
        }

        @Arbiter
        public void rest(I_Result r) {
            r.r1 = taken + Weighed.drain(stripe);
        }
    }

    /** A batch is moved while a thread outside goes on offering, over the end of a chunk. */
    @JCStressTest
    @Outcome(id = "111", expect = Expect.ACCEPTABLE, desc = "Each once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost or doubled.")
    @State
    public static class MoveToAgainstOffer {
        private final Stripe stripe = atTheEndOfAChunk();
        private final Ring ring = new Ring(4, -1);
        private int taken;

        @Actor
        public void producer() {
            stripe.offer(Weighed.ONE);
            stripe.offer(Weighed.TEN);
            stripe.offer(Weighed.HUNDRED);
        }

        @Actor
        public void worker() {
            taken = take(stripe, ring, 4);
        }

        @Arbiter
        public void rest(I_Result r) {
            r.r1 = taken + Weighed.drain(stripe);
        }
    }

    /** A batch is moved to a ring that a thief is at. */
    @JCStressTest
    @Outcome(id = "1111", expect = Expect.ACCEPTABLE, desc = "Each once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost or doubled.")
    @State
    public static class MoveToAgainstSteal {
        private final Stripe stripe = holding(3);
        private final Ring ring = new Ring(4, Integer.MAX_VALUE);
        private int stolen;

        public MoveToAgainstSteal() {
            ring.push(Weighed.THOUSAND);
        }

        @Actor
        public void worker() {
            stripe.moveTo(ring, ring.room());
        }

        @Actor
        public void thief() {
            stolen = steal(ring) + steal(ring);
        }

        @Arbiter
        public void rest(I_Result r) {
            r.r1 = stolen + Weighed.drain(ring) + Weighed.drain(stripe);
        }
    }

    /** Two workers come for one stripe. */
    @JCStressTest
    @Outcome(id = "1111", expect = Expect.ACCEPTABLE, desc = "Each once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost or doubled.")
    @State
    public static class MoveToAgainstMoveTo {
        private final Stripe stripe = holding(4);
        private final Ring ring = new Ring(4, 0);
        private final Ring otherRing = new Ring(4, 0);
        private int taken;
        private int alsoTaken;

        @Actor
        public void one() {
            taken = take(stripe, ring, 1);
        }

        @Actor
        public void other() {
            alsoTaken = take(stripe, otherRing, 1);
        }

        @Arbiter
        public void rest(I_Result r) {
            r.r1 = taken + alsoTaken + Weighed.drain(stripe);
        }
    }

    /** A thief moves half of its victim's tasks to its own ring, and is robbed itself by one who goes on to the victim. */
    @JCStressTest
    @Outcome(id = "1111", expect = Expect.ACCEPTABLE, desc = "Each once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost or doubled.")
    @State
    public static class StealAgainstSteal {
        private final Ring victim = new Ring(4, -2);
        private final Ring own = new Ring(4, 0);
        private int stolen;
        private int alsoStolen;

        public StealAgainstSteal() {
            for (Weighed task : TASKS) {
                victim.push(task);
            }
        }

        @Actor
        public void thief() {
            stolen = Weighed.of(victim.stealInto(own));
        }

        @Actor
        public void otherThief() {
            alsoStolen = steal(own) + steal(victim);
        }

        @Arbiter
        public void rest(I_Result r) {
            r.r1 = stolen + alsoStolen + Weighed.drain(own) + Weighed.drain(victim);
        }
    }

    /** Who offers looks how far the chunk is claimed, and then claims from there. */
    @JCStressTest
    @Outcome(id = "1111", expect = Expect.ACCEPTABLE, desc = "Each once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost, and must be seen here.")
    @State
    public static class LookThenClaimControl {
        private final Chunk chunk = new Chunk(0);

        private void offerTwo(int from) {
            int first = chunk.claimed();
            chunk.claim(2);
            chunk.fill(first, TASKS[from]);
            chunk.fill(first + 1, TASKS[from + 1]);
        }

        @Actor
        public void one() {
            offerTwo(0);
        }

        @Actor
        public void other() {
            offerTwo(2);
        }

        @Arbiter
        public void rest(I_Result r) {
            for (int i = 0; i < TASKS.length; i++) {
                r.r1 += Weighed.of(chunk.take(i));
            }
        }
    }

    /** The batch goes as far as slots are claimed, and not only as far as they are filled. */
    @JCStressTest
    @Outcome(id = "11", expect = Expect.ACCEPTABLE, desc = "Each once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost, and must be seen here.")
    @State
    public static class AsFarAsClaimedControl {
        private final Chunk chunk = new Chunk(0);
        private int consumed;
        private int taken;

        @Actor
        public void producer() {
            chunk.fill((int) chunk.claim(1), Weighed.ONE);
            chunk.fill((int) chunk.claim(1), Weighed.TEN);
        }

        @Actor
        public void worker() {
            consumed = chunk.claimed();
            for (int i = 0; i < consumed; i++) {
                taken += Weighed.of(chunk.take(i));
            }
        }

        @Arbiter
        public void rest(I_Result r) {
            r.r1 = taken;
            for (int i = consumed; i < 2; i++) {
                r.r1 += Weighed.of(chunk.take(i));
            }
        }
    }

    /** The batch is published before it lies in the ring. */
    @JCStressTest
    @Outcome(id = "11", expect = Expect.ACCEPTABLE, desc = "Each once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost, and must be seen here.")
    @State
    public static class PublishFirstControl {
        private final Ring ring = new Ring(4, 0);
        private int stolen;

        @Actor
        public void worker() {
            ring.publish(2);
            ring.stage(-2, Weighed.ONE);
            ring.stage(-1, Weighed.TEN);
        }

        @Actor
        public void thief() {
            try {
                stolen = steal(ring);
            } catch (AssertionError emptySlot) {
                stolen = 0;
            }
        }

        @Arbiter
        public void rest(I_Result r) {
            r.r1 = stolen + Weighed.drain(ring);
        }
    }

    /** The workers do not ask who is the consumer. */
    @JCStressTest
    @Outcome(id = "111", expect = Expect.ACCEPTABLE, desc = "Each once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Doubled or lost, and must be seen here.")
    @State
    public static class NoLockControl {
        private final Stripe stripe = holding(3);
        private final Ring ring = new Ring(4, 0);
        private final Ring otherRing = new Ring(4, 0);
        private int taken;
        private int alsoTaken;

        @Actor
        public void one() {
            stripe.moveTo(ring, 2);
            taken = Weighed.drain(ring);
        }

        @Actor
        public void other() {
            stripe.moveTo(otherRing, 2);
            alsoTaken = Weighed.drain(otherRing);
        }

        @Arbiter
        public void rest(I_Result r) {
            r.r1 = taken + alsoTaken + Weighed.drain(stripe);
        }
    }
}
