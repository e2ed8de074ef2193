package io.perftoolkit.task;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A stripe is closed while a task is offered: who closes it knows of every task that is accepted. */
public class StripeStress {
    @JCStressTest
    @Outcome(
            id = {"1, 1", "0, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "Accepted and seen, or refused.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Accepted, and nobody will look for it.")
    @State
    public static class OfferAgainstClose {
        private final Stripe stripe = new Stripe(null);

        @Actor
        public void producer(II_Result r) {
            r.r1 = stripe.offer(Weighed.ONE) >= 0 ? 1 : 0;
        }

        @Actor
        public void closer(II_Result r) {
            stripe.close();
            r.r2 = (int) stripe.depth();
        }
    }

    /** The producer looks at a flag first. */
    @JCStressTest
    @Outcome(
            id = {"1, 1", "0, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "Accepted and seen, or refused.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Accepted, and nobody looks for it: must be seen here.")
    @State
    public static class FlagFirstControl {
        private final AtomicInteger depth = new AtomicInteger();
        private volatile boolean closed;

        @Actor
        public void producer(II_Result r) {
            if (!closed) {
                depth.incrementAndGet();
                r.r1 = 1;
            }
        }

        @Actor
        public void closer(II_Result r) {
            closed = true;
            r.r2 = depth.get();
        }
    }
}
