package io.perftoolkit.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A time that has not come yet. What ends after it has not ended, so a look-up that finds such an entry need not ask what
 * time it is, which can cost more than the look-up.
 *
 * <p>Thread-safe. Nothing is scheduled while nobody looks, so it needs no closing; a task of the JDK's timer keeps this
 * object for a quarter of its margin, but not the cache.
 */
final class Horizon {
    /*
     * Invariant: while there is a horizon, the clock has not passed it. It is set a margin ahead of the clock, by a hit
     * that had to read the clock, and the timer takes it back after a quarter of the margin. So an entry is served after
     * its end only if the timer's thread, or the one that set the horizon, stood still for three quarters of the margin,
     * and then until it runs again (HorizonTest, CacheFuzzTest). Entries that end within the margin are compared with the
     * clock, at each look-up.
     *
     * Ordering: the horizon guards no other data, and it is good from its setting on until it is taken back, whatever is
     * read before or behind it: opaque accesses suffice. The compare-and-set lets one thread alone set it, so for each
     * one that is set one task takes it back.
     */

    /** The part of a life that the clock is read in, as a shift: a 64th. */
    private static final int MARGIN_SHIFT = 6;

    /** A timer is hardly ever late by a large part of this. */
    private static final long SHORTEST_MARGIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A task of the timer lasts for a quarter of this. */
    private static final long LONGEST_MARGIN_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final int TAKEN_BACK_SHIFT = 2;

    /** There is no horizon. No deadline has this word, see {@link Deadlines#after}. */
    private static final long NONE = 0;

    private static final VarHandle AHEAD;

    static {
        try {
            AHEAD = MethodHandles.lookup().findVarHandle(Horizon.class, "ahead", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long marginNanos;
    private final Later timer;

    @SuppressWarnings("unused") // by AHEAD
    private long ahead = NONE;

    private Horizon(long marginNanos, Later timer) {
        this.marginNanos = marginNanos;
        this.timer = timer;
    }

    /**
     * The horizon of a cache whose entries live for a fixed time, or null if they live so short that a late timer would
     * matter.
     *
     * @param timer runs what takes a moment, on a thread that does nothing else
     */
    static @Nullable Horizon of(long lifeNanos, Later timer) {
        long margin = lifeNanos >> MARGIN_SHIFT;
        return margin < SHORTEST_MARGIN_NANOS ? null : new Horizon(Math.min(margin, LONGEST_MARGIN_NANOS), timer);
    }

    /** Looks a key up; null if there is no value, or if only the clock can tell whether it has expired. */
    @Nullable
    Object get(Table<?, Object> table, Object key, int hash) {
        long ahead = (long) AHEAD.getOpaque(this);
        return ahead == NONE ? null : table.get(key, hash, ahead);
    }

    /** The clock was read for a hit: the next ones shall not need it. */
    void read(long now) {
        if ((long) AHEAD.getOpaque(this) == NONE) {
            set(Deadlines.after(now, marginNanos));
        }
    }

    private void set(long next) {
        if (!AHEAD.compareAndSet(this, NONE, next)) {
            return;
        }
        boolean armed = false;
        try {
            timer.after(marginNanos >> TAKEN_BACK_SHIFT, this::takeBack);
            armed = true;
        } finally {
            if (!armed) {
                takeBack();
            }
        }
    }

    private void takeBack() {
        AHEAD.setOpaque(this, NONE);
    }
}
