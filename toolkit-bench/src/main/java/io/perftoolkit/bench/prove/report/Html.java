package io.perftoolkit.bench.prove.report;

import io.perftoolkit.bench.svg.Element;
import java.util.List;
import java.util.function.IntFunction;

/** Pieces of the page that more than one part of it needs. */
final class Html {
    /** Width of a plot over the whole page, and of one beside another. */
    static final int FULL = 1060;

    static final int HALF = 500;
    private static final int NARROW = 330;
    private static final int LANE_COLOURS = 5;

    private Html() {}

    static Element section(String title, String explanation) {
        Element section = Element.of("section").add(Element.of("h2", "", title));
        return explanation.isEmpty() ? section : section.add(Element.of("p", "soft", explanation));
    }

    /** Drawn twice, so that its letters have their size on a telephone too; the page shows one of them. */
    static Element figure(int wide, IntFunction<Element> drawing) {
        return Element.of("figure")
                .add(drawing.apply(wide).attr("class", "wide"))
                .add(drawing.apply(NARROW).attr("class", "narrow"));
    }

    /** The class of a lane's colour: {@code l0}, {@code f1}, {@code lane2}. */
    static String lane(String prefix, int index) {
        return prefix + Math.min(index, LANE_COLOURS - 1);
    }

    static Element dot(int lane) {
        return Element.of("span").attr("class", "dot " + lane("lane", lane)).attr("aria-hidden", "true");
    }

    /** One entry of a key: how it looks and what it means. */
    static Element keyed(String css, String style, String meaning) {
        Element sample = Element.of("i").attr("class", css).attr("aria-hidden", "true");
        if (!style.isEmpty()) {
            sample.attr("style", style);
        }
        return Element.of("li").add(sample).text(meaning);
    }

    static Element list(List<String> entries) {
        Element list = Element.of("ul");
        entries.forEach(entry -> list.add(Element.of("li", "", entry)));
        return list;
    }

    /** A table may be wider than a telephone: then it scrolls, by keyboard too. */
    static Element scroll(String label, Element table) {
        return Element.of("div")
                .attr("class", "scroll")
                .attr("tabindex", "0")
                .attr("role", "region")
                .attr("aria-label", label)
                .add(table);
    }
}
