package io.perftoolkit.objectpool;

import io.perftoolkit.latency.LatencySnapshot;

/**
 * What a pool holds and what it has counted since it was built.
 *
 * <p>The sums agree in every reading: {@code borrowed = returned + thrownAway + out}. Figures that stand for the present are taken slot by
 * slot while borrowers come and go.
 *
 * @param capacity how many objects there may be
 * @param idle objects that could be lent now
 * @param out leases that are not closed
 * @param making objects that the factory is making
 * @param waiting borrowers that wait
 * @param borrowed leases that have begun
 * @param returned leases whose object was given back
 * @param thrownAway leases whose object was thrown away, because the work had failed or was cancelled, or the lease was lost
 * @param missed calls of {@code tryBorrow} that got nothing
 * @param exhausted waits that the longest wait ended
 * @param outOfTime waits that a deadline ended
 * @param interrupted waits that an interrupt or a cancelled stage ended
 * @param failed waits that a failure of the factory ended
 * @param created objects made
 * @param destroyed objects let go
 * @param creationFailures failures of the factory
 * @param callbackFailures failures of reset, validate, destroy and listeners
 * @param invalid objects that were found invalid
 * @param expired objects that were too old, or idle for too long
 * @param leaked leases that were out for too long
 * @param lost leases that became garbage without having been closed
 * @param lateWakeUps how often a waiter found an object that it should have been woken for; expected to stay zero
 * @param waits how long those have waited who had to, whatever came of it; who got an object at once is not in it
 * @since 0.1
 */
public record ObjectPoolStats(
        int capacity,
        int idle,
        int out,
        int making,
        int waiting,
        long borrowed,
        long returned,
        long thrownAway,
        long missed,
        long exhausted,
        long outOfTime,
        long interrupted,
        long failed,
        long created,
        long destroyed,
        long creationFailures,
        long callbackFailures,
        long invalid,
        long expired,
        long leaked,
        long lost,
        long lateWakeUps,
        LatencySnapshot waits) {

    /** The counts first: a lease that ends meanwhile is then in the epochs at least. */
    static ObjectPoolStats of(Exchange<?> exchange) {
        long[] sums = exchange.counts.sums();
        Census census = exchange.census();
        long thrownAway = sums[0];
        return new ObjectPoolStats(
                exchange.workshop.capacity(),
                census.idle,
                census.out,
                census.making,
                census.waiting,
                census.ended + census.out,
                census.ended - thrownAway,
                thrownAway,
                sums[1],
                sums[2],
                sums[3],
                sums[4],
                sums[5],
                sums[6],
                sums[7],
                sums[8],
                sums[9],
                sums[10],
                sums[11],
                sums[12],
                sums[13],
                sums[14],
                exchange.waits.snapshot());
    }
}
