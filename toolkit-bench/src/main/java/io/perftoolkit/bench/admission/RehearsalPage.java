package io.perftoolkit.bench.admission;

import io.perftoolkit.bench.svg.Element;
import io.perftoolkit.bench.svg.Plot;
import io.perftoolkit.bench.svg.Scale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of a rehearsal as a data file, and the page made from it. */
final class RehearsalPage {
    static final String DATA = "admission-simulated.csv";
    static final String PAGE = "admission-simulated.md";
    static final String PLOT = "admission-simulated.svg";

    private static final String STYLE = """
            text { font: 12px system-ui, sans-serif; fill: #1f2328 } .grid, .axis { stroke: #d1d9e0 }
            .ours { fill: #1a7f37; stroke: #1a7f37 } .peer { fill: #818b98; stroke: #818b98 } .one { stroke: #9a6700 }
            text.note { fill: #59636e; stroke: none; font-size: 11px }
            @media (prefers-color-scheme: dark) {
              text { fill: #e6edf3 } .grid, .axis { stroke: #3d444d } .ours { fill: #3fb950; stroke: #3fb950 }
              .peer { fill: #9198a1; stroke: #9198a1 } .one { stroke: #d29922 } text.note { fill: #9198a1 }
            }
            """;

    private RehearsalPage() {}

