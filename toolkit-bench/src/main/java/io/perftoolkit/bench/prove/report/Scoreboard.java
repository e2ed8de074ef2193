package io.perftoolkit.bench.prove.report;

import io.perftoolkit.bench.prove.report.Ink.Style;
import io.perftoolkit.bench.prove.result.LaneResult;
import io.perftoolkit.bench.prove.result.LaneResult.Target;
import io.perftoolkit.bench.prove.result.Load.Disturbance;
import io.perftoolkit.bench.prove.result.ProveResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The end of a run as text: the sentence, the five targets per lane, the strips, and where the files are. */
final class Scoreboard {
    private final Lanes lanes;
    private final Ink ink;
    private final int width;
    private final List<String> text = new ArrayList<>();

    private Scoreboard(ProveResult result, Ink ink, int width) {
        this.lanes = Lanes.of(result);
        this.ink = ink;
        this.width = width;
    }

    static List<String> of(ProveResult result, Path report, Ink ink, int width) {
        Scoreboard board = new Scoreboard(result, ink, width);
        board.head();
        board.table();
        new Strips(board.lanes, ink, width).addTo(board.text);
        board.drawbacks();
        board.files(report);
        return board.text;
    }

    private void head() {
        ProveResult result = lanes.result();
        blank();
        for (String line : Line.wrap(new Summary(lanes).sentence(), width - 2)) {
            text.add(line().add(Style.BOLD, line).toString());
        }
        blank();
        String load = Figures.count(result.load().requestsPerSecond()) + " requests/s for "
                + Figures.seconds(result.load().seconds()) + ", open loop, seed "
                + result.load().seed() + " · "
                + Figures.bound(result.load().rateReason());
        for (String line : Line.wrap(load, width - 2)) {
            text.add(line().add(Style.DIM, line).toString());
        }
    }

    private void table() {
        List<Table.Row> rows = new ArrayList<>();
        for (Map.Entry<String, String> goal : lanes.goals().entrySet()) {
            List<Table.Cell> cells = new ArrayList<>();
            for (LaneResult lane : lanes.shown()) {
                cells.add(cell(lane, Lanes.target(lane, goal.getKey())));
            }
            rows.add(new Table.Row(goal.getKey(), brief(goal.getValue()), cells, Verdicts.ratio(lanes, goal.getKey())));
        }
        Measure.latencies(lanes).forEach(measure -> rows.add(row(measure)));
        List<String> names = lanes.shown().stream().map(LaneResult::name).toList();
        blank();
        new Table(names, rows, lanes.goals().size(), lanes.comparable()).addTo(text, ink, width);
        if (lanes.comparable() && names.size() > 2) {
            text.add(line().add(Style.DIM, "ratio: " + lanes.compared()).toString());
        }
    }

    private Table.Row row(Measure measure) {
        List<Table.Cell> cells = new ArrayList<>();
        for (LaneResult lane : lanes.shown()) {
            Style style = lane.noise().noisy() ? Style.DIM : Style.PLAIN;
            cells.add(new Table.Cell(measure.of(lane, Figures.NONE), "", style));
        }
        return new Table.Row(measure.name(), "", cells, Verdicts.ratio(lanes, measure));
    }

    private static Table.Cell cell(LaneResult lane, @org.jspecify.annotations.Nullable Target target) {
        if (target == null) {
            return new Table.Cell(Figures.NONE, "", Style.PLAIN);
        }
        Boolean met = Verdicts.met(lane, target);
        Style style = met == null ? Style.DIM : met ? Style.PASS : Style.FAIL;
        return new Table.Cell(Figures.target(target), Verdicts.word(met), style);
    }

    /** A goal without its explanation, for which a table on a terminal has no room. */
    private static String brief(String goal) {
        int comma = goal.indexOf(", ");
        return Figures.bound(comma > 0 ? goal.substring(0, comma) : goal);
    }

    private void drawbacks() {
        Summary summary = new Summary(lanes);
        LaneResult subject = lanes.subject();
        if (subject != null && lanes.comparable()) {
            list("worse in " + subject.name(), summary.worse(), "no figure, by more than 5 %");
        }
        for (LaneResult lane : lanes.shown()) {
            List<String> errors = new ArrayList<>();
            lane.errors().forEach((kind, count) -> {
                if (count > 0) {
                    errors.add(kind + " " + Figures.count(count));
                }
            });
            if (!errors.isEmpty()) {
                list("errors in " + lane.name(), List.of(String.join(", ", errors)), "");
            }
        }
        if (!lanes.result().findings().isEmpty()) {
            list(
                    "findings",
                    lanes.result().findings().stream().map(Figures::bound).toList(),
                    "");
        }
    }

