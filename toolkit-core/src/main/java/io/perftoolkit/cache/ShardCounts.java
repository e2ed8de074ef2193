package io.perftoolkit.cache;

/** How many values left a shard because the cache wanted it, and what they weighed. Under the lock of the shard. */
abstract class ShardCounts extends ShardLock {
    private long evicted;
    private long evictedWeight;
    private long expired;
    private long expiredWeight;
    private long refused;
    private long refusedWeight;
    private long lockedReads;

    ShardCounts(Slots slots, Expert expert) {
        super(slots, expert);
    }

    final void count(RemovalCause cause, long weight) {
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

    final long evicted() {
        return evicted;
    }

    final void countLockedRead() {
        lockedReads++;
    }

    /** The sum of these counts and others. */
    final TableStats addTo(TableStats sum) {
        return new TableStats(
                sum.evicted() + evicted,
                sum.evictedWeight() + evictedWeight,
                sum.expired() + expired,
                sum.expiredWeight() + expiredWeight,
                sum.refused() + refused,
                sum.refusedWeight() + refusedWeight,
                sum.switches(),
                sum.lockedReads() + lockedReads);
    }
}
