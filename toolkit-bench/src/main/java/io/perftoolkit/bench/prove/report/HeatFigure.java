package io.perftoolkit.bench.prove.report;

import io.perftoolkit.bench.prove.result.LaneResult;
import io.perftoolkit.bench.prove.result.Load.Disturbance;
import io.perftoolkit.bench.svg.Element;
import io.perftoolkit.bench.svg.Scale;
import java.util.List;

/** The strips of all lanes over one another, the disturbances marked through all of them. */
final class HeatFigure {
    private static final int STRIP = 36;
    private static final int ERRORS = 7;
    private static final int NAME = 20;
    private static final int ROW = NAME + STRIP + ERRORS + 9;
    private static final int LABEL = 17;

    private final Lanes lanes;

    HeatFigure(Lanes lanes) {
        this.lanes = lanes;
    }

    Element section() {
        Element section = Html.section(
                "P99 of every 100 ms",
                "Each cell holds the requests that should have started in it; warm colours are above 100 ms. A mark below"
                        + " a cell: some of them failed, the higher, the more.");
        section.add(Html.figure(Html.FULL, this::draw));
        boolean grey = lanes.shown().stream().allMatch(lane -> lane.noise().noisy());
        Element key = Element.of("ul").attr("class", grey ? "key noisy" : "key");
        for (int shade = 0; shade < Heat.SHADES; shade++) {
            key.add(Html.keyed("c" + shade, "", Heat.LABELS.get(shade)));
        }
        return section.add(key.add(Html.keyed("cfail", "", "failed")));
    }

    private Element draw(int width) {
        Scale seconds = Scale.linear(0, lanes.seconds(), width > 600 ? 12 : 6, Element::number);
        List<Disturbance> disturbances = lanes.disturbances();
        int top = disturbances.isEmpty() ? 0 : LABEL + 8;
        int bottom = top + lanes.shown().size() * ROW;
        String title = "P99 over time of "
                + String.join(", ", lanes.shown().stream().map(LaneResult::name).toList());
        String about = describe();
        Element svg = Element.of("svg")
                .attr("viewBox", "0 0 " + width + " " + (bottom + 20))
                .attr("role", "img")
                .attr("aria-label", title + ". " + about)
                .add(Element.of("title", "", title))
                .add(Element.of("desc", "", about));
        for (Disturbance disturbance : disturbances) {
            mark(svg, disturbance, seconds, width, bottom);
        }
        for (int i = 0; i < lanes.shown().size(); i++) {
            strip(svg, i, seconds, width, top + i * ROW);
        }
        for (Scale.Tick tick : seconds.ticks()) {
            double at = seconds.at(tick.value());
            String anchor = at < 0.02 ? "start" : at > 0.98 ? "end" : "middle";
            boolean last = tick.equals(seconds.ticks().get(seconds.ticks().size() - 1));
            svg.add(text("", at * width, bottom + 14, anchor, tick.label() + (last ? " s" : "")));
        }
        return svg;
    }

    /** For those who do not see it: where each lane was worst. */
    private String describe() {
        StringBuilder words = new StringBuilder();
        for (LaneResult lane : lanes.shown()) {
            LaneResult.Slice worst = null;
            for (LaneResult.Slice slice : lane.slices()) {
                worst = worst == null || slice.p99Nanos() > worst.p99Nanos() ? slice : worst;
            }
            if (worst != null) {
                words.append(lane.name())
                        .append(": highest ")
                        .append(Figures.latency(worst.p99Nanos()))
                        .append(" at ")
                        .append(Figures.fixed(worst.fromSecond(), 1))
                        .append(" s. ");
            }
        }
        return words.toString().strip();
    }

    private void strip(Element svg, int index, Scale seconds, int width, int top) {
        LaneResult lane = lanes.shown().get(index);
        svg.add(Element.of("circle", Html.lane("f", index), "")
                .attr("cx", 5)
                .attr("cy", top + 8)
                .attr("r", 5));
        svg.add(text(
                "name", 16, top + 12.5, "start", lane.name() + (lane.noise().noisy() ? " (noisy)" : "")));
        int perCell = Heat.perCell(lane.slices().size(), width / 2);
        Element cells = Element.of("g", lane.noise().noisy() ? "noisy" : "", "");
        svg.add(cells);
        for (Heat.Cell cell : Heat.cells(lane.slices(), perCell)) {
            double x = seconds.at(cell.from()) * width;
            double w = seconds.at(cell.to()) * width - x;
            // Half a pixel of gap where there is room for it.
            double gap = w > 4 ? 0.8 : 0;
            cells.add(Element.of("rect", cell.sent() == 0 ? "hempty" : "h" + Heat.shade(cell.p99Nanos()), "")
                    .attr("x", x)
                    .attr("y", top + NAME)
                    .attr("width", Math.max(0.5, w - gap))
                    .attr("height", STRIP)
                    .add(Element.of("title", "", tip(lane, cell))));
            if (cell.errors() > 0) {
                double height = 2 + (ERRORS - 2) * Math.min(1, Lanes.share(cell.errors(), cell.sent()));
                cells.add(Element.of("rect", "failed", "")
                        .attr("x", x)
                        .attr("y", top + NAME + STRIP + 2)
                        .attr("width", Math.max(0.5, w - gap))
                        .attr("height", height));
            }
        }
    }

    private static String tip(LaneResult lane, Heat.Cell cell) {
        return lane.name() + " " + Figures.fixed(cell.from(), 1) + " s: P99 " + Figures.latency(cell.p99Nanos()) + ", "
                + Figures.count(cell.errors()) + " of " + Figures.count(cell.sent()) + " failed";
    }

    private static void mark(Element svg, Disturbance disturbance, Scale seconds, int width, int bottom) {
        double from = seconds.at(disturbance.fromSecond()) * width;
        double to = seconds.at(disturbance.toSecond()) * width;
        svg.add(Element.of("rect", "band", "")
                .attr("x", from)
                .attr("y", LABEL + 3)
                .attr("width", Math.max(1, to - from))
                .attr("height", bottom - LABEL - 3));
        svg.add(Element.of("path", "bracket", "")
                .attr("d", "M" + Element.number(from) + " " + (LABEL + 3) + "H" + Element.number(to)));
        String label = disturbance.name() + " " + Figures.seconds(disturbance.toSecond() - disturbance.fromSecond());
        double middle = (from + to) / 2;
        double half = label.length() * 3.5;
        double x = Math.max(half, Math.min(width - half, middle));
        svg.add(text("mark", x, LABEL - 4, "middle", label));
    }

    private static Element text(String css, double x, double y, String anchor, String words) {
        return Element.of("text", css, words)
                .attr("x", x)
                .attr("y", y)
                .attr("text-anchor", anchor)
                .attr("font-size", 12.5);
    }
}
