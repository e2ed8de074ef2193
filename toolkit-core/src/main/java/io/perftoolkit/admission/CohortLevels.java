package io.perftoolkit.admission;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Up to which cohort each lane is served. The level falls by the share that is refused for other reasons, so that soon hardly any is,
 * and rises while none is.
 */
final class CohortLevels {
    /*
     * Invariant: one thread at a time moves the levels; the flag is taken and given back with volatile semantics. Whoever reads a level
     * meanwhile gets the one before, or the one after.
     */

    private static final long WINDOW_NANOS = 200_000_000;
    private static final int LEAST_SAMPLES = 20;
    private static final double TOLERATED = 0.02;

    private final Tally tally;
    private final AtomicIntegerArray levels = new AtomicIntegerArray(Priority.LANES);
    private final AtomicBoolean looking = new AtomicBoolean();
    private final long[] startedBefore = new long[Priority.LANES];
    private final long[] refusedBefore = new long[Priority.LANES];
    private volatile long nextLookNanos;

    CohortLevels(Tally tally, long nowNanos) {
        this.tally = tally;
        for (int lane = 0; lane < Priority.LANES; lane++) {
            levels.set(lane, Cohort.COUNT);
        }
        nextLookNanos = nowNanos + WINDOW_NANOS;
    }

    boolean serves(int lane, int cohort, long nowNanos) {
        if (nowNanos - nextLookNanos >= 0 && looking.compareAndSet(false, true)) {
            try {
                look(nowNanos);
            } finally {
                looking.set(false);
            }
        }
        return cohort < levels.get(lane);
    }

    private void look(long nowNanos) {
        if (nowNanos - nextLookNanos < 0) {
            return; // another thread has just looked
        }
        nextLookNanos = nowNanos + WINDOW_NANOS;
        long[] startedNow = tally.startedSums();
        long[] refusedNow = tally.refusedAlthoughServed();
        for (int lane = 0; lane < Priority.LANES; lane++) {
            long started = startedNow[lane] - startedBefore[lane];
            long refused = refusedNow[lane] - refusedBefore[lane];
            if (refused == 0 || started + refused >= LEAST_SAMPLES) {
                startedBefore[lane] = startedNow[lane];
                refusedBefore[lane] = refusedNow[lane];
                levels.set(lane, next(levels.get(lane), started, refused));
            } // else too few to tell: the window goes on
        }
    }

    private static int next(int level, long started, long refused) {
        double share = refused == 0 ? 0 : (double) refused / (started + refused);
        return share > TOLERATED
                ? Math.max(1, (int) (level * (1 - share)))
                : Math.min(Cohort.COUNT, level + Math.max(1, level / 32));
    }
}
