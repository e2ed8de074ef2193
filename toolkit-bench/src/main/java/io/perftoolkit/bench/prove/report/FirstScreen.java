package io.perftoolkit.bench.prove.report;

import io.perftoolkit.bench.prove.result.LaneResult;
import io.perftoolkit.bench.prove.result.LaneResult.Target;
import io.perftoolkit.bench.svg.Element;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a reader sees first: the sentence, what speaks against it, the scoreboard, the strips. */
final class FirstScreen {
    private final Lanes lanes;
    private final Summary summary;

    FirstScreen(Lanes lanes) {
        this.lanes = lanes;
        this.summary = new Summary(lanes);
    }

    void addTo(Element main) {
        main.add(Element.of("h1", "", summary.sentence()));
        main.add(scoreboard());
        if (!lanes.shown().isEmpty()) {
            main.add(new HeatFigure(lanes).section());
        }
    }

    private Element scoreboard() {
        Element card = Element.of("section").attr("aria-label", "Scoreboard");
        if (!lanes.shown().isEmpty()) {
            card.add(Html.scroll("Scoreboard", table()));
        }
        LaneResult subject = lanes.subject();
        if (subject != null && lanes.comparable()) {
            card.add(weighed("Worse in " + subject.name(), summary.worse(), "no figure, by more than 5 %."));
            card.add(weighed("No difference above 5 %", summary.same(), "none."));
        }
        String why = lanes.result().load().rateReason();
        if (lanes.result().findings().stream().noneMatch(finding -> finding.contains(why))) {
            card.add(Element.of("p", "how", "The rate: " + Figures.bound(why) + "."));
        }
        if (!lanes.result().findings().isEmpty()) {
            card.add(Element.of("div")
                    .attr("class", "alert")
                    .attr("role", "note")
                    .add(Html.list(lanes.result().findings().stream()
                            .map(Figures::bound)
                            .toList())));
        }
        return card;
    }

    private static Element weighed(String title, List<String> entries, String none) {
        return Element.of("p", "weighed", "")
                .add(Element.of("strong", "", title + ": "))
                .text(entries.isEmpty() ? none : String.join(" · ", entries));
    }

    private Element table() {
        Element head = Element.of("tr").add(column("th", "", "Target"));
        for (int i = 0; i < lanes.shown().size(); i++) {
            LaneResult lane = lanes.shown().get(i);
            head.add(column("th", "num", "")
                    .add(Html.dot(i))
                    .add(Element.of("span", "lane", lane.name()))
                    .add(Element.of("span", "met", met(lane))));
        }
        if (lanes.comparable()) {
            head.add(column("th", "num", "ratio").add(Element.of("span", "versus", lanes.compared())));
        }
        Element body = Element.of("tbody");
        lanes.goals().forEach((name, goal) -> body.add(row(name, goal)));
        return Element.of("table")
                .attr("class", "board")
                .add(Element.of("thead").add(head))
                .add(body);
    }

    private static String met(LaneResult lane) {
        if (lane.noise().noisy()) {
            return "no verdict";
        }
        long met = lane.targets().stream()
                .filter(target -> Boolean.TRUE.equals(target.met()))
                .count();
        return met + " of " + lane.targets().size() + " met";
    }

    private Element row(String name, String goal) {
        Element row = Element.of("tr")
                .add(Element.of("th", "", name)
                        .attr("scope", "row")
                        .add(Element.of("span", "goal", Figures.bound(goal))));
        for (LaneResult lane : lanes.shown()) {
            row.add(cell(lane, Lanes.target(lane, name)));
        }
        if (lanes.comparable()) {
            row.add(Element.of("td", "num", Verdicts.ratio(lanes, name)));
        }
        return row;
    }

    private static Element cell(LaneResult lane, @Nullable Target target) {
        boolean noisy = lane.noise().noisy();
        Element cell = Element.of("td").attr("class", noisy ? "num grey" : "num");
        if (target == null) {
            return cell.text(Figures.NONE);
        }
        Boolean met = Verdicts.met(lane, target);
        String verdict = met != null ? Verdicts.word(met) : noisy ? "noisy" : "not told";
        String css = met == null ? "none" : met ? "pass" : "fail";
        return cell.add(Element.of("span", "figure", Figures.target(target)))
                .text(" ")
                .add(Element.of("span", "pill " + css, verdict));
    }

    private static Element column(String tag, String css, String text) {
        return Element.of(tag, css, text).attr("scope", "col");
    }
}
