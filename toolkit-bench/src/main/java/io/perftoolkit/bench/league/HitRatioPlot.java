package io.perftoolkit.bench.league;

import io.perftoolkit.bench.hitratio.Comparison;
import io.perftoolkit.bench.hitratio.Contender;
import io.perftoolkit.bench.hitratio.Outcome;
import io.perftoolkit.bench.svg.Element;
import io.perftoolkit.bench.svg.Plot;
import io.perftoolkit.bench.svg.Scale;
import java.util.List;
import java.util.Locale;

/** How many points ours hits more often than Caffeine, one line per trace: the mean of its sizes, and all of them. */
final class HitRatioPlot {
    private static final int WIDTH = 860;
    private static final int ROW_HEIGHT = 28;

    private HitRatioPlot() {}

    static String draw(DataFile file) {
        Comparison all = new Comparison(HitRatioPage.outcomes(file));
        List<String> traces = List.copyOf(all.traces());
        double from = -1;
        double to = 1;
        for (Outcome outcome : all.outcomes()) {
            double points = points(outcome);
            from = Math.min(from, points - 0.5);
            to = Math.max(to, points + 0.5);
        }
        Plot plot = new Plot(
                WIDTH,
                50 + ROW_HEIGHT * traces.size(),
                "Hit ratio against Caffeine",
                "Points that ours hits more often, by trace: filled for the mean of its sizes, hollow for each size; "
                        + Pages.heading(file),
                Scale.linear(from, to, 8, HitRatioPlot::label),
                Scale.names(traces),
                "points of the hit ratio above Caffeine; hollow: single sizes",
                "");
        plot.mark(Element.of("style", "", "").literal(RatioPlot.STYLE + ".size { fill: none; stroke: #818b98 }\n"));
        plot.ruleX("one", 0);
        for (int at = 0; at < traces.size(); at++) {
            Comparison trace = all.of(traces.get(at));
            for (Outcome outcome : trace.outcomes()) {
                plot.dot("size", points(outcome), at, outcome.capacity() + " entries: " + label(points(outcome)));
            }
            double mean = trace.points(Contender.OURS, Contender.CAFFEINE);
            String css = Math.abs(mean) <= Comparison.DRAW ? "noisy" : mean > 0 ? "ok" : "short";
            plot.dot(css, mean, at, label(mean));
        }
        return plot.svg() + "\n";
    }

    private static double points(Outcome outcome) {
        return outcome.points(Contender.OURS, Contender.CAFFEINE);
    }

    private static String label(double points) {
        return String.format(Locale.ROOT, points == Math.rint(points) ? "%+.0f" : "%+.2f", points);
    }
}
