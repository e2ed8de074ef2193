package io.perftoolkit.cache;

import java.time.Duration;
import java.util.Objects;

/**
 * How long a value is good, and what it is good for after that.
 *
 * <p>A value is <b>fresh</b> first; then <b>stale</b>: served at once, while one refresh runs in the background; then kept
 * <b>on error</b>: loaded anew before anyone gets it, and served only if that fails; then <b>dead</b>. Each phase may be
 * empty. A cache without a loader serves fresh and stale values only.
 *
 * {@snippet class="io.perftoolkit.cache.CacheExample" region="freshness"}
 *
 * @param fresh how long the value is served without a thought, positive
 * @param ahead how long before the end of {@code fresh} the first read starts a refresh, so that a value in use never
 *     becomes stale; zero for no such refresh
 * @param stale how long after that the value is served while it is refreshed
 * @param onError how long after that the value is served if it cannot be loaded
 * @since 0.1
 */
public record Freshness(Duration fresh, Duration ahead, Duration stale, Duration onError) {
    /** Never anything but fresh. */
    public static final Freshness FOREVER = of(Duration.ofDays(36_500));

    /**
     * Checks the phases.
     *
     * @param fresh how long the value is served without a thought, positive
     * @param ahead how long before the end of {@code fresh} the first read starts a refresh
     * @param stale how long after that the value is served while it is refreshed
     * @param onError how long after that the value is served if it cannot be loaded
     * @throws IllegalArgumentException if {@code fresh} is not positive, another is negative, or {@code ahead} is longer
     *     than {@code fresh}
     */
    public Freshness {
        Objects.requireNonNull(stale, "stale");
        Objects.requireNonNull(onError, "onError");
        if (fresh.isZero() || fresh.isNegative()) {
            throw new IllegalArgumentException("fresh must be positive: " + fresh);
        }
        if (ahead.isNegative() || ahead.compareTo(fresh) > 0) {
            throw new IllegalArgumentException("ahead must be between zero and fresh, " + fresh + ": " + ahead);
        }
        if (stale.isNegative()) {
            throw new IllegalArgumentException("stale must not be negative: " + stale);
        }
        if (onError.isNegative()) {
            throw new IllegalArgumentException("onError must not be negative: " + onError);
        }
    }

    /**
     * Fresh for a while, then dead.
     *
     * @param fresh how long, positive
     * @return the freshness
     */
    public static Freshness of(Duration fresh) {
        return new Freshness(fresh, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    /**
     * The same, with a refresh before the value stops being fresh.
     *
     * @param ahead how long before
     * @return the freshness
     */
    public Freshness refreshAhead(Duration ahead) {
        return new Freshness(fresh, ahead, stale, onError);
    }

    /**
     * The same, with a time of being served while a refresh runs.
     *
     * @param stale how long
     * @return the freshness
     */
    public Freshness staleFor(Duration stale) {
        return new Freshness(fresh, ahead, stale, onError);
    }

    /**
     * The same, with a time of being served only when loading fails.
     *
     * @param onError how long
     * @return the freshness
     */
    public Freshness onErrorFor(Duration onError) {
        return new Freshness(fresh, ahead, stale, onError);
    }

    /** Whether an entry must remember more than the time of its end. */
    boolean hasPhases() {
        return !(ahead.isZero() && stale.isZero() && onError.isZero());
    }

    /** What an entry is good for at a moment. */
    public enum Phase {
        /** Served. */
        FRESH,
        /** Served, and refreshed in the background. */
        STALE,
        /** Served only if it cannot be loaded. */
        ON_ERROR,
        /** Not served any more. */
        DEAD
    }
}
