package io.perftoolkit.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A clock that is read from memory and set now and then, for caches whose hits must not pay for the system's clock: those
 * with phases, or with ends that uses move. Where entries only {@linkplain CacheBuilder#expireAfterWrite expire after they
 * were written}, hits hardly ever read the clock anyway. One serves many caches.
 *
 * {@snippet class="io.perftoolkit.cache.CacheExample" region="coarse"}
 *
 * <p>Thread-safe. It is late by its period at most, and by as much as the scheduler is: an entry may be served so long
 * after its end, so give it a scheduler whose tasks are short. It is never early, and never goes back. Once closed it
 * reads the system's clock, so a cache that still uses it stays right and becomes slower.
 *
 * @see CacheBuilder#ticker
 * @since 0.1
 */
public final class CoarseTicker implements LongSupplier, AutoCloseable {
    /*
     * Ordering: the time guards no other data, so opaque accesses suffice: every reader sees the newest time eventually, and
     * none sees an older one after a newer one. One task at a time sets it, and close() lowers nothing (CoarseTickerTest).
     */
    private static final VarHandle NOW;

    static {
        try {
            NOW = MethodHandles.lookup().findVarHandle(CoarseTicker.class, "now", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final LongSupplier exact;
    private final Future<?> task;

    @SuppressWarnings("unused") // by NOW
    private long now;

    private volatile boolean closed;

    /** With another clock, for tests. */
    CoarseTicker(Duration period, ScheduledExecutorService scheduler, LongSupplier exact) {
        long nanos = Objects.requireNonNull(period, "period").toNanos();
        if (nanos <= 0) {
            throw new IllegalArgumentException("period must be positive: " + period);
        }
        this.exact = exact;
        this.now = exact.getAsLong();
        this.task = scheduler.scheduleAtFixedRate(this::set, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Starts a clock, with no thread of its own.
     *
     * @param period how often it is set, positive; a millisecond is usual
     * @param scheduler sets it; stays the caller's, who closes the clock before it
     * @return the clock
     * @throws IllegalArgumentException if the period is not positive
     */
    public static CoarseTicker every(Duration period, ScheduledExecutorService scheduler) {
        return new CoarseTicker(period, scheduler, System::nanoTime);
    }

    private void set() {
        NOW.setOpaque(this, exact.getAsLong());
    }

    /**
     * The time it was set to last.
     *
     * @return nanoseconds of {@link System#nanoTime}
     */
    @Override
    public long getAsLong() {
        return closed ? exact.getAsLong() : (long) NOW.getOpaque(this);
    }

    /** Sets it no more. Closing again does nothing. */
    @Override
    public void close() {
        closed = true;
        task.cancel(false);
    }
}
