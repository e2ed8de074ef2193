package io.perftoolkit.bench.prove.report;

import io.perftoolkit.bench.prove.result.LaneResult;
import io.perftoolkit.bench.prove.result.LaneResult.CurvePoint;
import io.perftoolkit.bench.prove.result.LaneResult.Slice;
import io.perftoolkit.bench.prove.result.Load.Disturbance;
import io.perftoolkit.bench.svg.Element;
import io.perftoolkit.bench.svg.Plot;
import io.perftoolkit.bench.svg.Scale;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/** Latency over time and by percentile, failures over time, memory and CPU. */
final class Plots {
    private static final Pattern NUMBER = Pattern.compile("\\d[\\d \u00A0]*(\\.\\d+)?");
    private static final double MAX_PERCENTILE = 99.999;

    private final Lanes lanes;
    private final String names;

    Plots(Lanes lanes) {
        this.lanes = lanes;
        this.names =
                String.join(", ", lanes.shown().stream().map(LaneResult::name).toList());
    }

    void addTo(Element main) {
        if (lanes.shown().isEmpty()) {
            return;
        }
        main.add(Html.section("Latency over time", "From the intended start of a request, every 100 ms; logarithmic.")
                .add(Html.figure(Html.FULL, this::overTime))
                .add(keyOverTime()));
        main.add(Element.of("div")
                .attr("class", "pair")
                .add(Html.section("Latency by percentile", "Each step to the right leaves a tenth of the requests.")
                        .add(Html.figure(Html.HALF, this::byPercentile))
                        .add(key()))
                .add(Html.section("Failed requests", "Per second, in slices of 100 ms, by intended start.")
                        .add(Html.figure(Html.HALF, this::failures))
                        .add(key())));
        main.add(Element.of("div")
                .attr("class", "pair")
                .add(Html.section("Memory", "Peak resident set of the service's process, in MB. Dashed: the goal.")
                        .add(Html.figure(
                                Html.HALF,
                                width -> bars(
                                        width,
                                        "memory (RSS)",
                                        "MB",
                                        lane -> lane.memory().rssPeakBytes() / 1048576.0))))
                .add(Html.section("CPU", "Share of the processors that the service could use. Dashed: the goal.")
                        .add(Html.figure(
                                Html.HALF,
                                width -> bars(
                                        width, "CPU", "%", lane -> lane.cpu().share() * 100)))));
    }

    private Element overTime(int width) {
        Plot plot = new Plot(
                width,
                width > 600 ? 320 : 240,
                "Latency over time of " + names,
                "P99, P50 and maximum of every 100 ms, on a logarithmic axis.",
                time(width),
                latencies(),
                "second",
                "");
        bands(plot);
        timeout(plot, lanes.seconds());
        for (int i = 0; i < lanes.shown().size(); i++) {
            List<Slice> slices = lanes.shown().get(i).slices();
            String css = Html.lane("l", i);
            plot.line(css + " max", seconds(slices), nanos(slices, Slice::maxNanos));
            plot.line(css + " p50", seconds(slices), nanos(slices, Slice::p50Nanos));
        }
        for (int i = 0; i < lanes.shown().size(); i++) {
            List<Slice> slices = lanes.shown().get(i).slices();
            plot.line(Html.lane("l", i), seconds(slices), nanos(slices, Slice::p99Nanos));
        }
        return plot.svg();
    }

    private Element byPercentile(int width) {
        double most = 90;
        for (LaneResult lane : lanes.shown()) {
            for (CurvePoint point : lane.curve()) {
                // Where less than one request is left, a percentile says nothing.
                boolean told = lane.sent() * (1 - point.percentile() / 100) >= 0.999;
                most = told && point.percentile() <= MAX_PERCENTILE ? Math.max(most, point.percentile()) : most;
            }
        }
        double to = most;
        Plot plot = new Plot(
                width,
                260,
                "Latency by percentile of " + names,
                "Over the whole window; both axes are logarithmic, the lower one in nines.",
                Scale.nines(to),
                latencies(),
                "percentile",
                "");
        for (int i = 0; i < lanes.shown().size(); i++) {
            List<CurvePoint> curve = lanes.shown().get(i).curve().stream()
                    .filter(point -> point.percentile() <= to + 1e-9 && point.nanos() > 0)
                    .toList();
            plot.line(
                    Html.lane("l", i),
                    curve.stream().mapToDouble(CurvePoint::percentile).toArray(),
                    curve.stream().mapToDouble(CurvePoint::nanos).toArray());
        }
        goalAtP95(plot);
        timeout(plot, MAX_PERCENTILE);
        return plot.svg();
    }

    /** A short mark where the curve must pass below. */
    private void goalAtP95(Plot plot) {
        lanes.goals().forEach((name, goal) -> {
            double millis = number(goal);
            if (name.startsWith("P95") && goal.endsWith("ms") && millis > 0) {
                double x = plot.px(95);
                double y = plot.py(millis * 1e6);
                plot.mark(Element.of("path", "goalline", "")
                        .attr("d", "M" + Element.number(x - 22) + " " + Element.number(y) + "h44"));
                plot.text("", 95, millis * 1e6, 0, -10, "middle", "goal P95");
            }
        });
    }

