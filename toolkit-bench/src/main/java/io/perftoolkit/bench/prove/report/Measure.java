package io.perftoolkit.bench.prove.report;

import io.perftoolkit.bench.prove.result.LaneResult;
import io.perftoolkit.bench.prove.result.LaneResult.Latency;
import io.perftoolkit.bench.prove.result.LaneResult.Period;
import io.perftoolkit.bench.prove.result.Load.Disturbance;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * One figure that every lane has, the lower the better.
 *
 * @param name what it is
 * @param of the figure of a lane, {@code NaN} if the lane has none
 * @param text how to write it
 * @param slack differences up to this are no difference
 */
record Measure(String name, ToDoubleFunction<LaneResult> of, DoubleFunction<String> text, double slack) {
    /** Figures closer than this are the same for a reader, on a machine that is not a laboratory. */
    static final double SAME = 0.05;

    enum Outcome {
        BETTER,
        SAME,
        WORSE,
        UNKNOWN
    }

    String of(LaneResult lane, String none) {
        double value = of.applyAsDouble(lane);
        return Double.isNaN(value) ? none : text.apply(value);
    }

    double ratio(LaneResult base, LaneResult subject) {
        return of.applyAsDouble(subject) / of.applyAsDouble(base);
    }

    Outcome outcome(LaneResult base, LaneResult subject) {
        double a = of.applyAsDouble(base);
        double b = of.applyAsDouble(subject);
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return Outcome.UNKNOWN;
        }
        double close = Double.isInfinite(a) || Double.isInfinite(b) ? 0 : Math.max(slack, SAME * Math.max(a, b));
        if (a == b || Math.abs(a - b) <= close) {
            return Outcome.SAME;
        }
        return b < a ? Outcome.BETTER : Outcome.WORSE;
    }

    /** Latencies of the whole window, then of its parts, then how long a lane took to come back. */
    static List<Measure> latencies(Lanes lanes) {
        List<Measure> measures = new ArrayList<>();
        boolean disturbed = !lanes.disturbances().isEmpty();
        if (disturbed) {
            measures.add(latency("P50 undisturbed", lane -> period(lane, Period.BEFORE, Latency::p50Nanos)));
            measures.add(latency("P99 undisturbed", lane -> period(lane, Period.BEFORE, Latency::p99Nanos)));
        }
        for (Disturbance disturbance : lanes.disturbances()) {
            String name = disturbance.name();
            measures.add(latency("P50 during " + name, lane -> period(lane, name, Latency::p50Nanos)));
            measures.add(latency("P99 during " + name, lane -> period(lane, name, Latency::p99Nanos)));
            measures.add(new Measure(
                    "recovery, " + name,
                    lane -> Recovery.seconds(lane, disturbance),
                    seconds -> Double.isInfinite(seconds) ? "not yet" : Figures.fixed(seconds, 1) + "\u00A0s",
                    0.1 + 1e-6));
        }
        String whole = disturbed ? " whole window" : "";
        measures.add(latency("P50" + whole, lane -> lane.latency().p50Nanos()));
        measures.add(latency("P90" + whole, lane -> lane.latency().p90Nanos()));
        measures.add(latency("P95" + whole, lane -> lane.latency().p95Nanos()));
        measures.add(latency("P99" + whole, lane -> lane.latency().p99Nanos()));
        measures.add(latency("P99.9" + whole, lane -> lane.latency().p999Nanos()));
        measures.add(latency("max" + whole, lane -> lane.latency().maxNanos()));
        return measures;
    }

    /** What the lanes failed to do, and took from the machine. */
    static List<Measure> costs() {
        return List.of(
                new Measure("errors", lane -> Lanes.share(Lanes.errors(lane), lane.sent()), Figures::share, 0),
                new Measure("memory (RSS)", lane -> known(lane.memory().rssPeakBytes()), Measure::bytes, 0),
                new Measure("CPU", lane -> lane.cpu().share(), Figures::share, 0));
    }

    private static Measure latency(String name, ToDoubleFunction<LaneResult> nanos) {
        return new Measure(name, lane -> positive(nanos.applyAsDouble(lane)), Figures::latency, 0);
    }

    private static double period(LaneResult lane, String name, ToDoubleFunction<Latency> figure) {
        @Nullable Period period = Lanes.period(lane, name);
        return period == null ? Double.NaN : figure.applyAsDouble(period.latency());
    }

    private static String bytes(double bytes) {
        return Figures.bytes((long) bytes);
    }

    private static double known(long bytes) {
        return bytes < 0 ? Double.NaN : bytes;
    }

    private static double positive(double nanos) {
        return nanos > 0 ? nanos : Double.NaN;
    }
}
