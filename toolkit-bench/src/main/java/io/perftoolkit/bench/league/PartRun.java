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

/**
 * Measures all trials of a part: round by round, one fork of each, forwards and backwards in turn, with the controls
 * before, between and after.
 *
 * <p>A row's two sides are neighbours in each round, so a slow change of the machine meets both alike and cancels in
 * their quotient; a fast one shows in the controls.
 */
final class PartRun {
    /** Trials may run this long before the controls are read again. */
    private static final double CONTROL_EVERY_SECONDS = 15;

    private final Harness harness;
    private final Plan plan;
    private final NoiseWatch watch;
    private final PrintStream progress;
    private final LongSupplier ticker;
    private final long startNanos;
    private final Map<Trial, List<Fork>> forks = new LinkedHashMap<>();
    private final Controls controls = new Controls();
    private double controlsReadAt;
    private double controlPassSeconds;
    private boolean measuredSinceControls;

    PartRun(Harness harness, Plan plan, NoiseWatch watch, PrintStream progress, LongSupplier ticker) {
        this.harness = harness;
        this.plan = plan;
        this.watch = watch;
        this.progress = progress;
        this.ticker = ticker;
        this.startNanos = ticker.getAsLong();
    }

    /** What was measured of each trial, and the controls around it. */
    record Found(Map<Trial, List<Fork>> forks, Controls controls, double seconds) {
        List<Fork> of(Trial trial) {
            return forks.getOrDefault(trial, List.of());
        }
    }

    Found run(List<Row> rows) {
        Set<Trial> unique = new LinkedHashSet<>();
        rows.forEach(row -> unique.addAll(row.trials()));
        List<Trial> order = new ArrayList<>(unique);

        readControls(Controls.NAMES);
        Budget budget = budget(order.size());
        for (int round = 1; round <= budget.rounds; round++) {
            for (Trial trial : order) {
                if (plan.budgetMillis() > 0 && millisLeft() < budget.pace.millis() + controlPassSeconds * 1e3) {
                    progress.println("  the time of a quick run is over: some trials have fewer forks");
                    return readLastControls();
                }
                measure(trial, budget.pace, round);
                if (seconds() - controlsReadAt > CONTROL_EVERY_SECONDS) {
                    readControls(thermometers());
                }
            }
            Collections.reverse(order);
        }
        return readLastControls();
    }

    private Found readLastControls() {
        if (measuredSinceControls) {
            readControls(thermometers());
        }
        return new Found(forks, controls, seconds());
    }

    private record Budget(int rounds, Pace pace) {}

    /** In a quick run the time that the first controls took tells what a fork costs beside its pace. */
    private Budget budget(int trials) {
        if (plan.budgetMillis() == 0) {
            return new Budget(plan.forks(), plan.pace());
        }
        double controlPass = controlPassSeconds * 1e3 * thermometers().size() / Controls.NAMES.size();
        long passes = Math.round(plan.budgetMillis() / (CONTROL_EVERY_SECONDS * 1e3));
        double start = Math.max(
                0,
                seconds() * 1e3 / Controls.NAMES.size()
                        - (double) plan.controlPace().millis());
        int rounds = plan.forks();
        double slot = 0;
        for (; rounds >= 2; rounds--) {
            slot = (millisLeft() - passes * controlPass) / (rounds * (double) trials) - start;
            if (slot >= plan.pace().millis()) {
                break;
            }
        }
        long slotMillis = Math.max((long) slot, plan.pace().millis());
        return new Budget(Math.max(2, rounds), Pace.within(slotMillis));
    }

    private void measure(Trial trial, Pace pace, int round) {
        double from = seconds();
        NoiseWatch.Reading before = watch.read();
        Measured measured = harness.measure(trial, pace);
        NoiseWatch.Reading after = watch.read();
        double foreign = before == null || after == null ? Double.NaN : after.foreignSince(before);
        forks.computeIfAbsent(trial, t -> new ArrayList<>()).add(new Fork(measured, from, seconds(), foreign));
        measuredSinceControls = true;
        progress.printf(
                Locale.ROOT, "  %4.0f s  round %d  %s: %s%n", seconds(), round, trial, Units.time(measured.nanos()));
    }

    private void readControls(List<String> names) {
        double from = seconds();
        for (String name : names) {
            double nanos =
                    harness.measure(Controls.trial(name), plan.controlPace()).nanos();
            controls.add(new Controls.Reading(name, seconds(), nanos));
        }
        controlsReadAt = seconds();
        controlPassSeconds = controlsReadAt - from;
        measuredSinceControls = false;
    }

    private static List<String> thermometers() {
        return Controls.NAMES.stream()
                .filter(n -> !n.equals(Controls.ATOMIC_ADD))
                .toList();
    }

    private double seconds() {
        return (ticker.getAsLong() - startNanos) / 1e9;
    }

    private double millisLeft() {
        return (double) plan.budgetMillis() - seconds() * 1e3;
    }
}
