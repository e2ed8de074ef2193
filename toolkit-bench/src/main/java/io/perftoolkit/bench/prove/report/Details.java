package io.perftoolkit.bench.prove.report;

import io.perftoolkit.bench.prove.result.LaneResult;
import io.perftoolkit.bench.prove.result.Load;
import io.perftoolkit.bench.prove.result.Load.Disturbance;
import io.perftoolkit.bench.prove.result.ProveResult;
import io.perftoolkit.bench.svg.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Every figure, and all that one needs in order to get them again. */
final class Details {
    private final Lanes lanes;
    private final ProveResult result;

    Details(Lanes lanes) {
        this.lanes = lanes;
        this.result = lanes.result();
    }

    void addTo(Element main) {
        if (!lanes.shown().isEmpty()) {
            main.add(figures());
            main.add(whatRan());
        }
        main.add(Element.of("div").attr("class", "pair").add(load()).add(machine()));
        main.add(repeat());
    }

    private Element figures() {
        Element body = Element.of("tbody");
        List<Measure> measures = new ArrayList<>(Measure.latencies(lanes));
        measures.addAll(Measure.costs());
        for (Measure measure : measures) {
            row(body, measure.name(), lane -> measure.of(lane, Figures.NONE), Verdicts.ratio(lanes, measure));
        }
        row(body, "heap in use", lane -> Figures.bytes(lane.memory().heapUsedBytes()), "");
        row(body, "direct memory", lane -> Figures.bytes(lane.memory().directBytes()), "");
        row(body, "requests sent", lane -> Figures.count(lane.sent()), "");
        row(body, "answered rightly", lane -> Figures.count(lane.answered()), "");
        row(body, "failed, by kind", Details::errors, "");
        row(
                body,
                "other work on the machine",
                lane -> Figures.share(lane.noise().foreignCpuShare()),
                "");
        row(
                body,
                "the generator's own delay, P99",
                lane -> Figures.latency(lane.noise().generatorLatenessP99Nanos()),
                "");
        Element head = Element.of("tr").add(Element.of("th", "", "Figure").attr("scope", "col"));
        for (int i = 0; i < lanes.shown().size(); i++) {
            head.add(Element.of("th", "num", "")
                    .attr("scope", "col")
                    .add(Html.dot(i))
                    .text(lanes.shown().get(i).name()));
        }
        if (lanes.comparable()) {
            head.add(Element.of("th", "num", "ratio").attr("scope", "col"));
        }
        Element table = Element.of("table").add(Element.of("thead").add(head)).add(body);
        return Html.section("All figures", meaning()).add(Html.scroll("All figures", table));
    }

    private String meaning() {
        String recovery = lanes.disturbances().isEmpty() ? "" : " Recovery: " + Recovery.RULE + ".";
        String before = lanes.disturbances().isEmpty() ? "" : " Undisturbed: before the first disturbance.";
        return "Latency runs from the intended start of a request to its checked answer, or to the moment when its failure"
                + " was known." + before + recovery;
    }

    private void row(Element body, String name, Function<LaneResult, String> figure, String ratio) {
        Element row = Element.of("tr").add(Element.of("th", "", name).attr("scope", "row"));
        for (LaneResult lane : lanes.shown()) {
            row.add(Element.of("td", lane.noise().noisy() ? "num grey" : "num", figure.apply(lane)));
        }
        if (lanes.comparable()) {
            row.add(Element.of("td", "num", ratio));
        }
        body.add(row);
    }

    private static String errors(LaneResult lane) {
        List<String> kinds = new ArrayList<>();
        lane.errors().forEach((kind, count) -> {
            if (count > 0) {
                kinds.add(kind + " " + Figures.count(count));
            }
        });
        return kinds.isEmpty() ? "none" : String.join(", ", kinds);
    }

    private Element whatRan() {
        Element section = Html.section("What ran", "The same arrivals, keys and disturbances for each.");
        for (int i = 0; i < lanes.shown().size(); i++) {
            LaneResult lane = lanes.shown().get(i);
            section.add(Element.of("h3").add(Html.dot(i)).text(lane.name()));
            section.add(Element.of("p", "", lane.description()));
            if (lane.noise().noisy()) {
                section.add(Element.of("p", "soft", "Noisy: " + lane.noise().reason()));
            }
            section.add(Element.of("pre", "", String.join("\n", lane.settings())));
        }
        return section;
    }

    private Element load() {
        Load load = result.load();
        Element facts = Element.of("dl");
        fact(facts, "Rate", Figures.count(load.requestsPerSecond()) + " requests/s, open loop: " + load.rateReason());
        fact(
                facts,
                "Window",
                Figures.seconds(load.seconds()) + " after " + Figures.count(load.warmUpRequests())
                        + " requests of warm-up");
        fact(facts, "Keys", Figures.count(load.keys()) + ", Zipf " + Element.number(load.zipfExponent()));
        fact(facts, "Writes", Figures.share(load.writeShare()));
        fact(facts, "Time-out", Figures.seconds(load.timeoutSeconds()));
        fact(facts, "Seed", Long.toString(load.seed()));
        for (Disturbance disturbance : load.disturbances()) {
            fact(
                    facts,
                    "Disturbance",
                    disturbance.name() + ", from " + Figures.seconds(disturbance.fromSecond()) + " to "
                            + Figures.seconds(disturbance.toSecond()));
        }
        return Html.section("The load", "").add(facts);
    }

    private Element machine() {
        ProveResult.Machine machine = result.machine();
        Element facts = Element.of("dl");
        fact(facts, "Processors", machine.processors() + ", " + machine.cpu());
        fact(facts, "Memory", Figures.digits(machine.memoryBytes() / 1073741824.0) + " GB");
        fact(facts, "Kernel", machine.kernel());
        fact(facts, "JDK", machine.jdk());
        fact(facts, "Load before", Element.number(machine.loadAverageBefore()));
        result.versions().forEach(version -> fact(facts, version.name(), version.version()));
        return Html.section("The machine and the versions", "").add(facts);
    }

    private Element repeat() {
        Element files = Element.of("ul").attr("class", "plain");
        for (LaneResult lane : lanes.shown()) {
            if (!lane.histogramFile().isEmpty()) {
                files.add(Element.of("li")
                        .add(Element.of("code", "", lane.histogramFile()))
                        .text(" – every latency of " + lane.name() + ", in HdrHistogram's log format"));
            }
        }
        return Html.section(
                        "Do it again",
                        "This run took " + Figures.fixed(result.seconds(), 0)
                                + " s, the start of the servers included.")
                .add(Element.of("pre", "", result.command()))
                .add(
                        Element.of(
                                "p",
                                "soft",
                                "Beside this file lie the raw data; the result itself is embedded in this page, as JSON in the element #data."))
                .add(files);
    }

    private static void fact(Element facts, String name, String value) {
        facts.add(Element.of("dt", "", name)).add(Element.of("dd", "", value));
    }
}
