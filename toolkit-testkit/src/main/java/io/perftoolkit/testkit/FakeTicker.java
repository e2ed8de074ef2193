package io.perftoolkit.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A monotonic clock that stands still until the test moves it.
 *
 * <p>Stands wherever a part takes a ticker ({@link LongSupplier}, nanoseconds with an arbitrary origin, as
 * {@link System#nanoTime()}). Thread-safe; a reading is one volatile load.
 *
 * @since 0.1
 */
public final class FakeTicker implements LongSupplier {
    private final AtomicLong nanos;

    /** Creates a ticker that stands at 0. */
    public FakeTicker() {
        this(0);
    }

    /**
     * Creates a ticker.
     *
     * @param startNanos where it stands first; {@code Long.MAX_VALUE} finds code that compares nanosecond times by
     *     {@code <} instead of by difference
     */
    public FakeTicker(long startNanos) {
        this.nanos = new AtomicLong(startNanos);
    }

    @Override
    public long getAsLong() {
        return nanos.get();
    }

    /**
     * Moves the clock forward; the sum may wrap, as {@link System#nanoTime()} may.
     *
     * @param step how far, not negative
     * @return the new reading
     * @throws IllegalArgumentException if {@code step} is negative: a monotonic clock never goes back
     * @throws ArithmeticException if {@code step} is longer than 2<sup>63</sup>-1 ns (292 years)
     */
    public long advance(Duration step) {
        if (step.isNegative()) {
            throw new IllegalArgumentException("step must not be negative: " + step);
        }
        return nanos.addAndGet(step.toNanos());
    }
}
