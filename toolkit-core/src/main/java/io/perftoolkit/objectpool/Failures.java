package io.perftoolkit.objectpool;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** How the factory has failed, and when it is tried again. Under the lock of the workshop, except for the count. */
final class Failures {
    private static final long FIRST_PAUSE_NANOS = 1_000_000;
    private static final int MOST_DOUBLINGS = 10;

    private int inARow;
    private long retryNanos;
    private @Nullable Throwable last;
    private volatile long count;

    long count() {
        return count;
    }

    boolean isFailing() {
        return inARow > 0;
    }

    boolean isPausing(long nowNanos) {
        return inARow > 0 && nowNanos - retryNanos < 0;
    }

    /** The last failure, if there has been one since the count stood so and none has been made good. */
    @Nullable
    Throwable since(long before) {
        return count == before ? null : last;
    }

    /**
     * Answers the pause before the next attempt: a millisecond, doubled with each failure up to a second, and shortened by up
     * to a half at random, so that pools do not try in step.
     */
    @SuppressWarnings({"NonAtomicVolatileUpdate", "NonAtomicOperationOnVolatileField"}) // under the lock
    long add(Throwable failure, long nowNanos) {
        long longest = FIRST_PAUSE_NANOS << Math.min(inARow, MOST_DOUBLINGS);
        long pause = longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
        inARow++;
        count++;
        last = failure;
        retryNanos = nowNanos + pause;
        return pause;
    }

    /** Answers whether it had failed before. */
    boolean recover() {
        boolean failed = inARow > 0;
        inARow = 0;
        last = null;
        return failed;
    }
}
