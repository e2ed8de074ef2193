package io.perftoolkit.cache;

import org.jspecify.annotations.Nullable;

/**
 * A value together with the times of its phases. Only caches that have such phases wrap their values.
 *
 * <p>Thread-safe: all but the last failure and the last use is fixed.
 */
final class Held<V> {
    /*
     * Ordering: `failure` is an immutable object behind a volatile reference, so its parts fit together. `touched` is
     * written racily and plainly; a lost write costs one more write.
     */

    final V value;
    final long written;
    final long refreshAt;
    final long staleAt;
    final long onErrorAt;
    final long deadAt;

    private volatile @Nullable Failure failure;
    private long touched;

    /** All times are nanoseconds of the cache's ticker, or {@link Table#NEVER}. */
    Held(V value, long written, long refreshAt, long staleAt, long onErrorAt, long deadAt) {
        this.value = value;
        this.written = written;
        this.refreshAt = refreshAt;
        this.staleAt = staleAt;
        this.onErrorAt = onErrorAt;
        this.deadAt = deadAt;
        this.touched = written;
    }

    Freshness.Phase phase(long now) {
        if (!Deadlines.isPast(staleAt, now)) {
            return Freshness.Phase.FRESH;
        }
        if (!Deadlines.isPast(onErrorAt, now)) {
            return Freshness.Phase.STALE;
        }
        return Deadlines.isPast(deadAt, now) ? Freshness.Phase.DEAD : Freshness.Phase.ON_ERROR;
    }

    /** Whether a read should start a refresh: it is time, and no failure says to wait. */
    boolean wantsRefresh(long now) {
        return Deadlines.isPast(refreshAt, now) && !backsOff(now);
    }

    /** Whether loading failed so recently that it is not tried again yet. */
    boolean backsOff(long now) {
        Failure last = failure;
        return last != null && last.retryAt - now > 0;
    }

    @Nullable
    Failure failure() {
        return failure;
    }

    /** Remembers that loading failed; by the one flight of this key. */
    void failed(Throwable cause, long now, Backoff backoff) {
        Failure last = failure;
        int times = last == null ? 1 : last.times + 1;
        failure = new Failure(cause, times, now + backoff.nanos(times));
    }

    /** Whether a use is so long after the last noted one that it should be noted. */
    boolean touch(long now, long grainNanos) {
        if (now - touched <= grainNanos) {
            return false;
        }
        touched = now;
        return true;
    }

    /**
     * Why loading failed.
     *
     * @param cause what the loader threw last
     * @param times how often in a row
     * @param retryAt when it may be tried again
     */
    record Failure(Throwable cause, int times, long retryAt) {}
}
