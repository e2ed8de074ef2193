package io.perftoolkit.admission;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Takes a reading. */
final class Stats {
    private Stats() {}

    static AdmissionStats read(Entrance entrance, SideDoors sideDoors) {
        Tally tally = entrance.tally;
        Watch watch = entrance.watch;
        Map<Permit.Outcome, Long> outcomes = tally.outcomes(); // first, see Tally
        Map<Priority, Long> started = tally.startedByLane();
        long inFlight = sum(started) - sum(outcomes);
        Map<Priority, Integer> waiting = new EnumMap<>(Priority.class);
        for (Priority lane : started.keySet()) {
            waiting.put(lane, entrance.line.waiting(lane.lane));
        }
        long wait = watch == null || (!entrance.gate.isFull() && entrance.line.waiting() == 0)
                ? 0
                : watch.patience.estimateNanos(entrance.line.ahead(Priority.NORMAL.lane));
        return new AdmissionStats(
                entrance.name,
                entrance.gate.limit(),
                inFlight,
                waiting,
                started,
                tally.refusedByReason(),
                tally.expiredSum(),
                tally.cancelledSum(),
                outcomes,
                sideDoors.healthUnderWay(),
                sideDoors.streamsOpen(),
                tally.streamsRefusedSum(),
                Duration.ofNanos(wait),
                watch == null ? AdmissionStats.Steering.NONE : watch.steering());
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
