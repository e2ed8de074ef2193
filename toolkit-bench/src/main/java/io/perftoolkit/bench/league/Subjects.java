package io.perftoolkit.bench.league;

import io.perftoolkit.bench.slices.Slices;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares rows with the benchmarks that there are, so that a typing error costs no measured minute. */
final class Subjects {
    private Subjects() {}

    /**
     * Checks both sides of each row.
     *
     * @throws IllegalArgumentException as {@link #check(Trial)} and {@link HitRatioRun#check} do
     */
    static void check(List<Row> rows) {
        for (Row row : rows) {
            if (row.kind().isSimulated()) {
                HitRatioRun.check(row);
            } else {
                row.trials().forEach(Subjects::check);
            }
        }
    }

    /**
     * Checks one trial.
     *
     * @throws IllegalArgumentException if there is no such benchmark, parameter or value, or a choice is left open
     */
    static void check(Trial trial) {
        Map<String, String[]> known =
                new TreeMap<>(Slices.entry(trial.benchmark()).getParams().orElse(Map.of()));
        trial.params().forEach((name, value) -> {
            if (!known.containsKey(name)) {
                throw new IllegalArgumentException(trial + ": the benchmark has no parameter " + name);
            }
            List<String> values = List.of(known.get(name));
            if (!values.contains(value)) {
                throw new IllegalArgumentException(trial + ": " + name + " has no value " + value + "; did you mean "
                        + Nearest.of(value, values) + "?");
            }
        });
        known.forEach((name, values) -> {
            if (values.length > 1 && !trial.params().containsKey(name)) {
                throw new IllegalArgumentException(trial + ": choose a value for " + name + ": "
                        + String.join(", ", new TreeSet<>(List.of(values))));
            }
        });
    }
}
