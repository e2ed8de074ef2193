package io.perftoolkit.bench.league;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.perftoolkit.bench.hitratio.Outcome;
import io.perftoolkit.bench.traces.Trace;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.InputSource;

/** Fabricated outcomes, judged and drawn. */
class HitRatioRunTest {
    private static final String ROW = "p | t | 1 | hitratio.Simulation.%s | subject=Ours | %s | %s";
    private static final List<Outcome> OUTCOMES = Fabricated.outcomes();

    @TempDir
    Path directory;

    @Test
    void mean_isOfRecordedTracesOnly() {
        RowResult result = judge("mean", "subject=Caffeine", "points | >= 0.8 points");
        // web 52 - 50, loop 20 - 24; the generated one would change the sign.
        assertEquals(-1, estimate(result).value(), 1e-9);
        assertEquals(Verdict.SHORT, result.verdict());
        assertEquals(0.36, result.ours().nanos(), 1e-9);
        assertEquals(4, result.ours().forks().size());
    }

    @Test
    void worst_isOneSize() {
        RowResult result = judge("worst", "subject=Caffeine", "points | >= -5 points");
        assertEquals(-4, estimate(result).value(), 1e-9);
        assertEquals(Verdict.OK, result.verdict());
        assertEquals(
                "p | t | 1 | Ours 20.00 % | Caffeine 24.00 % | -4.00 points | +-0.00 points | >= -5 points | ok",
                result.line("p"));
    }

    @Test
    void loops_areThoseWhoseNameSaysSo() {
        RowResult result = judge("loops", "subject=Caffeine", "level | >= 0.97");
        assertEquals(20 / 24.0, estimate(result).value(), 1e-9);
        assertEquals(Verdict.SHORT, result.verdict());
    }

    @Test
    void loops_withoutAny_areNotJudged() {
        Row row = row("loops", "subject=Caffeine", "level | >= 0.97");
        RowResult result = new HitRatioRun(List.of(OUTCOMES.get(0))).judge(row);
        assertNull(result.estimate());
        assertEquals(Verdict.NOISY, result.verdict());
        assertEquals("no trace has such a figure", result.why());
    }

    @Test
    void gap_isTheMeanOfSharesClosed() {
        RowResult result = judge("gap", "-", "gap | >= 43 %");
        // web (52 - 40) / (70 - 40), loop 20 / 25.
        assertEquals((0.4 + 0.8) / 2, estimate(result).value(), 1e-9);
        assertEquals(Verdict.OK, result.verdict());
        assertEquals(">= 43 %", result.goal());
    }

    @Test
    void gap_goalWithinTheErrorOfRuns_isNoisy() {
        List<Outcome> shaky = List.of(Fabricated.outcome(
                "web", Trace.Origin.RECORDED, 0.40, 0.70, List.of(0.5, 0.5), List.of(0.50, 0.56, 0.48, 0.58)));
        RowResult result = new HitRatioRun(shaky).judge(row("gap", "-", "gap | >= 43 %"));
        assertEquals(Verdict.NOISY, result.verdict());
        assertEquals("the error is too wide for this goal", result.why());
    }

