package io.perftoolkit.bench.hitratio;

import io.perftoolkit.bench.traces.Trace;
import java.util.List;
import java.util.Map;

/**
 * One trace through caches of one size.
 *
 * @param trace its name
 * @param origin where it comes from
 * @param requests how many there are
 * @param keys how many of them are distinct
 * @param capacity entries that the caches had room for
 * @param hitRatios of each run of each contender, from 0 to 1
 */
public record Outcome(
        String trace,
        Trace.Origin origin,
        int requests,
        int keys,
        int capacity,
        Map<Contender, List<Double>> hitRatios) {
    /**
     * How often one contender hit.
     *
     * @param contender who
     * @return the mean of its runs, in percent
     * @throws IllegalArgumentException if it did not take part
     */
    public double percent(Contender contender) {
        return runs(contender).stream()
                .mapToDouble(ratio -> 100 * ratio)
                .average()
                .orElseThrow();
    }

    /**
     * How much more often one hit than another.
     *
     * @param one who
     * @param other than whom
     * @return in points of the hit ratio
     */
    public double points(Contender one, Contender other) {
        return percent(one) - percent(other);
    }

    List<Double> runs(Contender contender) {
        List<Double> runs = hitRatios.get(contender);
        if (runs == null || runs.isEmpty()) {
            throw new IllegalArgumentException(contender + " did not take part in " + trace);
        }
        return runs;
    }
}
