package io.perftoolkit.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A monotonic clock that stands still until the test moves it.
 *
 * <p>Stands wherever a part takes a ticker ({@link LongSupplier}, nanoseconds with an arbitrary origin, as
 * {@link System#nanoTime()}). Thread-safe; a reading is one volatile load.
 *
 * <p>It knows nobody who reads it: a {@link ManualExecutor} looks at its ticker whenever it is asked what is due, so a
 * task becomes runnable as soon as the ticker has moved, whoever moved it.
 *
 * {@snippet class="io.perftoolkit.testkit.FakeTickerExample" region="wall"}
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
     * A wall clock that moves with this ticker: what a part takes beside a ticker when it writes times down.
     *
     * @param start what the wall clock says now, at the present reading of the ticker
     * @return a thread-safe clock that says {@code start} plus what this ticker moves from here on
     */
    public InstantSource wallClock(Instant start) {
        Objects.requireNonNull(start, "start");
        long origin = getAsLong();
        return () -> start.plusNanos(getAsLong() - origin);
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
