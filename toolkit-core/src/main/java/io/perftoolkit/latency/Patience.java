package io.perftoolkit.latency;

import java.util.concurrent.locks.LockSupport;

/** How to wait for another thread that is nanoseconds from done, unless the scheduler has stopped it. */
final class Patience {
    /** After so many rounds, about a second, the other thread is taken to be stopped for good. */
    static final int ROUNDS = 20_000;

    private static final int SPINS = 64;
    private static final int YIELDS = 256;
    private static final long PARK_NANOS = 50_000;

    private Patience() {}

    @SuppressWarnings("ThreadPriorityCheck") // only a hint: nothing depends on who runs next
    static void pause(int round) {
        if (round < SPINS) {
            for (int i = 1 << Math.min(round, 5); i > 0; i--) {
                Thread.onSpinWait();
            }
        } else if (round < YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(PARK_NANOS);
        }
    }
}
