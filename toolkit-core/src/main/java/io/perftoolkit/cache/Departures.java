package io.perftoolkit.cache;

/** How many values left a shard because the cache wanted it, and what they weighed. Under the lock of the shard. */
final class Departures {
    private long evicted;
    private long evictedWeight;
    private long expired;
    private long expiredWeight;
    private long refused;
    private long refusedWeight;
    private long lockedReads;

    long evicted() {
        return evicted;
    }

    void count(RemovalCause cause, long weight) {
        switch (cause) {
            case SIZE -> {
                evicted++;
                evictedWeight += weight;
            }
            case EXPIRED -> {
                expired++;
                expiredWeight += weight;
            }
            case REFUSED -> {
                refused++;
                refusedWeight += weight;
            }
            case EXPLICIT, REPLACED -> {
                // The wish of a caller, who counts them.
            }
        }
    }

    void countLockedRead() {
        lockedReads++;
    }

    void add(Departures other) {
        evicted += other.evicted;
        evictedWeight += other.evictedWeight;
        expired += other.expired;
        expiredWeight += other.expiredWeight;
        refused += other.refused;
        refusedWeight += other.refusedWeight;
        lockedReads += other.lockedReads;
    }

    TableStats toStats(long switches) {
        return new TableStats(
                evicted, evictedWeight, expired, expiredWeight, refused, refusedWeight, switches, lockedReads);
    }
}
