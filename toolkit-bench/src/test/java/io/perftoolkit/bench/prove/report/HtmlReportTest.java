package io.perftoolkit.bench.prove.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.bench.prove.result.LaneResult;
import io.perftoolkit.bench.prove.result.LaneResult.Latency;
import io.perftoolkit.bench.prove.result.LaneResult.Slice;
import io.perftoolkit.bench.prove.result.LaneResult.Target;
import io.perftoolkit.bench.prove.result.ProveResult;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import tools.jackson.databind.json.JsonMapper;

class HtmlReportTest {
    private static final String HOSTILE =
            "</script><script>alert(1)</script><img src=x onerror=alert(1)> & \"quoted\" ]]> \u0000";
    private static final Set<String> LOADING =
            Set.of("src", "srcset", "data", "poster", "background", "action", "xlink:href");
    private static final ProveResult TYPICAL = Samples.typical();

    @Test
    void write_toAFile_writesThePage(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("report.html");
        HtmlReport.write(TYPICAL, file);
        assertEquals(HtmlReport.html(TYPICAL), Files.readString(file, StandardCharsets.UTF_8));
    }

    @Test
    void page_ofTypicalRun_holdsSentenceAndEveryLanesFigures() throws Exception {
        String text = parse(TYPICAL).getDocumentElement().getTextContent();
        assertTrue(text.contains(new Summary(Lanes.of(TYPICAL)).sentence()));
        for (LaneResult lane : TYPICAL.lanes()) {
            for (Target target : lane.targets()) {
                assertTrue(text.contains(Figures.target(target)), lane.name() + " " + target);
            }
            for (Measure measure : Measure.latencies(Lanes.of(TYPICAL))) {
                assertTrue(text.contains(measure.of(lane, "none")), lane.name() + " " + measure.name());
            }
            lane.settings().forEach(setting -> assertTrue(text.contains(setting), setting));
            assertTrue(text.contains(lane.description()));
            assertTrue(text.contains(lane.histogramFile()));
        }
        assertTrue(text.contains(TYPICAL.command()));
        TYPICAL.versions().forEach(version -> assertTrue(text.contains(version.version())));
    }

    @Test
    void firstScreen_holdsWhatSpeaksAgainstTheToolkit() throws Exception {
        String html = HtmlReport.html(TYPICAL);
        int worse = html.indexOf("Worse in toolkit");
        assertTrue(worse > 0 && worse < html.indexOf("<h2"), "before the first plot");
        assertTrue(html.substring(worse, html.indexOf("<h2")).contains("P50 undisturbed"));
    }

    @Test
    void page_withHostileText_showsItAsText() throws Exception {
        ProveResult hostile = Samples.findings(
                Samples.with(TYPICAL, "plain", lane -> Samples.rename(lane, HOSTILE)), List.of(HOSTILE));
        Document page = parse(hostile);
        assertEquals(1, page.getElementsByTagName("script").getLength());
        assertEquals(0, page.getElementsByTagName("img").getLength());
        assertTrue(page.getDocumentElement().getTextContent().contains("<script>alert(1)</script>"));
        assertFalse(HtmlReport.html(hostile).contains("<script>alert"));
        assertEquals(hostile, data(page));
    }

    @Test
    void page_loadsNothingAndRunsNothing() throws Exception {
        Document page = parse(TYPICAL);
        for (Element element : elements(page)) {
            for (int i = 0; i < element.getAttributes().getLength(); i++) {
                String attribute = element.getAttributes().item(i).getNodeName();
                assertFalse(LOADING.contains(attribute), element.getTagName() + " " + attribute);
                assertFalse(attribute.startsWith("on"), element.getTagName() + " " + attribute);
            }
            assertFalse(
                    Set.of("link", "iframe", "object", "embed", "base", "img").contains(element.getTagName()));
        }
        String css = page.getElementsByTagName("style").item(0).getTextContent();
        assertFalse(Pattern.compile("url\\(|@import|https?:").matcher(css).find());
        assertEquals(
                "application/json",
                ((Element) page.getElementsByTagName("script").item(0)).getAttribute("type"));
        Element policy = (Element) page.getElementsByTagName("meta").item(1);
        assertEquals("default-src 'none'; style-src 'unsafe-inline'", policy.getAttribute("content"));
    }

    @Test
    void page_embedsTheResult() throws Exception {
        assertEquals(TYPICAL, data(parse(TYPICAL)));
        assertEquals(Samples.large(), data(parse(Samples.large())));
        ProveResult noisy = Samples.with(TYPICAL, "plain", Samples::noisy);
        assertEquals(noisy, data(parse(noisy)));
    }

