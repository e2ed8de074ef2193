package io.perftoolkit.cache;

/**
 * What a table did of its own accord.
 *
 * @param evicted values that went for want of room
 * @param evictedWeight what they weighed
 * @param expired values whose time was over
 * @param expiredWeight what they weighed
 * @param refused values heavier than the bound
 * @param refusedWeight what they weighed
 * @param switches how often the steering policy has changed
 * @param lockedReads reads that met writers again and again, and waited for the lock
 */
record TableStats(
        long evicted,
        long evictedWeight,
        long expired,
        long expiredWeight,
        long refused,
        long refusedWeight,
        long switches,
        long lockedReads) {}
