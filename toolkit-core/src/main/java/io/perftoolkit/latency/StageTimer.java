package io.perftoolkit.latency;

import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Times the stages of one piece of work, one after the other, with one clock reading for each.
 *
 * <p>The reading that ends a stage starts the next. So the stages add up to the whole, and a stage costs one reading
 * where a start and an end would cost two. Reusable, and allocates nothing once it exists: keep one for each connection
 * or request. Not thread-safe; it may move between threads that hand it over safely.
 *
 * {@snippet class="io.perftoolkit.latency.LatencyRecorderExample" region="stages"}
 *
 * @since 0.1
 */
public final class StageTimer {
    private final @Nullable LongSupplier ticker;
    private boolean running;
    private long startNanos;
    private long lastNanos;

    /** Creates a timer that reads {@link System#nanoTime()}. */
    public StageTimer() {
        this.ticker = null;
    }

    /**
     * Creates a timer.
     *
     * @param ticker a monotonic clock in nanoseconds
     */
    public StageTimer(LongSupplier ticker) {
        this.ticker = Objects.requireNonNull(ticker, "ticker");
    }

    /** Starts the first stage now; what was running is forgotten. */
    public void start() {
        start(now());
    }

    /**
     * Starts the first stage at a reading that was taken before, such as the arrival of the request.
     *
     * @param startedNanos a reading of the same clock
     */
    public void start(long startedNanos) {
        startNanos = startedNanos;
        lastNanos = startedNanos;
        running = true;
    }

    /**
     * Ends the running stage, records it, and starts the next.
     *
     * @param recorder takes the time of the stage that ended
     * @throws IllegalStateException if no stage is running
     */
    public void next(LatencyRecorder recorder) {
        if (!running) {
            throw new IllegalStateException("no stage is running: start() comes first");
        }
        long now = now();
        recorder.record(now - lastNanos);
        lastNanos = now;
    }

    /**
     * Ends the last stage and records it.
     *
     * @param recorder takes the time of the stage that ended
     * @return the time from the start to now, in nanoseconds: the sum of all stages
     * @throws IllegalStateException if no stage is running
     */
    public long end(LatencyRecorder recorder) {
        next(recorder);
        running = false;
        return lastNanos - startNanos;
    }

    private long now() {
        return ticker == null ? System.nanoTime() : ticker.getAsLong();
    }
}