    @Test
    void page_ofFourLanesOfThirtySeconds_isSmallEnough() throws IOException {
        int bytes = HtmlReport.html(Samples.large()).getBytes(StandardCharsets.UTF_8).length;
        assertTrue(bytes < 1_500_000, bytes + " bytes");
    }

    @Test
    void drawings_haveAlternativeTextsAndFiniteNumbers() throws Exception {
        Document page = parse(Samples.large());
        NodeList drawings = page.getElementsByTagName("svg");
        assertEquals(12, drawings.getLength(), "six plots, each wide and narrow");
        for (int i = 0; i < drawings.getLength(); i++) {
            Element svg = (Element) drawings.item(i);
            assertEquals("img", svg.getAttribute("role"));
            assertFalse(svg.getAttribute("aria-label").isBlank());
            assertFalse(
                    svg.getElementsByTagName("title").item(0).getTextContent().isBlank());
            assertFalse(
                    svg.getElementsByTagName("desc").item(0).getTextContent().isBlank());
        }
        for (Element element : elements(page)) {
            for (int i = 0; i < element.getAttributes().getLength(); i++) {
                String value = element.getAttributes().item(i).getNodeValue();
                assertFalse(value.contains("NaN") || value.contains("Infinity"), value);
            }
        }
    }

    @Test
    void classes_ofThePage_areKnownToItsStyle() throws Exception {
        Document page = parse(Samples.with(Samples.large(), "tuned", Samples::noisy));
        String css = page.getElementsByTagName("style").item(0).getTextContent();
        for (Element element : elements(page)) {
            for (String name : element.getAttribute("class").split(" ", -1)) {
                // Ticks and units look like any other text of a drawing; bars of a key by their own style.
                boolean plain = Set.of("", "tick", "unit", "brand", "wide").contains(name);
                assertTrue(
                        plain
                                || css.contains("." + name + " ")
                                || css.contains("." + name + ",")
                                || css.contains("." + name + "."),
                        name);
            }
        }
    }

    @Test
    void noisyLane_hasNeitherVerdictNorRatio() throws Exception {
        ProveResult noisy = Samples.with(
                TYPICAL,
                "plain",
                lane -> Samples.copy(
                        Samples.noisy(lane),
                        lane.name(),
                        lane.errors(),
                        lane.latency(),
                        lane.periods(),
                        // Judged by mistake: the view must not believe it.
                        lane.targets(),
                        Samples.noisy(lane).noise()));
        Document page = parse(noisy);
        Element board = (Element) page.getElementsByTagName("table").item(0);
        NodeList rows = ((Element) board.getElementsByTagName("tbody").item(0)).getElementsByTagName("tr");
        assertEquals(5, rows.getLength());
        for (int i = 0; i < rows.getLength(); i++) {
            NodeList cells = ((Element) rows.item(i)).getElementsByTagName("td");
            assertEquals(2, cells.getLength(), "no column of ratios");
            assertTrue(cells.item(0).getTextContent().endsWith("noisy"));
            assertEquals("num grey", ((Element) cells.item(0)).getAttribute("class"));
            assertTrue(cells.item(1).getTextContent().endsWith("PASS"));
        }
        assertFalse(page.getDocumentElement().getTextContent().contains("Worse in"));
    }

    @Test
    void page_ofAnythingThatMayBeMissing_isStillWellFormed() throws Exception {
        LaneResult lane = TYPICAL.lanes().get(0);
        LaneResult empty = new LaneResult(
                "empty",
                "",
                List.of(),
                0,
                0,
                Map.of(),
                new Latency(0, 0, 0, 0, 0, 0, 0),
                List.of(),
                List.of(new Slice(0, 0, 0, 0, 0, 0)),
                List.of(),
                new LaneResult.Memory(-1, -1, -1),
                new LaneResult.Cpu(0, 0, 2),
                List.of(),
                lane.noise(),
                "");
        assertTrue(parse(Samples.lanes(TYPICAL, List.of()))
                .getDocumentElement()
                .getTextContent()
                .contains("nothing to show"));
        parse(Samples.lanes(TYPICAL, List.of(lane)));
        parse(Samples.lanes(TYPICAL, List.of(empty)));
        parse(Samples.lanes(TYPICAL, List.of(empty, lane)));
        parse(Samples.lanes(TYPICAL, List.of(lane, empty)));
    }

    private static Document parse(ProveResult result) throws Exception {
        String html = HtmlReport.html(result);
        assertTrue(html.startsWith("<!DOCTYPE html>\n"));
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }

    private static ProveResult data(Document page) {
        String json = page.getElementsByTagName("script").item(0).getTextContent();
        return JsonMapper.shared().readValue(json, ProveResult.class);
    }

    private static List<Element> elements(Document page) {
        List<Element> elements = new ArrayList<>();
        NodeList all = page.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            elements.add((Element) all.item(i));
        }
        return elements;
    }
}
