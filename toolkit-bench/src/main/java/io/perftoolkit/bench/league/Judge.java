package io.perftoolkit.bench.league;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns what was measured into a verdict, and rather into none than into a guess.
 *
 * <p>Bytes are counted, not timed: their rows are judged on a noisy machine too.
 */
final class Judge {
    /** Others may have this share of the machine. */
    private static final double FOREIGN_CPU = 0.10;

    private final PartRun.Found found;
    private final boolean foreignCpuCounts;

    Judge(PartRun.Found found, Harness harness) {
        this.found = found;
        this.foreignCpuCounts = !harness.sortsOutForeignCpu();
    }

    RowResult judge(Row row) {
        List<Fork> ours = found.of(row.ours());
        List<Fork> peer = row.peer() == null ? List.of() : found.of(row.peer());
        List<Fork> all = Stream.concat(ours.stream(), peer.stream()).toList();
        Controls.Drift drift = found.controls().drift(all);
        double foreign = all.stream().mapToDouble(Fork::foreignCpu).average().orElse(Double.NaN);

        Interval estimate = estimate(row, ours, peer);
        Goal goal = goal(row);
        List<String> doubts = new ArrayList<>();
        if (estimate == null) {
            doubts.add(
                    ours.isEmpty() || (row.peer() != null && peer.isEmpty())
                            ? "not measured: the time of a quick run was over"
                            : "fewer than two forks with a result");
        } else {
            if (!row.kind().isCounted()) {
                doubts.addAll(doubts(drift, foreign));
                if (row.threads() > 1) {
                    found.controls().sharedCore(all).ifPresent(share -> doubts.add(sharedCore(share)));
                }
            }
            if (doubts.isEmpty() && row.kind() != Kind.GARBAGE && goal != null && holds(estimate, goal)) {
                doubts.add("the error is too wide for this goal");
            }
        }
        return new RowResult(
                row.title(),
                row.threads(),
                row.kind(),
                side(row, row.ours(), ours),
                row.peer() == null ? null : side(row, row.peer(), peer),
                estimate,
                goal == null ? "" : goal.text(),
                goal == null ? null : goal.limit(),
                verdict(row, estimate, goal, doubts),
                String.join("; ", doubts),
                Double.isNaN(foreign) ? null : foreign,
                drift);
    }

    static Verdict verdict(Row row, @Nullable Interval estimate, @Nullable Goal goal, List<String> doubts) {
        if (estimate == null || !doubts.isEmpty()) {
            return Verdict.NOISY;
        }
        if (goal == null) {
            return Verdict.NONE;
        }
        boolean kept = row.kind().atLeast ? estimate.low() >= goal.limit() : estimate.high() <= goal.limit();
        if (row.kind() == Kind.GARBAGE) {
            kept = estimate.low() <= goal.limit();
        }
        return kept ? Verdict.OK : Verdict.SHORT;
    }

    static boolean holds(Interval estimate, Goal goal) {
        return estimate.low() < goal.limit() && goal.limit() < estimate.high();
    }

    private List<String> doubts(Controls.Drift drift, double foreign) {
        var doubts = new ArrayList<String>();
        if (drift.tooMuch()) {
            doubts.add("control " + drift.control() + " moved by " + Units.percent(drift.share()));
        }
        if (foreignCpuCounts && foreign > FOREIGN_CPU) {
            doubts.add("others had " + Units.percent(foreign) + " of the machine");
        }
        return doubts;
    }

    private static String sharedCore(double share) {
        return "two threads shared one core: together they needed " + Units.of(Kind.RATIO, share)
                + " the time of one alone";
    }

    private @Nullable Goal goal(Row row) {
        Goal chosen = null;
        for (Goal goal : row.goals()) {
            Goal.Condition condition = goal.condition();
            OptionalDouble control = condition == null
                    ? OptionalDouble.empty()
                    : found.controls().mean(condition.control());
            if (condition == null || (control.isPresent() && control.getAsDouble() > condition.aboveNanos())) {
                chosen = goal;
            }
        }
        return chosen;
    }

    private static @Nullable Interval estimate(Row row, List<Fork> ours, List<Fork> peer) {
        List<Double> us = finite(ours, row.kind()::figure);
        List<Double> them = finite(peer, row.kind()::figure);
        if (row.kind() == Kind.GARBAGE) {
            List<Double> bytes = finite(ours, Measured::bytes);
            double noise = finite(ours, Measured::byteNoise).stream().reduce(0.0, Math::max);
            return bytes.size() < 2 ? null : Interval.around(median(bytes), noise);
        }
        if (us.size() < 2 || (row.kind().hasPeer() && them.size() < 2)) {
            return null;
        }
        return switch (row.kind()) {
            case RATIO, CALLER, PROCESS -> Interval.ofQuotient(them, us);
            case SCALING ->
                Interval.ofQuotient(them.stream().map(n -> n * row.threads()).toList(), us);
            case SHARE, LONGEST -> Interval.ofQuotient(us, them);
            case ADDED -> Interval.ofDifference(us, them);
            case ABSOLUTE, GARBAGE, ENTRY, WORST, EVEN -> Interval.ofMean(us);
            case POINTS, LEVEL, GAP -> throw new IllegalArgumentException("not measured but simulated: " + row);
        };
    }

    private static RowResult.Side side(Row row, Trial trial, List<Fork> forks) {
        // The bytes of a garbage row stand in a column of their own, beside the time.
        List<Double> figures = finite(forks, row.kind() == Kind.GARBAGE ? Measured::nanos : row.kind()::figure);
        List<Double> bytes = finite(forks, Measured::bytes);
        List<Double> hits = finite(forks, m -> m.counted().hitRatio());
        return new RowResult.Side(
                row.kind() == Kind.SCALING && trial.threads() == 1 ? "one thread" : trial.subject(),
                figures.isEmpty()
                        ? null
                        : row.kind().isQuotient() ? Interval.geometricMean(figures) : Interval.mean(figures),
                bytes.isEmpty() ? null : median(bytes),
                hits.isEmpty() ? null : Interval.mean(hits),
                figures,
                forks.stream().mapToInt(f -> f.measured().kept()).sum(),
                forks.stream().mapToInt(f -> f.measured().slices()).sum());
    }

    private static List<Double> finite(List<Fork> forks, ToDoubleFunction<Measured> figure) {
        return forks.stream()
                .mapToDouble(f -> figure.applyAsDouble(f.measured()))
                .filter(Double::isFinite)
                .boxed()
                .toList();
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[half]
                : DoubleStream.of(sorted[half - 1], sorted[half]).average().orElseThrow();
    }
}
