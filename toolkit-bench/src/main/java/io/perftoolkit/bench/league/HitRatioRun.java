package io.perftoolkit.bench.league;

import io.perftoolkit.bench.hitratio.Comparison;
import io.perftoolkit.bench.hitratio.Contender;
import io.perftoolkit.bench.hitratio.Outcome;
import io.perftoolkit.bench.hitratio.Simulation;
import io.perftoolkit.bench.traces.Trace;
import io.perftoolkit.bench.traces.Traces;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges rows whose figures come from the simulator of hit ratios.
 *
 * <p>Goals hold for recorded traces; generated ones are shown beside them, for a formula can be written that suits any
 * policy. The error of a figure is that between runs, because some caches admit by chance.
 */
final class HitRatioRun {
    /** In the place of a harness. */
    static final String NAME = "simulator";

    private static final String HOME = "io.perftoolkit.bench.hitratio.Simulation.";

    /** The figures of the simulator, and the kind of row that may ask for each. */
    private static final Map<String, Kind> FIGURES =
            Map.of("mean", Kind.POINTS, "worst", Kind.POINTS, "loops", Kind.LEVEL, "gap", Kind.GAP);

    private static final String LOOP = "loop";
    private static final Controls.Drift STILL = new Controls.Drift("none", 0, false);

    private final Comparison recorded;

    HitRatioRun(List<Outcome> outcomes) {
        this.recorded = new Comparison(of(outcomes, Trace.Origin.RECORDED));
    }

    /** Runs the traces of a directory, or those that come with the project; and always the generated ones. */
    static List<Outcome> simulate(@Nullable Path directory, Set<Contender> contenders, PrintStream progress)
            throws IOException {
        var traces = new ArrayList<>(directory == null ? Traces.sample() : Traces.in(directory));
        traces.addAll(Traces.generated());
        try {
            return Simulation.run(
                    traces,
                    contenders,
                    Runtime.getRuntime().availableProcessors(),
                    outcome -> progress.printf(
                            Locale.ROOT,
                            "  %s, %d entries: Caffeine %.2f %%, ours %+.2f points%n",
                            outcome.trace(),
                            outcome.capacity(),
                            outcome.percent(Contender.CAFFEINE),
                            outcome.points(Contender.OURS, Contender.CAFFEINE)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while simulating");
        }
    }

    static Set<Contender> everyone() {
        return EnumSet.allOf(Contender.class);
    }

    static List<Outcome> of(List<Outcome> outcomes, Trace.Origin origin) {
        return outcomes.stream().filter(o -> o.origin() == origin).toList();
    }

    /**
     * Whether a part is simulated.
     *
     * @throws IllegalArgumentException if only some of its rows are
     */
    static boolean isSimulated(String part, List<Row> rows) {
        long simulated = rows.stream().filter(row -> row.kind().isSimulated()).count();
        if (simulated > 0 && simulated < rows.size()) {
            throw new IllegalArgumentException("part " + part + " mixes simulated rows with measured ones");
        }
        return simulated > 0;
    }

    /**
     * Checks that the simulator knows what a row asks for.
     *
     * @throws IllegalArgumentException if it does not
     */
    static void check(Row row) {
        for (Trial trial : row.trials()) {
            String figure = trial.method();
            if (!trial.benchmark().equals(HOME + figure) || FIGURES.get(figure) != row.kind()) {
                throw new IllegalArgumentException(trial + ": the simulator has no figure " + figure + " of kind "
                        + row.kind().word());
            }
            if (!trial.params().keySet().equals(Set.of("subject"))) {
                throw new IllegalArgumentException(trial + ": choose a subject, and nothing else");
            }
            Contender.ofLabel(trial.subject());
        }
    }

    RowResult judge(Row row) {
        Trial peer = row.peer();
        Comparison scope = scope(row.ours().method(), peer);
        Interval estimate = scope == null ? null : estimate(row, scope);
        Goal goal = row.goals().isEmpty() ? null : row.goals().get(0);
        String doubt = estimate == null
                ? "no trace has such a figure"
                : goal != null && Judge.holds(estimate, goal) ? "the error is too wide for this goal" : "";
        return new RowResult(
                row.title(),
                row.threads(),
                row.kind(),
                side(row.kind(), row.ours(), scope),
                peer == null ? null : side(row.kind(), peer, scope),
                estimate,
                goal == null ? "" : goal.text(),
                goal == null ? null : goal.limit(),
                Judge.verdict(row, estimate, goal, doubt.isEmpty() ? List.of() : List.of(doubt)),
                doubt,
                null,
                STILL);
    }

    /** The outcomes that a figure speaks of; none if no trace is of that sort. */
    private @Nullable Comparison scope(String figure, @Nullable Trial peer) {
        if (figure.equals("worst") && peer != null) {
            return new Comparison(List.of(recorded.worst(Contender.OURS, Contender.ofLabel(peer.subject()))));
        }
        if (!figure.equals("loops")) {
            return recorded;
        }
        List<Outcome> loops = recorded.outcomes().stream()
                .filter(outcome -> outcome.trace().contains(LOOP))
                .toList();
        return loops.isEmpty() ? null : new Comparison(loops);
    }

    private static @Nullable Interval estimate(Row row, Comparison scope) {
        List<Double> ours = figures(row.kind(), row.ours(), scope);
        List<Double> theirs = row.peer() == null ? List.of() : figures(row.kind(), row.peer(), scope);
        if (ours.size() + theirs.size() < 3) {
            return null;
        }
        return switch (row.kind()) {
            case POINTS -> Interval.ofDifference(percent(ours), percent(theirs));
            case LEVEL -> level(Interval.ofDifference(ours, theirs), Interval.mean(theirs));
            default -> Interval.ofMean(ours);
        };
    }

    /** By the difference, because nothing may have been hit at all, and that has no logarithm. */
    private static Interval level(Interval difference, double theirs) {
        return Interval.around(1 + difference.value() / theirs, difference.error() / theirs);
    }

    private static List<Double> figures(Kind kind, Trial trial, Comparison scope) {
        Contender contender = Contender.ofLabel(trial.subject());
        return kind == Kind.GAP ? scope.gapClosed(contender) : scope.runs(contender);
    }

    private static List<Double> percent(List<Double> shares) {
        return shares.stream().map(share -> 100 * share).toList();
    }

    private static RowResult.Side side(Kind kind, Trial trial, @Nullable Comparison scope) {
        List<Double> runs = scope == null ? List.of() : figures(kind, trial, scope);
        return new RowResult.Side(trial.subject(), runs.isEmpty() ? null : Interval.mean(runs), null, null, runs, 0, 0);
    }
}