    private Element failures(int width) {
        double most = lanes.shown().stream()
                .flatMap(lane -> lane.slices().stream())
                .mapToDouble(slice -> slice.errors() * 10.0)
                .max()
                .orElse(0);
        Plot plot = new Plot(
                width,
                260,
                "Failed requests per second of " + names,
                most == 0 ? "No request failed." : "At most " + Figures.count(Math.round(most)) + " per second.",
                time(width),
                Scale.linear(0, Math.max(10, most * 1.05), 5, value -> Figures.count(Math.round(value))),
                "second",
                "");
        bands(plot);
        for (int i = 0; i < lanes.shown().size(); i++) {
            List<Slice> slices = lanes.shown().get(i).slices();
            double[] perSecond =
                    slices.stream().mapToDouble(slice -> slice.errors() * 10.0).toArray();
            plot.line(Html.lane("l", i), seconds(slices), perSecond);
        }
        if (most == 0) {
            plot.text("name", lanes.seconds() / 2, 5, 0, 0, "middle", "no request failed");
        }
        return plot.svg();
    }

    private Element bars(int width, String target, String unit, ToDoubleFunction<LaneResult> figure) {
        double goal = number(lanes.goals().getOrDefault(target, ""));
        double most = lanes.shown().stream()
                .mapToDouble(figure)
                .filter(value -> value >= 0)
                .max()
                .orElse(0);
        most = Math.max(1, goal > 0 ? Math.max(goal, most) : most);
        Plot plot = new Plot(
                width,
                52 + 44 * lanes.shown().size(),
                target + " of " + names,
                "Bars, the shorter the better"
                        + (goal > 0 ? "; the goal is below " + Element.number(goal) + " " + unit : ""),
                Scale.linear(0, most * 1.12, 5, value -> Figures.count(Math.round(value))),
                Scale.names(lanes.shown().stream().map(LaneResult::name).toList()),
                unit,
                "");
        for (int i = 0; i < lanes.shown().size(); i++) {
            double value = figure.applyAsDouble(lanes.shown().get(i));
            boolean known = value >= 0;
            plot.mark(Element.of("rect", Html.lane("f", i), "")
                    .attr("x", plot.px(0))
                    .attr("y", plot.py(i) - 11)
                    .attr("width", known ? Math.max(1, plot.px(value) - plot.px(0)) : 0)
                    .attr("height", 22)
                    .attr("rx", 3));
            boolean inside = plot.px(value) > width * 0.7;
            plot.text(
                    inside ? "onfill" : "name",
                    known ? value : 0,
                    i,
                    inside ? -8 : 8,
                    0,
                    inside ? "end" : "start",
                    known ? Figures.digits(value) + " " + unit : "not known");
        }
        if (goal > 0) {
            plot.ruleX("goalline", goal);
        }
        return plot.svg();
    }

    private void bands(Plot plot) {
        for (Disturbance disturbance : lanes.disturbances()) {
            String length = Figures.seconds(disturbance.toSecond() - disturbance.fromSecond());
            plot.band("band", disturbance.fromSecond(), disturbance.toSecond(), disturbance.name() + " " + length);
        }
    }

    private Scale time(int width) {
        return Scale.linear(0, lanes.seconds(), width > 600 ? 12 : 6, Element::number);
    }

    private Scale latencies() {
        double least = values().min().orElse(1e5);
        double most = values().max().orElse(1e9);
        double from = Math.pow(10, Math.floor(Math.log10(least)));
        double decade = Math.pow(10, Math.floor(Math.log10(most) + 1e-9));
        double to =
                decade * (most <= decade * 1.001 ? 1 : most <= decade * 2.001 ? 2 : most <= decade * 5.001 ? 5 : 10);
        return Scale.log(from, Math.max(to, from * 10), Plots::tick);
    }

    private DoubleStream values() {
        return lanes.shown().stream()
                .flatMap(lane -> lane.slices().stream())
                .flatMapToDouble(slice ->
                        LongStream.of(slice.p50Nanos(), slice.maxNanos()).asDoubleStream())
                .filter(nanos -> nanos > 0);
    }

    /** Where the client gives up: a latency there would have been higher. */
    private void timeout(Plot plot, double x) {
        double nanos = lanes.result().load().timeoutSeconds() * 1e9;
        if (nanos > 0 && values().max().orElse(0) >= nanos * 0.999) {
            plot.ruleY("floor", nanos).text("", x, nanos, -4, 12, "end", "time-out");
        }
    }

    private static String tick(double nanos) {
        return nanos < 0.99e5
                ? Element.number(nanos / 1e3) + " µs"
                : nanos < 0.99e9 ? Element.number(nanos / 1e6) + " ms" : Element.number(nanos / 1e9) + " s";
    }

    private Element key() {
        Element key = Element.of("ul").attr("class", "key");
        for (int i = 0; i < lanes.shown().size(); i++) {
            key.add(Html.keyed("rule", colour(i), lanes.shown().get(i).name()));
        }
        return key;
    }

    private Element keyOverTime() {
        Element key = key().add(Html.keyed("rule", "", "P99"))
                .add(Html.keyed("rule thin", "", "P50"))
                .add(Html.keyed("rule hair", "", "maximum"));
        for (Disturbance disturbance : lanes.disturbances()) {
            key.add(Html.keyed("cband", "", disturbance.name()));
        }
        return key;
    }

    private static String colour(int lane) {
        return "color:var(--" + Html.lane("lane", lane) + ")";
    }

    /** The first number in a goal, {@code NaN} if there is none. */
    private static double number(String goal) {
        Matcher matcher = NUMBER.matcher(goal);
        return matcher.find() ? Double.parseDouble(matcher.group().replaceAll("[ \u00A0]", "")) : Double.NaN;
    }

    private static double[] seconds(List<Slice> slices) {
        return slices.stream().mapToDouble(slice -> slice.fromSecond() + 0.05).toArray();
    }

    /** An empty slice has no latency: the line has a gap. */
    private static double[] nanos(List<Slice> slices, ToLongFunction<Slice> figure) {
        return slices.stream()
                .mapToDouble(slice -> slice.sent() == 0 ? Double.NaN : figure.applyAsLong(slice))
                .toArray();
    }
}
