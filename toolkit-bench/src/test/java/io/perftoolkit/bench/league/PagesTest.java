package io.perftoolkit.bench.league;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class PagesTest {
    private static final Path COMMITTED = Path.of("..", "docs", "benchmarks");

    private static final RowResult OK = Fabricated.row("a | b", Kind.RATIO, new Interval(2, 1.9, 2.1), 1.8, Verdict.OK);
    private static final RowResult SHARE =
            Fabricated.row("shared", Kind.SHARE, new Interval(0.5, 0.4, 0.625), 0.65, Verdict.NOISY);
    private static final RowResult GARBAGE =
            Fabricated.row("garbage", Kind.GARBAGE, new Interval(24, 23.9, 24.1), 0.0, Verdict.SHORT);

    @Test
    void page_ofOneFile_holdsTableReasonsControlsAndCommand() {
        String page = page(Fabricated.file("count", "jmh", "", OK, SHARE, GARBAGE));
        assertLine(page, "# League: count");
        assertLine(page, "## JDK 17, Some <CPU> (family 26), 2 processors, JMH".replace("<", "&lt;"));
        assertLine(page, "| a \\| b | 2 | Our\\_s 2.00 ns | Peer 4.00 ns | 2.00x | 0.10x | >= 1.8 | ok | 0, 24.0 |");
        assertLine(page, "| garbage | 2 | Our\\_s 2.00 ns |  | 24.0 B | 0.10 B | &lt;= 0.0 | short | 0 |");
        assertLine(page, "- noisy: shared, threads 2: others had 30 % of the machine");
        assertLine(page, "- not run: counting, 64 threads: needs as many processors, there are 2");
        assertLine(page, "| empty | 2 | 0.30 ns | 0.40 ns | 0.50 ns |");
        assertLine(page, "java -jar toolkit-bench/target/benchmarks.jar league count");
        assertTrue(page.contains("](count-jdk17.svg)"));
        assertTrue(page.contains("](data/count-jdk17.json)"));
        assertTrue(page.contains("load before 0.50, after unknown"));
    }

    @Test
    void page_ofSlices_tellsHowManyWereKept() {
        String page = page(Fabricated.file("count", "slices", "zen", OK));
        assertTrue(page.contains("| ok | 0, 24.0 | 120 of 200 |"), page);
        assertTrue(page.contains("](data/count-jdk17-slices-zen.json)"), page);
    }

    @Test
    void index_countsVerdictsOfEachFile() {
        DataFile one = Fabricated.file("count", "jmh", "", OK, SHARE, GARBAGE);
        DataFile two = Fabricated.file("latency", "jmh", "", OK, OK);
        String index = Pages.render(List.of(one, two)).getOrDefault("README.md", "");
        String machine = "JDK 17, Some &lt;CPU> (family 26), 2 processors, JMH";
        assertLine(index, "| [count](count.md) | " + machine + " | 1 | 1 | 1 | 0 |");
        assertLine(index, "| [latency](latency.md) | " + machine + " | 2 | 0 | 0 | 0 |");
    }

    @Test
    void plot_isXml_withADotAndAnIntervalForEachQuotient() throws Exception {
        Document svg = xml(RatioPlot.draw(Fabricated.file("count", "jmh", "", OK, SHARE, GARBAGE))
                .orElseThrow());
        assertEquals("svg", svg.getDocumentElement().getTagName());
        assertEquals(2, svg.getElementsByTagName("circle").getLength());
        String text = svg.getDocumentElement().getTextContent();
        assertTrue(text.contains("a | b, 2 threads"), text);
        assertTrue(text.contains("prefers-color-scheme: dark"), text);
        assertFalse(text.contains("garbage"), text);
    }

    @Test
    void plot_shareOfOneHalf_standsWhereTwiceAsFastStands() throws Exception {
        RowResult twice = Fabricated.row("r", Kind.RATIO, new Interval(2, 1.6, 2.5), null, Verdict.NONE);
        Document svg = xml(RatioPlot.draw(Fabricated.file("count", "jmh", "", twice, SHARE))
                .orElseThrow());
        var dots = svg.getElementsByTagName("circle");
        assertEquals(
                dots.item(0).getAttributes().getNamedItem("cx").getNodeValue(),
                dots.item(1).getAttributes().getNamedItem("cx").getNodeValue());
    }

    @Test
    void plot_withoutQuotients_isNotDrawn() {
        DataFile file = Fabricated.file("memory", "jmh", "", GARBAGE);
        assertEquals(
                Set.of("README.md", "memory.md"), Pages.render(List.of(file)).keySet());
        assertFalse(page(file).contains(".svg"));
    }

    @Test
    void plot_ofAnIntervalOverDecades_staysInItsFrame() throws Exception {
        RowResult wild = Fabricated.row("w", Kind.RATIO, new Interval(2, 1e-9, 1e9), 1.0, Verdict.NOISY);
        Document svg =
                xml(RatioPlot.draw(Fabricated.file("count", "jmh", "", wild)).orElseThrow());
        assertEquals(1, svg.getElementsByTagName("circle").getLength());
    }

    @Test
    void committedPages_areWhatTheCommittedDataSay() throws IOException {
        Map<String, String> pages = Pages.render(DataFile.readAll(COMMITTED.resolve("data")));
        for (Map.Entry<String, String> page : pages.entrySet()) {
            assertEquals(
                    page.getValue(),
                    Files.readString(COMMITTED.resolve(page.getKey())),
                    page.getKey() + " differs from its data: run league --render");
        }
        assertEquals(pages.keySet(), committed(), "pages without data, or data without pages");
    }

    /** The generated pages that are there; others may keep files of their own in the directory. */
    private static Set<String> committed() throws IOException {
        var names = new TreeSet<String>();
        try (Stream<Path> files = Files.list(COMMITTED)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (name.matches(".*-jdk\\d+(-.*)?\\.svg")
                        || Files.readString(file).contains("Generated by `league --render`")) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static String page(DataFile file) {
        return Pages.render(List.of(file)).getOrDefault(file.part() + ".md", "");
    }

    private static void assertLine(String page, String line) {
        assertTrue(page.lines().anyMatch(line::equals), () -> line + "\nis no line of\n" + page);
    }

    private static Document xml(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
