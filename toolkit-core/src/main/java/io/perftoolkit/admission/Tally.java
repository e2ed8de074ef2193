package io.perftoolkit.admission;

import io.perftoolkit.count.CounterGroup;
import io.perftoolkit.count.StripedCounter;
import java.util.EnumMap;
import java.util.Map;

/** What has happened, counted. */
final class Tally {
    /*
     * Invariant: a reading never finds more ended than started. Outcomes are read first: whoever is among them has been counted as started
     * before, and is in the later reading of those (AdmissionSumsTest.stats_whileThreadsWork_staysConsistent).
     */

    private static final Priority[] LANES = {Priority.CRITICAL, Priority.NORMAL, Priority.SHEDDABLE};
    private static final Permit.Outcome[] OUTCOMES = Permit.Outcome.values();
    private static final OverloadedException.Reason[] REASONS = OverloadedException.Reason.values();

    private final Lockers lockers;
    private final CounterGroup ended = new CounterGroup(OUTCOMES.length);
    private final CounterGroup started = new CounterGroup(Priority.LANES);
    private final CounterGroup refused = new CounterGroup(REASONS.length * Priority.LANES);
    private final StripedCounter expired = new StripedCounter();
    private final StripedCounter cancelled = new StripedCounter();
    private final StripedCounter streamsRefused = new StripedCounter();

    Tally(Lockers lockers) {
        this.lockers = lockers;
    }

    /** The number of this start in the lane, among the calling thread's own; 0 if it has no locker. */
    long started(int locker, int lane) {
        if (locker != Lockers.NONE) {
            return lockers.started(locker, lane);
        }
        started.counter(lane).increment();
        return 0;
    }

    void ended(int locker, int outcome) {
        if (locker != Lockers.NONE) {
            lockers.ended(locker, outcome);
        } else {
            ended.counter(outcome).increment();
        }
    }

    /** The commonest refusal: the limit is reached, and nobody may wait. */
    void refusedByLimit(int locker, int lane) {
        if (locker != Lockers.NONE) {
            lockers.refused(locker, lane);
        } else {
            refused(OverloadedException.Reason.LIMIT, lane);
        }
    }

    void refused(OverloadedException.Reason reason, int lane) {
        refused.counter(reason.cell * Priority.LANES + lane).increment();
    }

    /** Answers so far; what failed or was ignored is none. */
    long answered() {
        long[] sums = endedSums();
        return sums[Permit.Outcome.SUCCEEDED.cell] + sums[Permit.Outcome.DROPPED.cell];
    }

    /** By lane. */
    long[] startedSums() {
        long[] sums = started.sums();
        lockers.addStarted(sums);
        return sums;
    }

    /** By lane: refused although their cohort is served. */
    long[] refusedAlthoughServed() {
        long[] sums = refusedSums();
        long[] byLane = new long[Priority.LANES];
        for (int cell = 0; cell < OverloadedException.Reason.COHORT.cell * Priority.LANES; cell++) {
            byLane[cell % Priority.LANES] += sums[cell];
        }
        return byLane;
    }

    private long[] refusedSums() {
        long[] sums = refused.sums();
        lockers.addRefused(sums, OverloadedException.Reason.LIMIT.cell * Priority.LANES);
        return sums;
    }

    private long[] endedSums() {
        long[] sums = ended.sums();
        lockers.addEnded(sums);
        return sums;
    }

    void expired() {
        expired.increment();
    }

    void cancelled() {
        cancelled.increment();
    }

    void streamRefused() {
        streamsRefused.increment();
    }

    long expiredSum() {
        return expired.sum();
    }

    long cancelledSum() {
        return cancelled.sum();
    }

    long streamsRefusedSum() {
        return streamsRefused.sum();
    }

    Map<Permit.Outcome, Long> outcomes() {
        long[] sums = endedSums();
        Map<Permit.Outcome, Long> outcomes = new EnumMap<>(Permit.Outcome.class);
        for (Permit.Outcome outcome : OUTCOMES) {
            outcomes.put(outcome, sums[outcome.cell]);
        }
        return outcomes;
    }

    Map<Priority, Long> startedByLane() {
        return byLane(startedSums(), 0);
    }

    Map<OverloadedException.Reason, Map<Priority, Long>> refusedByReason() {
        long[] sums = refusedSums();
        Map<OverloadedException.Reason, Map<Priority, Long>> byReason = new EnumMap<>(OverloadedException.Reason.class);
        for (OverloadedException.Reason reason : REASONS) {
            byReason.put(reason, byLane(sums, reason.cell * Priority.LANES));
        }
        return byReason;
    }

    private static Map<Priority, Long> byLane(long[] sums, int from) {
        Map<Priority, Long> byLane = new EnumMap<>(Priority.class);
        for (Priority lane : LANES) {
            byLane.put(lane, sums[from + lane.lane]);
        }
        return byLane;
    }
}