    private void list(String title, List<String> entries, String none) {
        blank();
        text.add(line().add(Style.BOLD, title).toString());
        for (String entry : entries.isEmpty() ? List.of(none) : entries) {
            String mark = "- ";
            for (String part : Line.wrap(entry, width - 4)) {
                text.add(line().add(mark).add(part).toString());
                mark = "  ";
            }
        }
    }

    private void files(Path report) {
        blank();
        text.add("report  " + ink.plain(report.toString()));
        for (LaneResult lane : lanes.shown()) {
            if (!lane.histogramFile().isEmpty()) {
                text.add("raw     "
                        + ink.plain(report.resolveSibling(lane.histogramFile()).toString()));
            }
        }
        text.add(line().add(
                        Style.DIM,
                        String.format(
                                Locale.ROOT, "done in %.0f s", lanes.result().seconds()))
                .toString());
    }

    private Line line() {
        return new Line(ink, width);
    }

    private void blank() {
        text.add("");
    }

    /** The strips of all lanes over one another, the disturbances and the key below. */
    private record Strips(Lanes lanes, Ink ink, int width) {
        void addTo(List<String> text) {
            int slices = (int) Math.round(lanes.seconds() * 10);
            int margin = lanes.shown().stream()
                            .mapToInt(lane -> lane.name().length())
                            .max()
                            .orElse(0)
                    + 2;
            int perCell = Heat.perCell(slices, Math.max(10, width - margin - 1));
            text.add("");
            text.add(new Line(ink, width)
                    .add(Style.BOLD, "P99 over time")
                    .add(
                            Style.DIM,
                            "  one character: " + perCell * 100 + " ms" + (perCell > 1 ? ", its worst 100 ms" : ""))
                    .toString());
            for (LaneResult lane : lanes.shown()) {
                Line line = new Line(ink, width)
                        .add(lane.noise().noisy() ? Style.DIM : Style.PLAIN, lane.name())
                        .to(margin);
                Heat.cells(lane.slices(), perCell).forEach(line::heat);
                text.add(line.toString());
            }
            for (Disturbance disturbance : lanes.disturbances()) {
                text.add(mark(disturbance, margin, perCell));
            }
            key(text, margin);
        }

        private String mark(Disturbance disturbance, int margin, int perCell) {
            int from = (int) Math.floor(disturbance.fromSecond() * 10 / perCell + 1e-6);
            int to = (int) Math.ceil(disturbance.toSecond() * 10 / perCell - 1e-6);
            int inner = Math.max(0, to - from - 2);
            String label = " " + disturbance.name() + " ";
            boolean inside = label.length() + 2 <= inner;
            int dashes = inside ? (inner - label.length()) / 2 : inner;
            String mark = "└" + "─".repeat(dashes) + (inside ? label : "")
                    + "─".repeat(inside ? inner - label.length() - dashes : 0) + "┘" + (inside ? "" : label);
            // A label at the right edge goes to the left of its mark.
            int column = margin + from;
            if (column + mark.length() > width && !inside && column > label.length()) {
                mark = label.substring(1) + "└" + "─".repeat(inner) + "┘";
                column -= label.length() - 1;
            }
            return new Line(ink, width).to(column).add(Style.ACCENT, mark).toString();
        }

        private void key(List<String> text, int margin) {
            Line line = new Line(ink, width).to(margin);
            int column = margin;
            for (int shade = 0; shade <= Heat.SHADES; shade++) {
                boolean cross = shade == Heat.SHADES;
                String label = " " + (cross ? "with errors" : Heat.LABELS.get(shade)) + "  ";
                if (column + 1 + label.stripTrailing().length() > width) {
                    text.add(line.toString());
                    line = new Line(ink, width).to(margin);
                    column = margin;
                }
                line = (cross ? line.add(ink.cross()) : line.heat(shade)).add(Style.DIM, label);
                column += 1 + label.length();
            }
            text.add(line.toString());
        }
    }
}
