package io.perftoolkit.bench.hitratio;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What outcomes come to, each with the same weight.
 *
 * @param outcomes at least one
 */
public record Comparison(List<Outcome> outcomes) {
    /** Differences below this many points are no win and no loss. */
    public static final double DRAW = 0.2;

    /** Where the best that is possible exceeds LRU by less, a share of the difference says nothing. */
    private static final double LEAST_GAP = 1;

    /** Copies what it is given. */
    public Comparison {
        outcomes = List.copyOf(outcomes);
        if (outcomes.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to compare");
        }
    }

    /** @return the names of the traces, in the order of the outcomes */
    public Set<String> traces() {
        Set<String> names = new LinkedHashSet<>();
        outcomes.forEach(outcome -> names.add(outcome.trace()));
        return names;
    }

    /**
     * The outcomes of one trace.
     *
     * @param trace its name
     * @return of all its sizes
     */
    public Comparison of(String trace) {
        return new Comparison(
                outcomes.stream().filter(o -> o.trace().equals(trace)).toList());
    }

    /**
     * All but one trace: a gain that rests on one trace is gone here.
     *
     * @param trace its name
     * @return of the others; of all if there is no other
     */
    public Comparison without(String trace) {
        List<Outcome> others =
                outcomes.stream().filter(o -> !o.trace().equals(trace)).toList();
        return others.isEmpty() ? this : new Comparison(others);
    }

    /**
     * The mean of the outcomes.
     *
     * @param contender who
     * @return in percent
     */
    public double percent(Contender contender) {
        return outcomes.stream()
                .mapToDouble(outcome -> outcome.percent(contender))
                .average()
                .orElseThrow();
    }

    /**
     * The mean of the outcomes, run by run.
     *
     * @param contender who
     * @return hit ratios from 0 to 1, as many as it has runs
     */
    public List<Double> runs(Contender contender) {
        int runs = outcomes.get(0).runs(contender).size();
        return IntStream.range(0, runs)
                .mapToObj(run -> outcomes.stream()
                        .mapToDouble(outcome -> outcome.runs(contender).get(run))
                        .average()
                        .orElseThrow())
                .toList();
    }

    /**
     * The mean difference.
     *
     * @param one who
     * @param other than whom
     * @return in points of the hit ratio
     */
    public double points(Contender one, Contender other) {
        return percent(one) - percent(other);
    }

    /**
     * Where one falls furthest behind another.
     *
     * @param one who
     * @param other behind whom
     * @return the outcome
     */
    public Outcome worst(Contender one, Contender other) {
        return outcomes.stream()
                .min(Comparator.comparingDouble(outcome -> outcome.points(one, other)))
                .orElseThrow();
    }

    /**
     * How often one hits clearly more often than another.
     *
     * @param one who
     * @param other than whom
     * @return how many outcomes
     */
    public long wins(Contender one, Contender other) {
        return outcomes.stream()
                .filter(outcome -> outcome.points(one, other) > DRAW)
                .count();
    }

    /**
     * The share of the gap between LRU and the optimum that a contender closes, run by run: of each outcome with a gap
     * worth the name, then the mean.
     *
     * @param contender who
     * @return shares, 0 for LRU and 1 for the optimum; none if no outcome has a gap
     */
    public List<Double> gapClosed(Contender contender) {
        List<Outcome> gaps = outcomes.stream()
                .filter(outcome -> outcome.points(Contender.OPT, Contender.LRU) > LEAST_GAP)
                .toList();
        var shares = new ArrayList<Double>();
        for (int run = 0; !gaps.isEmpty() && run < gaps.get(0).runs(contender).size(); run++) {
            double sum = 0;
            for (Outcome gap : gaps) {
                double lru = gap.percent(Contender.LRU);
                sum += (100 * gap.runs(contender).get(run) - lru) / (gap.percent(Contender.OPT) - lru);
            }
            shares.add(sum / gaps.size());
        }
        return List.copyOf(shares);
    }
}
