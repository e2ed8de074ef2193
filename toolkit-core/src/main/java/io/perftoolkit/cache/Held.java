package io.perftoolkit.cache;

import org.jspecify.annotations.Nullable;

/**
 * A value together with the times of its phases. Only caches that have such phases wrap their values.
 *
 * <p>Thread-safe: all but the last failure and what its uses change is fixed. It is itself the phases that it was written
 * with, so that a value whose uses change nothing needs no second object.
 */
final class Held<V> extends Phases {
    /*
     * Ordering: `failure` and `renewed` are immutable objects behind volatile references, so the parts of each fit
     * together. `touched` is written racily and plainly; a lost write costs one more write.
     *
     * Layout: HeldLayoutTest.
     */

    final V value;
    final long written;

    private volatile @Nullable Failure failure;
    private volatile @Nullable Phases renewed;
    private long touched;

    Held(V value, long written, Phases phases) {
        super(phases.refreshAt, phases.staleAt, phases.onErrorAt, phases.deadAt);
        this.value = value;
        this.written = written;
        this.touched = written;
    }

    /** Those it was written with, or those that a use gave it since. */
    Phases phases() {
        Phases later = renewed;
        return later == null ? this : later;
    }

    /** Other phases, from a use on. */
    void renew(Phases later) {
        renewed = later;
    }

    Freshness.Phase phase(long now) {
        return phases().at(now);
    }

    /** Whether a read should start a refresh: it is time, and no failure says to wait. */
    boolean wantsRefresh(long now) {
        return Deadlines.isPast(phases().refreshAt, now) && !backsOff(now);
    }

    /** Whether loading failed so recently that it is not tried again yet. */
    boolean backsOff(long now) {
        Failure last = failure;
        return last != null && last.isResting(now);
    }

    @Nullable
    Failure failure() {
        return failure;
    }

    /** Remembers that loading failed; by the one flight of this key. */
    void failed(Throwable cause, long now, Backoff backoff) {
        failure = backoff.next(failure, cause, now);
    }

    /** How long after its last noted use it stops being fresh; {@link Table#NEVER} if it never does. */
    long freshNanos() {
        long staleAt = phases().staleAt;
        return staleAt == Table.NEVER ? Table.NEVER : staleAt - touched;
    }

    /** Whether a use is so long after the last noted one that it should be noted. */
    boolean touch(long now, long grainNanos) {
        if (now - touched <= grainNanos) {
            return false;
        }
        touched = now;
        return true;
    }
}
