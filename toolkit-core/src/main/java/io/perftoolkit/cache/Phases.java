package io.perftoolkit.cache;

import io.perftoolkit.cache.Freshness.Phase;

/** When the phases of a value end: nanoseconds of the cache's ticker, or {@link Table#NEVER}. Immutable. */
class Phases {
    final long refreshAt;
    final long staleAt;
    final long onErrorAt;
    final long deadAt;

    Phases(long refreshAt, long staleAt, long onErrorAt, long deadAt) {
        this.refreshAt = refreshAt;
        this.staleAt = staleAt;
        this.onErrorAt = onErrorAt;
        this.deadAt = deadAt;
    }

    /** Whether the value is fresh until it is dead, so that the time of its end says all. */
    final boolean areOne() {
        return refreshAt == deadAt;
    }

    final Phase at(long now) {
        if (!Deadlines.isPast(staleAt, now)) {
            return Phase.FRESH;
        }
        if (!Deadlines.isPast(onErrorAt, now)) {
            return Phase.STALE;
        }
        return Deadlines.isPast(deadAt, now) ? Phase.DEAD : Phase.ON_ERROR;
    }
}
