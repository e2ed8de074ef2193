package io.perftoolkit.bench.prove.report;

import io.perftoolkit.bench.prove.report.Ink.Style;
import java.util.List;

/**
 * The figures of all lanes side by side, or one lane below the other where there is no room for that.
 *
 * @param lanes names of the columns
 * @param rows targets first
 * @param targets how many of the rows are targets
 * @param ratios whether there is a column of ratios
 */
record Table(List<String> lanes, List<Row> rows, int targets, boolean ratios) {
    private static final int GAP = 2;
    private static final int VERDICT = 6;

    /** One figure of all lanes; {@code goal} and {@code ratio} may be empty. */
    record Row(String name, String goal, List<Cell> cells, String ratio) {}

    /** One figure of one lane; the style is that of the verdict, or of the figure if there is none. */
    record Cell(String figure, String verdict, Style style) {}

    void addTo(List<String> text, Ink ink, int width) {
        int name = widest(rows.stream().map(Row::name).toList(), 0) + GAP;
        int goal = widest(rows.stream().map(Row::goal).toList(), 4) + GAP;
        int figure = rows.stream()
                .flatMap(row -> row.cells().stream())
                .mapToInt(cell -> cell.figure().length())
                .max()
                .orElse(0);
        figure = Math.max(figure, widest(lanes, 0));
        int lane = figure + VERDICT + GAP;
        int ratio = ratios ? widest(rows.stream().map(Row::ratio).toList(), 5) : 0;
        if (name + goal + lane * lanes.size() + ratio <= width) {
            beside(text, ink, width, new int[] {name, goal, figure, lane, ratio});
        } else {
            below(text, ink, width, new int[] {name, goal, figure, lane, ratio});
        }
    }

    private void beside(List<String> text, Ink ink, int width, int[] columns) {
        int first = columns[0] + columns[1];
        Line head = new Line(ink, width).to(columns[0]).add(Style.DIM, "goal");
        for (int i = 0; i < lanes.size(); i++) {
            head.right(Style.BOLD, lanes.get(i), first + i * columns[3] + columns[2]);
        }
        int end = first + lanes.size() * columns[3] + columns[4];
        if (ratios) {
            head.right(Style.DIM, "ratio", end);
        }
        text.add(head.toString());
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            if (i == targets) {
                text.add("");
            }
            Line line = new Line(ink, width).add(row.name()).to(columns[0]).add(Style.DIM, row.goal());
            for (int k = 0; k < row.cells().size(); k++) {
                cell(line, row.cells().get(k), first + k * columns[3] + columns[2]);
            }
            if (ratios) {
                line.right(Style.PLAIN, row.ratio(), end);
            }
            text.add(line.toString());
        }
    }

    private void below(List<String> text, Ink ink, int width, int[] columns) {
        for (int k = 0; k < lanes.size(); k++) {
            if (k > 0) {
                text.add("");
            }
            text.add(new Line(ink, width).add(Style.BOLD, lanes.get(k)).toString());
            // The ratio belongs to the second lane, which is compared with the first.
            boolean withRatio = ratios && k == 1;
            int end = GAP + columns[0] + columns[2];
            for (Row row : rows) {
                Line line = new Line(ink, width).add("  " + row.name());
                cell(line, row.cells().get(k), end);
                if (withRatio) {
                    line.right(Style.PLAIN, row.ratio(), end + VERDICT + GAP + columns[4]);
                }
                if (!row.goal().isEmpty()) {
                    line.to(end + VERDICT + GAP + columns[4] + GAP).add(Style.DIM, row.goal());
                }
                text.add(line.toString());
            }
        }
    }

    private static void cell(Line line, Cell cell, int end) {
        boolean judged = !cell.verdict().isEmpty();
        line.right(judged && cell.style() != Style.DIM ? Style.PLAIN : cell.style(), cell.figure(), end);
        if (judged) {
            line.to(end + GAP).add(cell.style(), cell.verdict());
        }
    }

    private static int widest(List<String> words, int least) {
        return Math.max(least, words.stream().mapToInt(String::length).max().orElse(0));
    }
}
