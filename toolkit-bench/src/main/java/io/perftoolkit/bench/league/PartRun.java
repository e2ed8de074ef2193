package io.perftoolkit.bench.league;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Measures all trials of a part: round by round, one fork of each, forwards and backwards in turn, with the controls
 * before, between and after.
 *
 * <p>A row's two sides are neighbours in each round, so a slow change of the machine meets both alike and cancels in
 * their quotient; a fast one shows in the controls.
 */
final class PartRun {
    private final Harness harness;
    private final NoiseWatch watch;
    private final PrintStream progress;
    private final LongSupplier ticker;
    private final long startNanos;
    private final Budget budget;
    private final Map<Trial, List<Fork>> forks = new LinkedHashMap<>();
    private final Controls controls = new Controls();
    private List<String> regular = Controls.THERMOMETERS;
    private double controlsReadAt;
    private boolean measuredSinceControls;

    PartRun(Harness harness, Plan plan, NoiseWatch watch, PrintStream progress, LongSupplier ticker) {
        this.harness = harness;
        this.watch = watch;
        this.progress = progress;
        this.ticker = ticker;
        this.budget = new Budget(plan);
        this.startNanos = ticker.getAsLong();
    }

    /** What was measured of each trial, and the controls around it. */
    record Found(Map<Trial, List<Fork>> forks, Controls controls, double seconds) {
        List<Fork> of(Trial trial) {
            return forks.getOrDefault(trial, List.of());
        }
    }

    Found run(List<Row> rows) {
        regular = Stream.concat(
                        Controls.THERMOMETERS.stream(),
                        rows.stream().anyMatch(row -> row.threads() > 1) ? Controls.PAIR.stream() : Stream.empty())
                .toList();
        if (!rows.isEmpty()) {
            readControls(List.of(Controls.ATOMIC_ADD));
            readControls(regular);
        }
        List<Trial> order = inTime(rows);
        int rounds = budget.rounds(order.size(), seconds());
        for (int round = 1; round <= rounds; round++) {
            Pace pace = budget.pace(order.size() * (rounds - round + 1), seconds());
            for (Trial trial : order) {
                if (!budget.allows(pace, seconds())) {
                    progress.println("  the time of a quick run is over: some trials have fewer forks");
                    return end();
                }
                measure(trial, pace, round);
                if (seconds() - controlsReadAt > Budget.CONTROL_EVERY_SECONDS) {
                    readControls(regular);
                }
            }
            Collections.reverse(order);
        }
        return end();
    }

    private Found end() {
        if (measuredSinceControls) {
            readControls(regular);
        }
        return new Found(forks, controls, seconds());
    }

    /** The trials of the rows, those further down left out if the time is too short for two forks of each. */
    private List<Trial> inTime(List<Row> rows) {
        Set<Trial> unique = new LinkedHashSet<>();
        rows.forEach(row -> unique.addAll(row.trials()));
        int most = budget.trials(unique.size(), seconds());
        if (most == unique.size()) {
            return new ArrayList<>(unique);
        }
        Set<Trial> chosen = new LinkedHashSet<>();
        for (Row row : rows) {
            Set<Trial> more = new LinkedHashSet<>(chosen);
            more.addAll(row.trials());
            chosen = more.size() <= most ? more : chosen;
        }
        progress.printf("  a quick run has time for %d of %d trials%n", chosen.size(), unique.size());
        return new ArrayList<>(chosen);
    }

    private void measure(Trial trial, Pace pace, int round) {
        double from = seconds();
        NoiseWatch.Reading before = watch.read();
        Measured measured = harness.measure(trial, pace);
        NoiseWatch.Reading after = watch.read();
        double to = seconds();
        double foreign = before == null || after == null ? Double.NaN : after.foreignSince(before);
        forks.computeIfAbsent(trial, t -> new ArrayList<>()).add(new Fork(measured, from, to, foreign));
        budget.tookTrial(pace, to - from);
        measuredSinceControls = true;
        progress.printf(Locale.ROOT, "  %4.0f s  round %d  %s: %s%n", to, round, trial, Units.time(measured.nanos()));
    }

    private void readControls(List<String> names) {
        double from = seconds();
        for (String name : names) {
            double nanos =
                    harness.measure(Controls.trial(name), budget.controlPace()).nanos();
            controls.add(new Controls.Reading(name, seconds(), nanos));
        }
        controlsReadAt = seconds();
        budget.tookControls(names.size(), regular.size(), controlsReadAt - from);
        measuredSinceControls = false;
    }

    private double seconds() {
        return (ticker.getAsLong() - startNanos) / 1e9;
    }
}
