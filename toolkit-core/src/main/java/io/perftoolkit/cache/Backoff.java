package io.perftoolkit.cache;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait after a failure before the next try: doubling, up to a limit, and never twice the same, so that the
 * entries that failed together do not come back together.
 */
final class Backoff {
    static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final long firstNanos;
    private final long longestNanos;
    private final DoubleSupplier random;

    /** With the usual times. */
    Backoff() {
        this(FIRST_NANOS, LONGEST_NANOS, () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * With times of one's own.
     *
     * @param firstNanos the longest wait after one failure
     * @param longestNanos the longest wait after however many
     * @param random from 0 to below 1
     */
    Backoff(long firstNanos, long longestNanos, DoubleSupplier random) {
        this.firstNanos = firstNanos;
        this.longestNanos = longestNanos;
        this.random = random;
    }

    /** The longest wait there is. */
    long longestNanos() {
        return longestNanos;
    }

    /** The wait after so many failures in a row: between half of the doubled time and all of it. */
    long nanos(int failures) {
        int doublings = Math.min(failures - 1, Long.numberOfLeadingZeros(firstNanos) - 1);
        long full = Math.min(longestNanos, firstNanos << doublings);
        long half = full / 2;
        return half + (long) (half * random.getAsDouble());
    }

    /** The failure after another one, or after none. */
    Failure next(@Nullable Failure last, Throwable cause, long now) {
        int times = last == null ? 1 : last.times() + 1;
        return new Failure(cause, times, now + nanos(times));
    }
}
