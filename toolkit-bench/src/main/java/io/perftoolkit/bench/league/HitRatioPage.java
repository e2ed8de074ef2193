package io.perftoolkit.bench.league;

import io.perftoolkit.bench.hitratio.Comparison;
import io.perftoolkit.bench.hitratio.Contender;
import io.perftoolkit.bench.hitratio.Outcome;
import io.perftoolkit.bench.traces.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The tables of hit ratios: by trace, summed up, and size by size. */
final class HitRatioPage {
    private static final Contender OURS = Contender.OURS;
    private static final Contender PEER = Contender.CAFFEINE;
    private static final List<Contender> COLUMNS = List.of(Contender.values());

    private HitRatioPage() {}

    static JsonNode raw(List<Outcome> outcomes) {
        return JsonMapper.shared().valueToTree(outcomes);
    }

    static List<Outcome> outcomes(DataFile file) {
        return Arrays.asList(JsonMapper.shared().treeToValue(file.raw(), Outcome[].class));
    }

    /** Everything between the heading and the doubts. */
    static List<String> lines(DataFile file) {
        List<Outcome> outcomes = outcomes(file);
        var lines = new ArrayList<String>();
        lines.add("![How many points ours hits more often than Caffeine](" + file.stem() + ".svg)");
        lines.add("");
        lines.addAll(goals(file.rows()));
        for (Trace.Origin origin : Trace.Origin.values()) {
            List<Outcome> those = HitRatioRun.of(outcomes, origin);
            if (!those.isEmpty()) {
                lines.add("");
                lines.add("### " + (origin == Trace.Origin.RECORDED ? "Recorded traces" : "Generated traces"));
                lines.add("");
                lines.addAll(traces(new Comparison(those)));
            }
        }
        lines.addAll(List.of("", "### Every size", ""));
        lines.addAll(sizes(outcomes));
        return lines;
    }

    private static List<String> goals(List<RowResult> rows) {
        var lines = new ArrayList<String>();
        lines.add("| figure, recorded traces | ours | peer | it comes to | +- | goal | verdict |");
        lines.add("|---|---:|---:|---:|---:|---:|---|");
        for (RowResult row : rows) {
            Interval estimate = row.estimate();
            RowResult.Side peer = row.peer();
            lines.add(line(
                    Pages.escape(row.title()),
                    RowResult.side(row.kind(), row.ours()),
                    peer == null ? "" : RowResult.side(row.kind(), peer),
                    estimate == null ? "" : Units.of(row.kind(), estimate.value()),
                    estimate == null ? "" : Units.of(row.kind(), estimate.error()),
                    Pages.escape(row.goal()),
                    row.verdict().word));
        }
        return lines;
    }

    /** One line for each trace, its sizes averaged; then what all of them come to. */
    static List<String> traces(Comparison all) {
        var lines = new ArrayList<String>();
        lines.add("| trace | " + heads() + " | ours - Caffeine | worst size | mean without it |");
        lines.add("|---|" + "---:|".repeat(COLUMNS.size() + 3));
        for (String name : all.traces()) {
            Comparison trace = all.of(name);
            lines.add(line(
                    Pages.escape(name),
                    percents(trace),
                    points(trace.points(OURS, PEER)),
                    points(trace.worst(OURS, PEER).points(OURS, PEER)),
                    points(all.without(name).points(OURS, PEER))));
        }
        Outcome worst = all.worst(OURS, PEER);
        lines.add(line(
                "**mean of " + all.outcomes().size() + " sizes**",
                percents(all),
                points(all.points(OURS, PEER)),
                points(worst.points(OURS, PEER)),
                ""));
        lines.add(line(
                "wins and losses against Caffeine",
                COLUMNS.stream()
                        .map(c -> c == PEER ? "" : all.wins(c, PEER) + " / " + all.wins(PEER, c))
                        .collect(Collectors.joining(" | ")),
                "",
                "",
                ""));
        lines.add(line(
                "gap between LRU and OPT closed",
                COLUMNS.stream()
                        .map(c -> all.gapClosed(c).stream()
                                .mapToDouble(Double::doubleValue)
                                .average())
                        .map(share -> share.isPresent() ? Units.percent(share.getAsDouble()) : "")
                        .collect(Collectors.joining(" | ")),
                "",
                "",
                ""));
        return lines;
    }

    private static List<String> sizes(List<Outcome> outcomes) {
        var lines = new ArrayList<String>();
        lines.add("| trace | requests | keys | entries | " + heads() + " | ours - Caffeine | runs of ours |");
        lines.add("|---|---:|---:|---:|" + "---:|".repeat(COLUMNS.size() + 2));
        for (Outcome outcome : outcomes) {
            List<Double> runs = new ArrayList<>(outcome.hitRatios().getOrDefault(OURS, List.of()));
            runs.sort(null);
            lines.add(line(
                    Pages.escape(outcome.trace()),
                    String.valueOf(outcome.requests()),
                    String.valueOf(outcome.keys()),
                    String.valueOf(outcome.capacity()),
                    percents(new Comparison(List.of(outcome))),
                    points(outcome.points(OURS, PEER)),
                    percent(100 * runs.get(0)) + " to " + percent(100 * runs.get(runs.size() - 1))));
        }
        return lines;
    }

    private static String heads() {
        return COLUMNS.stream().map(Contender::label).collect(Collectors.joining(" | "));
    }

    private static String percents(Comparison comparison) {
        return COLUMNS.stream()
                .map(contender -> percent(comparison.percent(contender)))
                .collect(Collectors.joining(" | "));
    }

    private static String percent(double percent) {
        return String.format(Locale.ROOT, "%.2f", percent);
    }

    private static String points(double points) {
        return String.format(Locale.ROOT, "%+.2f", points);
    }

    private static String line(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}
