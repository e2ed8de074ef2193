package io.perftoolkit.bench.prove.result;

import java.util.List;

/**
 * The load, equal for every lane: open loop, arrivals and keys drawn from the seed before the lane starts.
 *
 * @param seed of arrivals, keys and mix
 * @param requestsPerSecond the constant arrival rate
 * @param rateReason why this rate: the target, or what the calibration found
 * @param seconds length of the measured window
 * @param warmUpRequests sent before it, not counted
 * @param keys how many rows there are
 * @param zipfExponent of the choice of keys
 * @param writeShare fraction of requests that are PUT, 0 to 1
 * @param timeoutSeconds after which the client gives up: an error
 * @param disturbances what was done to the servers, within the window
 */
public record Load(
        long seed,
        int requestsPerSecond,
        String rateReason,
        double seconds,
        long warmUpRequests,
        int keys,
        double zipfExponent,
        double writeShare,
        double timeoutSeconds,
        List<Disturbance> disturbances) {
    /** Something done to the servers from one second of the window to another. */
    public record Disturbance(String name, double fromSecond, double toSecond) {}
}
