package io.perftoolkit.bench.prove.report;

import static java.util.Objects.requireNonNull;

import io.perftoolkit.bench.prove.report.Measure.Outcome;
import io.perftoolkit.bench.prove.result.LaneResult;
import io.perftoolkit.bench.prove.result.LaneResult.Latency;
import io.perftoolkit.bench.prove.result.LaneResult.Noise;
import io.perftoolkit.bench.prove.result.LaneResult.Period;
import io.perftoolkit.bench.prove.result.Load.Disturbance;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What came out, in sentences that hold whoever won. */
final class Summary {
    /** Fewer failures than this are within the goal, and not worth a clause. */
    private static final double ERRORS = 0.001;

    private final Lanes lanes;

    Summary(Lanes lanes) {
        this.lanes = lanes;
    }

    /** The one sentence of the first screen. */
    String sentence() {
        LaneResult base = lanes.base();
        LaneResult subject = lanes.subject();
        if (base == null && subject == null) {
            return "No lane ran to its end, so there is nothing to show.";
        }
        if (base == null || subject == null) {
            return alone(base == null ? lanes.shown().get(0) : base);
        }
        if (!lanes.comparable()) {
            return noisy(base, subject);
        }
        for (Disturbance disturbance : lanes.disturbances()) {
            Period ofBase = Lanes.period(base, disturbance.name());
            Period ofSubject = Lanes.period(subject, disturbance.name());
            if (ofBase != null && ofSubject != null) {
                return compared(clause(disturbance), ofBase, ofSubject);
            }
        }
        String clause = lanes.disturbances().isEmpty() ? "Undisturbed" : "Over the whole window";
        return compared(clause, whole(base), whole(subject));
    }

    /** Where the lane in question is worse, one entry each; empty if nowhere or if it cannot be told. */
    List<String> worse() {
        return that(Outcome.WORSE);
    }

    /** Where there is no difference to speak of. */
    List<String> same() {
        return that(Outcome.SAME);
    }

    private List<String> that(Outcome wanted) {
        List<String> entries = new ArrayList<>();
        LaneResult base = lanes.base();
        LaneResult subject = lanes.subject();
        if (base == null || subject == null || !lanes.comparable()) {
            return entries;
        }
        List<Measure> measures = new ArrayList<>(Measure.latencies(lanes));
        measures.addAll(Measure.costs());
        for (Measure measure : measures) {
            if (measure.outcome(base, subject) == wanted) {
                String ratio = Figures.ratio(measure.ratio(base, subject));
                entries.add(measure.name() + ": " + measure.of(subject, Figures.NONE) + " against "
                        + measure.of(base, Figures.NONE) + (ratio.equals(Figures.NONE) ? "" : " (" + ratio + ")"));
            }
        }
        return entries;
    }

    private String alone(LaneResult lane) {
        String nothing = " No other lane ran to its end, so there is no ratio.";
        if (lane.noise().noisy()) {
            return noisy(lane);
        }
        for (Disturbance disturbance : lanes.disturbances()) {
            Period period = Lanes.period(lane, disturbance.name());
            if (period != null) {
                return clause(disturbance) + ", P99 was "
                        + latency(period.latency().p99Nanos()) + " in " + lane.name() + failures(period) + "."
                        + nothing;
            }
        }
        Period whole = whole(lane);
        return "P99 was " + latency(whole.latency().p99Nanos()) + " in " + lane.name() + failures(whole) + "."
                + nothing;
    }

    private static String noisy(LaneResult... lanes) {
        List<LaneResult> noisy = new ArrayList<>();
        for (LaneResult lane : lanes) {
            if (lane.noise().noisy()) {
                noisy.add(lane);
            }
        }
        String who = noisy.size() == 1
                ? "lane " + noisy.get(0).name() + " was"
                : "lanes " + noisy.get(0).name() + " and " + noisy.get(1).name() + " were";
        return "No verdict, since " + who + " noisy: " + reason(noisy.get(0).noise())
                + ". Run it again on a quiet machine.";
    }

    /** The first reason; the others stand with the lane's figures. */
    private static String reason(Noise noise) {
        String first = noise.reason().split(";", 2)[0].strip().replaceAll("\\.$", "");
        return first.isEmpty()
                ? "other processes took " + Figures.share(noise.foreignCpuShare()) + " of the machine"
                : Figures.bound(first);
    }

    private String compared(String clause, Period base, Period subject) {
        String baseName = requireNonNull(lanes.base()).name();
        String subjectName = requireNonNull(lanes.subject()).name();
        if (base.sent() == 0 || subject.sent() == 0) {
            String silent = base.sent() == 0 ? baseName : subjectName;
            return clause + ", nothing was sent to " + silent + ", so there is nothing to compare.";
        }
        long a = base.latency().p99Nanos();
        long b = subject.latency().p99Nanos();
        double baseFailed = Lanes.share(base.errors(), base.sent());
        double subjectFailed = Lanes.share(subject.errors(), subject.sent());
        String failed = "";
        if (baseFailed >= ERRORS || subjectFailed >= ERRORS) {
            boolean contrary = b < a && subjectFailed > baseFailed;
            failed = (contrary ? "; but " : "; ") + Figures.share(baseFailed) + " of the requests failed in " + baseName
                    + ", " + Figures.share(subjectFailed) + " in " + subjectName;
        }
        return clause + ", P99 was " + latency(a) + " in " + baseName + " and " + latency(b) + " in " + subjectName
                + verdict(a, b) + median(base.latency(), subject.latency()) + failed + ".";
    }

    /** One percentile can hide what most requests saw: where P99 tells no difference and the median does, it is told. */
    private static String median(Latency base, Latency subject) {
        boolean told = !isSame(base.p99Nanos(), subject.p99Nanos());
        if (told || isSame(base.p50Nanos(), subject.p50Nanos()) || base.p50Nanos() <= 0 || subject.p50Nanos() <= 0) {
            return "";
        }
        return "; P50 was " + Figures.latency(base.p50Nanos()) + " and " + Figures.latency(subject.p50Nanos())
                + verdict(base.p50Nanos(), subject.p50Nanos());
    }

    private static String verdict(long base, long subject) {
        if (!(base > 0 && subject > 0)) {
            return "";
        }
        String words = isSame(base, subject) ? ", no difference" : subject > base ? ", worse" : "";
        return " (" + Figures.ratio((double) subject / base) + words + ")";
    }

    private static boolean isSame(long base, long subject) {
        return Math.abs(base - subject) <= Measure.SAME * Math.max(base, subject);
    }

    private static String failures(Period period) {
        double failed = Lanes.share(period.errors(), period.sent());
        return failed < ERRORS ? "" : ", and " + Figures.share(failed) + " of its requests failed";
    }

    private String latency(long nanos) {
        // A request that timed out would have taken longer: the figure is a floor.
        boolean floor = nanos >= lanes.result().load().timeoutSeconds() * 0.999e9;
        return nanos > 0 ? Figures.latency(nanos) + (floor ? " (the time-out)" : "") : "not measured";
    }

    private static Period whole(LaneResult lane) {
        Latency latency = lane.latency();
        return new Period("", lane.sent(), Lanes.errors(lane), latency);
    }

    static String clause(Disturbance disturbance) {
        String length = Figures.seconds(Math.max(0, disturbance.toSecond() - disturbance.fromSecond()));
        return switch (disturbance.name().toLowerCase(Locale.ROOT)) {
            case "table lock", "table locked", "lock" -> "While the table was locked for " + length;
            default -> "During the " + length + " of " + disturbance.name();
        };
    }
}