    static Stream<Arguments> mistakes() {
        String p = "hitratio.Simulation.";
        return Stream.of(
                arguments(
                        "p | t | 1 | hitratio.Simulation.median | subject=Ours | subject=LRU | points | -",
                        p + "median subject=Ours threads=1: the simulator has no figure median of kind points"),
                arguments(
                        "p | t | 1 | hitratio.Simulation.gap | subject=Ours | subject=LRU | points | -",
                        p + "gap subject=Ours threads=1: the simulator has no figure gap of kind points"),
                arguments(
                        "p | t | 1 | other.Simulation.gap | subject=Ours | - | gap | -",
                        "other.Simulation.gap subject=Ours threads=1: the simulator has no figure gap of kind gap"),
                arguments(
                        "p | t | 1 | hitratio.Simulation.gap | subject=Ours size=3 | - | gap | -",
                        p + "gap size=3 subject=Ours threads=1: choose a subject, and nothing else"),
                arguments(
                        "p | t | 1 | hitratio.Simulation.mean | subject=Ours | subject=FIFO | points | -",
                        "unknown contender: FIFO"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void row_thatTheSimulatorDoesNotKnow_isRefused(String row, String message) {
        List<Row> rows = Goals.parse(row);
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> Subjects.check(rows))
                        .getMessage());
    }

    @Test
    void part_simulatedAndMeasured_isRefused() {
        List<Row> mixed = Goals.parse(ROW.formatted("gap", "-", "gap | -")
                + "\np | u | 1 | baseline.CounterBenchmark.increment | subject=LongAdder | - | absolute | -");
        var thrown = assertThrows(IllegalArgumentException.class, () -> HitRatioRun.isSimulated("p", mixed));
        assertEquals("part p mixes simulated rows with measured ones", thrown.getMessage());
        assertTrue(HitRatioRun.isSimulated("p", mixed.subList(0, 1)));
        assertTrue(!HitRatioRun.isSimulated("p", mixed.subList(1, 2)));
    }

    @Test
    void page_holdsTracesSumsAndTheMeanWithoutEach() throws IOException {
        DataFile file = Fabricated.simulated(judge("mean", "subject=Caffeine", "points | >= 0.8 points"));
        file.write(directory);
        List<DataFile> read = DataFile.readAll(directory);
        assertEquals(OUTCOMES, HitRatioPage.outcomes(read.get(0)));
        List<String> page =
                Pages.render(read).getOrDefault("hits.md", "").lines().toList();
        assertTrue(
                page.contains(
                        "| t | Ours 36.00 % | Caffeine 37.00 % | -1.00 points | 0.00 points | >= 0.8 points | short |"),
                page::toString);
        assertTrue(
                page.contains("| web | 40.00 | 41.00 | 45.00 | 50.00 | 52.00 | 70.00 | +2.00 | +2.00 | -4.00 |"),
                page::toString);
        assertTrue(
                page.contains(
                        "| **mean of 2 sizes** | 20.00 | 20.50 | 34.00 | 37.00 | 36.00 | 47.50 | -1.00 | -4.00 |  |"),
                page::toString);
        assertTrue(
                page.contains(
                        "| wins and losses against Caffeine | 0 / 2 | 0 / 2 | 0 / 2 |  | 1 / 1 | 2 / 0 |  |  |  |"),
                page::toString);
        assertTrue(
                page.contains("| gap between LRU and OPT closed | 0 % | 2 % | 54 % | 65 % | 60 % | 100 % |  |  |  |"),
                page::toString);
        assertTrue(page.contains("### Generated traces"), page::toString);
        assertTrue(
                page.contains(
                        "| loop | 1000 | 100 | 20 | 0.00 | 0.00 | 23.00 | 24.00 | 20.00 | 25.00 | -4.00 | 20.00 to 20.00 |"),
                page::toString);
        assertTrue(page.stream().noneMatch(line -> line.contains("control") || line.contains("Flags")), page::toString);
    }

    @Test
    void plot_hasAFilledDotForEachTraceAndAHollowOneForEachSize() throws Exception {
        DataFile file = Fabricated.simulated(judge("mean", "subject=Caffeine", "points | -"));
        String svg = Pages.render(List.of(file)).get("hits-jdk17-simulator.svg");
        assertNotNull(svg);
        var document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertEquals(6, document.getElementsByTagName("circle").getLength());
    }

    private static RowResult judge(String figure, String peer, String kindAndGoal) {
        return new HitRatioRun(OUTCOMES).judge(row(figure, peer, kindAndGoal));
    }

    private static Row row(String figure, String peer, String kindAndGoal) {
        List<Row> rows = Goals.parse(ROW.formatted(figure, peer, kindAndGoal));
        Subjects.check(rows);
        return rows.get(0);
    }

    private static Interval estimate(RowResult result) {
        return java.util.Objects.requireNonNull(result.estimate());
    }
}
