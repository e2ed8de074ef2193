package io.perftoolkit.admission;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** At the border of two windows no sample is lost, and none is counted in both. */
public class WatchStress {
    private static final Samples NO_SAMPLES = new Samples(1_000_000);
    private static final Tally TALLY = new Tally(new Lockers());
    private static final Patience PATIENCE = new Patience(1_000_000, NO_SAMPLES.read(0), 0);

    /** Adds up windows by plain reads and writes, as the one who looks may. */
    private static final class Windows implements Governor {
        final AtomicInteger recorded = new AtomicInteger();
        private int seen;
        int inWindows;

        @Override
        public int look(long nowNanos, Samples.Reading all) {
            int now = recorded.get();
            inWindows += now - seen;
            seen = now;
            return 1;
        }

        @Override
        public void hold(long untilNanos) {}

        @Override
        public long nextLookNanos() {
            return 0;
        }

        @Override
        public AdmissionStats.Steering stats() {
            return AdmissionStats.Steering.NONE;
        }
    }

    /** Two record and then look, of whom one finds the other looking or its window closed. */
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "Each sample is in one window.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A sample was lost, or is in two windows.")
    @State
    public static class WindowClose {
        private final Windows windows = new Windows();
        private final Watch watch = new Watch(NO_SAMPLES, TALLY, PATIENCE, windows, 1, 0);

        @Actor
        public void one() {
            windows.recorded.incrementAndGet();
            watch.look(1);
        }

        @Actor
        public void other() {
            windows.recorded.incrementAndGet();
            watch.look(2);
        }

        @Arbiter
        public void last(I_Result r) {
            watch.look(3);
            r.r1 = windows.inWindows;
        }
    }

    /** Whoever comes closes the window, without asking whether another one does. */
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "Each sample is in one window.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost or counted twice, and must be seen here.")
    @State
    public static class EverybodyLooksControl {
        private final Windows windows = new Windows();
        private static final Samples.Reading UNUSED = NO_SAMPLES.read(0);

        @Actor
        public void one() {
            windows.recorded.incrementAndGet();
            windows.look(1, UNUSED);
        }

        @Actor
        public void other() {
            windows.recorded.incrementAndGet();
            windows.look(2, UNUSED);
        }

        @Arbiter
        public void last(I_Result r) {
            windows.look(3, UNUSED);
            r.r1 = windows.inWindows;
        }
    }
}
