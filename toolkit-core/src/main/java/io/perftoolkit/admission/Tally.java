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

    private final CounterGroup ended = new CounterGroup(OUTCOMES.length);
    private final CounterGroup started = new CounterGroup(Priority.LANES);
    private final CounterGroup refused = new CounterGroup(REASONS.length * Priority.LANES);
    private final StripedCounter expired = new StripedCounter();
    private final StripedCounter cancelled = new StripedCounter();
    private final StripedCounter streamsRefused = new StripedCounter();

    void started(int lane) {
        started.counter(lane).increment();
    }

    void ended(Permit.Outcome outcome) {
        ended.counter(outcome.cell).increment();
    }

    void refused(OverloadedException.Reason reason, int lane) {
        refused.counter(reason.cell * Priority.LANES + lane).increment();
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
        long[] sums = ended.sums();
        Map<Permit.Outcome, Long> outcomes = new EnumMap<>(Permit.Outcome.class);
        for (Permit.Outcome outcome : OUTCOMES) {
            outcomes.put(outcome, sums[outcome.cell]);
        }
        return outcomes;
    }

    Map<Priority, Long> startedByLane() {
        return byLane(started.sums(), 0);
    }

    Map<OverloadedException.Reason, Map<Priority, Long>> refusedByReason() {
        long[] sums = refused.sums();
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
