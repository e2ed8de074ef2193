package io.perftoolkit.cache;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The last waiter of a load leaves while another one comes: nobody waits for a load that was ended. */
public class AbandonStress {
    @JCStressTest
    @Outcome(
            id = {"true, false", "false, true"},
            expect = Expect.ACCEPTABLE,
            desc = "The load ends and takes nobody in, or goes on for the one who came.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "It ends under the one who came, or goes on for nobody.")
    @State
    public static class JoinAgainstLeave {
        private final Flight<Integer, String> flight =
                new Flight<>(new Flights<>(), 1, 1, Flight.Kind.LOAD, null, true);

        @Actor
        public void leaver(ZZ_Result r) {
            r.r1 = flight.leave();
        }

        @Actor
        public void joiner(ZZ_Result r) {
            r.r2 = flight.join();
        }
    }

    /** The count looked at, and changed afterwards. */
    @JCStressTest
    @Outcome(
            id = {"true, false", "false, true"},
            expect = Expect.ACCEPTABLE,
            desc = "The load ends and takes nobody in, or goes on for the one who came.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "It ends under the one who came, as it must here.")
    @State
    public static class LoadThenStoreControl {
        private final AtomicInteger waiters = new AtomicInteger(1);

        @Actor
        public void leaver(ZZ_Result r) {
            if (waiters.get() == 1) {
                waiters.set(-1);
                r.r1 = true;
            } else {
                waiters.set(waiters.get() - 1);
            }
        }

        @Actor
        public void joiner(ZZ_Result r) {
            if (waiters.get() != -1) {
                waiters.set(waiters.get() + 1);
                r.r2 = true;
            }
        }
    }
}
