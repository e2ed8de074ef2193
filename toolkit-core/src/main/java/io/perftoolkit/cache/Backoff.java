package io.perftoolkit.cache;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * How long to wait after a failure before the next try: doubling, up to a limit, and never twice the same, so that the
 * entries that failed together do not come back together.
 */
final class Backoff {
    static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int DOUBLINGS = 7; // 100 ms doubled seven times is beyond the limit

    private final DoubleSupplier random;

    Backoff() {
        this(() -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * Creates one for a test.
     *
     * @param random from 0 to below 1
     */
    Backoff(DoubleSupplier random) {
        this.random = random;
    }

    /** The wait after so many failures in a row: between half of the doubled time and all of it. */
    long nanos(int failures) {
        long full = Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(failures - 1, DOUBLINGS));
        long half = full / 2;
        return half + (long) (half * random.getAsDouble());
    }
}
