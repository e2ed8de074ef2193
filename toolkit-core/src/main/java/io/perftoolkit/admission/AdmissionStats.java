package io.perftoolkit.admission;

import java.time.Duration;
import java.util.Map;

/**
 * What a {@link ConcurrencyLimit} has done and how it stands. Counts are cumulative.
 *
 * <p>The sums agree in every reading: {@code offered = started + refused + waiting}, {@code started = ended + inFlight}. Health
 * checks and streams have figures of their own and are in no other.
 *
 * @param name of the limit
 * @param limit how many may be under way
 * @param inFlight how many are, by the counts
 * @param waiting how many wait, by lane: critical, normal, sheddable
 * @param startedByLane how many have started, by lane
 * @param refusedByReason how many were refused, by reason and lane
 * @param expired how many waited until their own deadline
 * @param cancelled how many left the queue because nobody wanted the answer any more
 * @param outcomes how many have ended, by outcome
 * @param health permits of health checks now held
 * @param streams streams now open
 * @param streamsRefused streams refused
 * @param estimatedWait of one who arrived now in the normal lane; zero where it cannot be told
 * @param steering how the limit is led; all zero where it is fixed
 * @since 0.1
 */
public record AdmissionStats(
        String name,
        int limit,
        long inFlight,
        Map<Priority, Integer> waiting,
        Map<Priority, Long> startedByLane,
        Map<OverloadedException.Reason, Map<Priority, Long>> refusedByReason,
        long expired,
        long cancelled,
        Map<Permit.Outcome, Long> outcomes,
        long health,
        long streams,
        long streamsRefused,
        Duration estimatedWait,
        Steering steering) {

    /**
     * Copies the maps.
     *
     * @param name as in the record
     * @param limit as in the record
     * @param inFlight as in the record
     * @param waiting as in the record
     * @param startedByLane as in the record
     * @param refusedByReason as in the record
     * @param expired as in the record
     * @param cancelled as in the record
     * @param outcomes as in the record
     * @param health as in the record
     * @param streams as in the record
     * @param streamsRefused as in the record
     * @param estimatedWait as in the record
     * @param steering as in the record
     */
    public AdmissionStats {
        waiting = Map.copyOf(waiting);
        startedByLane = Map.copyOf(startedByLane);
        refusedByReason = Map.copyOf(refusedByReason);
        outcomes = Map.copyOf(outcomes);
    }

    /**
     * Requests that asked.
     *
     * @return started, refused and waiting ones
     */
    public long offered() {
        return started() + refused() + waitingInAll();
    }

    /**
     * Requests that were let in.
     *
     * @return of all lanes
     */
    public long started() {
        return sum(startedByLane);
    }

    /**
     * Requests that were not let in, for whatever reason: refused, expired or cancelled while they waited.
     *
     * @return of all reasons and lanes
     */
    public long refused() {
        return refusedByReason.values().stream().mapToLong(AdmissionStats::sum).sum() + expired + cancelled;
    }

    /**
     * Requests that were refused for a reason.
     *
     * @param reason the reason
     * @return of all lanes
     */
    public long refused(OverloadedException.Reason reason) {
        return sum(refusedByReason.getOrDefault(reason, Map.of()));
    }

    /**
     * Requests that wait.
     *
     * @return of all lanes
     */
    public long waitingInAll() {
        return waiting.values().stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * Requests whose permit was given back.
     *
     * @return of all outcomes
     */
    public long ended() {
        return sum(outcomes);
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * How an adaptive limit is led.
     *
     * @param knee the limit that throughput asks for
     * @param guard the limit that the objective asks for; the smaller of the two holds
     * @param unloaded the shortest mean in-service time lately
     * @param mean the mean in-service time of the last window
     * @param lateShare which share of the last window took too long
     * @param bindingShare which share of the last window started at the limit
     * @param trialsWon trials that changed the limit
     * @param trialsLost trials that did not
     */
    public record Steering(
            double knee,
            double guard,
            Duration unloaded,
            Duration mean,
            double lateShare,
            double bindingShare,
            long trialsWon,
            long trialsLost) {
        static final Steering NONE = new Steering(0, 0, Duration.ZERO, Duration.ZERO, 0, 0, 0, 0);
    }
}
