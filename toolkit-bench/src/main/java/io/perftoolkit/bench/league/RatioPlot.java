package io.perftoolkit.bench.league;

import io.perftoolkit.bench.svg.Element;
import io.perftoolkit.bench.svg.Plot;
import io.perftoolkit.bench.svg.Scale;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How many times faster ours is, one line per row: a dot with its interval, and a mark where the goal lies. */
final class RatioPlot {
    static final String STYLE = """
            text { font: 12px system-ui, sans-serif; fill: #1f2328 }
            .grid, .axis { stroke: #d1d9e0 } .one { stroke: #59636e; stroke-dasharray: 3 3 }
            .goal { stroke: #9a6700; stroke-width: 3 }
            .ok { fill: #1a7f37; stroke: #1a7f37 } .short { fill: #cf222e; stroke: #cf222e }
            .noisy { fill: #818b98; stroke: #818b98 } .none { fill: #0969da; stroke: #0969da }
            text.note { fill: #59636e; stroke: none; font-size: 11px }
            @media (prefers-color-scheme: dark) {
              text { fill: #e6edf3 } .grid, .axis { stroke: #3d444d } .one { stroke: #9198a1 }
              .goal { stroke: #d29922 } .ok { fill: #3fb950; stroke: #3fb950 } .short { fill: #f85149; stroke: #f85149 }
              .noisy { fill: #9198a1; stroke: #9198a1 } .none { fill: #58a6ff; stroke: #58a6ff }
              text.note { fill: #9198a1 }
            }
            """;
    private static final int WIDTH = 860;
    private static final int ROW_HEIGHT = 36;

    private RatioPlot() {}

    /** One row as the plot shows it: shares are turned into ratios. */
    private record Mark(
            String name, Interval ratio, @Nullable Double goal, Verdict verdict) {
        static @Nullable Mark of(RowResult row) {
            Interval e = row.estimate();
            if (e == null || !row.kind().isQuotient()) {
                return null;
            }
            boolean share = row.kind() == Kind.SHARE;
            Double limit = row.limit();
            return new Mark(
                    row.title() + ", " + row.threads() + (row.threads() == 1 ? " thread" : " threads"),
                    share ? new Interval(1 / e.value(), 1 / e.high(), 1 / e.low()) : e,
                    limit == null || !share ? limit : Double.valueOf(1 / limit),
                    row.verdict());
        }
    }

    /** The plot of a data file; empty if it has no row that compares two times. */
    static Optional<String> draw(DataFile file) {
        List<Mark> marks = file.rows().stream()
                .map(Mark::of)
                .filter(java.util.Objects::nonNull)
                .toList();
        return marks.isEmpty() ? Optional.empty() : Optional.of(draw(marks, file));
    }

    private static String draw(List<Mark> marks, DataFile file) {
        double from = 0.8;
        double to = 1.25;
        for (Mark mark : marks) {
            double goal = mark.goal == null ? 1 : mark.goal;
            // An interval that spans decades would push everything else together: it is cut at the frame.
            from = Math.min(from, 0.8 * Math.min(goal, Math.max(mark.ratio.low(), mark.ratio.value() / 3)));
            to = Math.max(to, 1.25 * Math.max(goal, Math.min(mark.ratio.high(), mark.ratio.value() * 3)));
        }
        Plot plot = new Plot(
                WIDTH,
                50 + ROW_HEIGHT * marks.size(),
                "League " + file.part(),
                "How many times faster ours is, with 95 % intervals and goals; " + Pages.heading(file),
                Scale.log(from, to, value -> Units.number(value).replaceAll("\\.?0+$", "") + "x"),
                Scale.names(marks.stream().map(Mark::name).toList()),
                "times faster than the peer; bar: goal",
                "");
        plot.mark(Element.of("style", "", "").literal(STYLE));
        plot.ruleX("one", 1);
        for (int i = 0; i < marks.size(); i++) {
            mark(plot, marks.get(i), i);
        }
        return plot.svg() + "\n";
    }

    private static void mark(Plot plot, Mark mark, int at) {
        String css = mark.verdict == Verdict.NONE ? "none" : mark.verdict.word;
        Double goal = mark.goal;
        if (goal != null) {
            double x = plot.px(goal);
            double y = plot.py(at);
            plot.mark(Element.of("path", "goal", "")
                    .attr("d", "M" + Element.number(x) + " " + Element.number(y - 6) + "V" + Element.number(y + 6)));
        }
        plot.whiskerX(css, mark.ratio.low(), mark.ratio.high(), at);
        plot.dot(css, mark.ratio.value(), at, "");
        String word = mark.verdict == Verdict.NONE ? "" : " " + mark.verdict.word;
        plot.text("note", mark.ratio.value(), at, 0, -12, "middle", Units.number(mark.ratio.value()) + "x" + word);
    }
}
