package io.perftoolkit.bench.prove.report;

import io.perftoolkit.bench.prove.result.ProveResult;
import io.perftoolkit.bench.svg.Element;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole run as one HTML file: a sentence and the scoreboard first, then the plots, every figure and how to repeat it.
 *
 * <p>Needs no network and no script; the page forbids itself both. It is XML as well, and its element {@code #data} holds
 * the result as JSON.
 */
public final class HtmlReport {
    private HtmlReport() {}

    /**
     * Writes the report, over an earlier one if there is one.
     *
     * @param result what came out
     * @param file where to; its directory must exist
     * @throws IOException if the file cannot be written
     */
    public static void write(ProveResult result, Path file) throws IOException {
        Files.writeString(file, html(result), StandardCharsets.UTF_8);
    }

    static String html(ProveResult result) throws IOException {
        Lanes lanes = Lanes.of(result);
        Element head = Element.of("head")
                .add(Element.of("meta").attr("charset", "utf-8"))
                .add(Element.of("meta")
                        .attr("http-equiv", "Content-Security-Policy")
                        .attr("content", "default-src 'none'; style-src 'unsafe-inline'"))
                .add(Element.of("meta").attr("name", "viewport").attr("content", "width=device-width, initial-scale=1"))
                .add(Element.of("title", "", "prove, " + result.startedAt()))
                .add(Element.of("style").literal(css()));
        Element main = Element.of("main");
        new FirstScreen(lanes).addTo(main);
        new Plots(lanes).addTo(main);
        new Details(lanes).addTo(main);
        Element body = Element.of("body")
                .add(header(result))
                .add(main)
                .add(Element.of(
                        "footer", "", "Drawn from the data embedded in this file; format " + result.format() + "."))
                .add(Element.of("script")
                        .attr("type", "application/json")
                        .attr("id", "data")
                        .literal(json(result)));
        Element html = Element.of("html").attr("lang", "en").add(head).add(body);
        return "<!DOCTYPE html>\n" + html + "\n";
    }

    private static Element header(ProveResult result) {
        String load = Figures.count(result.load().requestsPerSecond()) + " requests/s for "
                + Figures.seconds(result.load().seconds());
        String machine = result.machine().processors() + " processors, "
                + result.machine().cpu();
        return Element.of("header")
                .add(Element.of("span", "brand", "Perf Toolkit ").add(Element.of("b", "", "prove")))
                .add(Element.of("span", "meta", load + " · " + machine + " · " + when(result.startedAt())));
    }

    /** {@code 2026-03-14 15:09 UTC}, or whatever else is there. */
    private static String when(String startedAt) {
        return startedAt
                .replaceFirst("^(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d:\\d\\d)\\S*Z$", "$1 $2 UTC")
                .replace(' ', '\u00A0')
                .replace('-', '\u2011');
    }

    /** Neither {@code </script>} nor anything else that HTML or XML would take for their own. */
    private static String json(ProveResult result) {
        return JsonMapper.shared()
                .writeValueAsString(result)
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026");
    }

    private static String css() throws IOException {
        try (InputStream in = Objects.requireNonNull(HtmlReport.class.getResourceAsStream("report.css"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