    static void write(
            Path directory,
            int seedsOfOurs,
            int seeds,
            long first,
            List<Rehearsal.Row> rows,
            List<Disturbances.Row> disturbed,
            List<GatedRuns.Row> gated)
            throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("run," + seedsOfOurs + "," + seeds + "," + first);
        for (Rehearsal.Row r : rows) {
            lines.add("step," + r.peer() + "," + r.service() + ","
                    + figures(
                            r.cold50(),
                            r.at150(),
                            r.p99At150(),
                            r.at300(),
                            r.p99At300(),
                            r.back50(),
                            r.recovery(),
                            r.limitAt150(),
                            r.limitAt300()));
        }
        for (Disturbances.Row r : disturbed) {
            lines.add("disturbed," + r.peer() + ","
                    + figures(
                            r.burst(),
                            r.slowDependency(),
                            r.stallRecovery(),
                            r.jump(),
                            r.microBursts(),
                            r.critical150(),
                            r.normal150(),
                            r.sheddable150(),
                            r.critical300(),
                            r.normal300(),
                            r.sheddable300()));
        }
        for (GatedRuns.Row r : gated) {
            lines.add("gated," + r.peer() + ',' + r.waiting() + ','
                    + figures(r.at150(), r.at300(), r.p99At150(), r.p99At300()));
        }
        Files.write(directory.resolve(DATA), seeds == 0 ? renewed(directory, lines) : lines);
    }

    /** What is written there, with the figures of these lines in the place of those of the same peer and service. */
    private static List<String> renewed(Path directory, List<String> lines) throws IOException {
        List<String> written = Files.readAllLines(directory.resolve(DATA));
        String[] run = written.get(0).split(",", -1);
        if (!lines.get(0).equals("run," + run[1] + ",0," + run[3])) {
            throw new IllegalArgumentException("other seeds were used for what is written: " + written.get(0));
        }
        Map<String, String> all = new LinkedHashMap<>();
        written.forEach(line -> all.put(key(line), line));
        for (String line : lines.subList(1, lines.size())) {
            if (all.replace(key(line), line) == null) {
                throw new IllegalArgumentException("nothing is written of " + key(line) + " yet");
            }
        }
        return List.copyOf(all.values());
    }

    private static String key(String line) {
        String[] cells = line.split(",", -1);
        return switch (cells[0]) {
            case "run" -> "run";
            case "disturbed" -> cells[0] + ',' + cells[1];
            default -> cells[0] + ',' + cells[1] + ',' + cells[2];
        };
    }

    static void render(Path directory) throws IOException {
        for (Map.Entry<String, String> file :
                pages(Files.readAllLines(directory.resolve(DATA))).entrySet()) {
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }
    }

    static Map<String, String> pages(List<String> lines) {
        String[] run = lines.get(0).split(",", -1);
        Map<String, Map<String, double[]>> steps = new LinkedHashMap<>();
        Map<String, double[]> disturbed = new LinkedHashMap<>();
        Map<String, Map<String, double[]>> gated = new LinkedHashMap<>();
        for (String line : lines) {
            String[] cells = line.split(",", -1);
            if (cells[0].equals("step")) {
                steps.computeIfAbsent(cells[1], peer -> new LinkedHashMap<>()).put(cells[2], numbers(cells, 3));
            } else if (cells[0].equals("disturbed")) {
                disturbed.put(cells[1], numbers(cells, 2));
            } else if (cells[0].equals("gated")) {
                gated.computeIfAbsent(cells[1], peer -> new LinkedHashMap<>()).put(cells[2], numbers(cells, 3));
            }
        }
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put(PAGE, page(run, steps, disturbed, gated));
        pages.put(PLOT, plot(steps));
        return pages;
    }

    private static String page(
            String[] run,
            Map<String, Map<String, double[]>> steps,
            Map<String, double[]> disturbed,
            Map<String, Map<String, double[]>> gated) {
        StringBuilder page = new StringBuilder();
        page.append(
                        "# Admission, rehearsed\n\n<!-- Generated by `benchmarks.jar admission --render`. Do not edit: a test compares this page with")
                .append(
                        " what the data say. -->\n\nSimulated services in virtual time, from seeds that were not used while the rules")
                .append(" were made: ")
                .append(run[1])
                .append(" seeds for ours, ")
                .append(run[2])
                .append(" for all others, from ")
                .append(run[3])
                .append(
                        ". No machine was measured. What the services are: `Service` in `io.perftoolkit.bench.admission`.\n\n")
                .append(
                        "**Read it with care.** Ours was made with the first ten services at hand and is told the objective (100 ms) and")
                .append(
                        " the number of processors; the peers run with their defaults (AIMD with a time-out of 100 ms) and are told neither. ")
                .append(
                        "Gradient2, Vegas, AIMD are the classes of concurrency-limits 0.5.4, told simulated times; the jitter of Vegas is its own")
                .append(
                        " and not seeded. Envoy's rule is written anew from its source. `best-fixed` is the best fixed limit in hindsight with our")
                .append(
                        " queue: what is attainable. Services named `apart` were run beside the ten while the rules were made, but nothing was chosen for their sake;")
                .append(
                        " services named `unseen` were run for the first time for the first edition of this page, after which one rule was")
                .append(
                        " changed with `unseen-edge` in view, and one constant for `slow` and the micro-bursts; services named `later` were run")
                .append(" for the first time for this one.\n\n")
                .append("![Worst and mean goodput of each](" + PLOT + ")\n\n");
        List<String> services = new ArrayList<>(steps.values().iterator().next().keySet());
        page.append(
                        "## Goodput at 150 and 300 % of the capacity\nAnswers within 100 ms as a share of the capacity; `!` where the P99 of what was answered is above")
                .append(" 100 ms.\n\n| peer | ")
                .append(String.join(" | ", services))
                .append(" | geometric mean | worst |\n|---|")
                .append("---:|".repeat(services.size() + 2))
                .append('\n');
        for (Map.Entry<String, Map<String, double[]>> peer : steps.entrySet()) {
            page.append("| ").append(peer.getKey());
            for (double[] r : peer.getValue().values()) {
                page.append(" | ")
                        .append(two(r[1]))
                        .append(r[2] > 100 ? "!" : "")
                        .append(" / ")
                        .append(two(r[3]))
                        .append(r[4] > 100 ? "!" : "");
            }
            page.append(" | ")
                    .append(two(mean(peer.getValue())))
                    .append(" | ")
                    .append(two(worst(peer.getValue())))
                    .append(" |\n");
        }
        page.append(
                        "\n## Ours in detail\n\n| service | share of the best fixed limit at 150 / 300 % | P99 ms at 150 / 300 % | first ten seconds at 50 % | after the fall to 50 % |")
                .append(" worst recovery s | mean limit at 150 / 300 % |\n|---|---:|---:|---:|---:|---:|---:|\n");
        Map<String, double[]> best = steps.getOrDefault("best-fixed", Map.of());
        for (Map.Entry<String, double[]> service :
                steps.getOrDefault("ours", Map.of()).entrySet()) {
            double[] r = service.getValue();
            double[] b = best.getOrDefault(service.getKey(), new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1});
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %.3f / %.3f | %.0f / %.0f | %.3f | %.3f | %.1f | %.0f / %.0f |%n",
                    service.getKey(),
                    r[1] / b[1],
                    r[3] / b[3],
                    r[2],
                    r[4],
                    r[0],
                    r[5],
                    r[6],
                    r[7],
                    r[8]));
        }
        page.append(
                        "\n## Disturbances\nShares of what came or could be done that were answered in time; lanes offer 20, 60 and 20 %, of 150 and 300 %.\n\n")
                .append(
                        "| peer | threefold burst of .5 s | processor at a third for 10 s | recovery after a stall of 2 s, s | 2 % for 30 s, then 90 %: first 2 s |")
                .append(
                        " 80 at once each .5 s | critical, normal, sheddable at 150 % | at 300 % |\n|---|---:|---:|---:|---:|---:|---:|---:|\n");
        for (Map.Entry<String, double[]> peer : disturbed.entrySet()) {
            double[] r = peer.getValue();
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %.2f | %.2f | %.1f | %.2f | %.2f | %.2f, %.2f, %.2f | %.2f, %.2f, %.2f |%n",
                    peer.getKey(),
                    r[0],
                    r[1],
                    r[2],
                    r[3],
                    r[4],
                    r[5],
                    r[6],
                    r[7],
                    r[8],
                    r[9],
                    r[10]));
        }
        appendGated(page, gated);
        return page.append("\nAgain: `java -jar toolkit-bench/target/benchmarks.jar admission --write docs/benchmarks ")
                .append(run[1])
                .append(' ')
                .append(run[2])
                .append(' ')
                .append(run[3])
                .append("`. Data: [" + DATA + "](" + DATA + ").\n")
                .toString();
    }

    private static void appendGated(StringBuilder page, Map<String, Map<String, double[]>> gated) {
        page.append(
                        "\n## A gate behind the door\nThe service `mixed`, with a gate in front of the pool of 10 that three of ten requests need, by how")
                .append(
                        " many may wait there. Answers in time at 150 and 300 %, as a share of what the service can do if all requests are")
                .append(
                        " treated alike: above 1 where those that do not need the pool are let through; `!` as above.\n\n| door |");
        List<String> waiting = new ArrayList<>(gated.values().iterator().next().keySet());
        for (String most : waiting) {
            page.append(most.length() > 3 ? " no gate |" : " " + most + " wait |");
        }
        page.append(" 2 against 30 |\n|---|")
                .append("---:|".repeat(waiting.size() + 1))
                .append('\n');
        for (Map.Entry<String, Map<String, double[]>> peer : gated.entrySet()) {
            page.append("| ").append(peer.getKey());
            for (double[] r : peer.getValue().values()) {
                page.append(" | ")
                        .append(two(r[0]))
                        .append(r[2] > 100 ? "!" : "")
                        .append(" / ")
                        .append(two(r[1]))
                        .append(r[3] > 100 ? "!" : "");
            }
            double[] few = peer.getValue().getOrDefault("2", new double[2]);
            double[] many = peer.getValue().getOrDefault("30", new double[] {1, 1});
            page.append(" | ")
                    .append(two(few[0] / many[0]))
                    .append(" / ")
                    .append(two(few[1] / many[1]))
                    .append(" |\n");
        }
    }

    private static String plot(Map<String, Map<String, double[]>> steps) {
        List<String> peers = new ArrayList<>(steps.keySet());
        Plot plot = new Plot(
                860,
                60 + 30 * peers.size(),
                "Goodput under overload",
                "Geometric mean and worst of all services at 150 and 300 %",
                Scale.linear(0, 1.05, 10, value -> String.format(Locale.ROOT, "%.1f", value)),
                Scale.names(peers),
                "goodput / capacity; dot: geometric mean, line: down to the worst service",
                "");
        plot.mark(Element.of("style", "", "").literal(STYLE));
        plot.ruleX("one", 1);
        for (int i = 0; i < peers.size(); i++) {
            Map<String, double[]> services = steps.getOrDefault(peers.get(i), Map.of());
            String css = peers.get(i).equals("ours") ? "ours" : "peer";
            plot.whiskerX(css, worst(services), mean(services), i);
            plot.dot(css, mean(services), i, "");
        }
        return plot.svg() + "\n";
    }

    private static double mean(Map<String, double[]> services) {
        double logs = 0;
        for (double[] r : services.values()) {
            logs += Math.log(Math.max(.001, r[1])) + Math.log(Math.max(.001, r[3]));
        }
        return Math.exp(logs / (2 * services.size()));
    }

    private static double worst(Map<String, double[]> services) {
        return services.values().stream()
                .mapToDouble(r -> Math.min(r[1], r[3]))
                .min()
                .orElse(0);
    }

    private static String two(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String figures(double... values) {
        List<String> texts = new ArrayList<>();
        for (double value : values) {
            texts.add(String.format(Locale.ROOT, "%.4f", value));
        }
        return String.join(",", texts);
    }

    private static double[] numbers(String[] cells, int from) {
        double[] numbers = new double[cells.length - from];
        for (int i = from; i < cells.length; i++) {
            numbers[i - from] = Double.parseDouble(cells[i]);
        }
        return numbers;
    }
}
