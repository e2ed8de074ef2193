package io.perftoolkit.bench.prove.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.bench.prove.result.LaneResult;
import io.perftoolkit.bench.prove.result.LaneResult.Slice;
import io.perftoolkit.bench.prove.result.ProveResult;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Compares with the files in {@code src/test/resources}; run with {@code -Dgolden=write} to write them anew, then read the
 * difference. Escape characters stand there as {@code ␛}.
 */
class ProgressTest {
    private static final Path REPORT = Path.of("target", "prove", "report.html");
    private static final Map<String, String> UTF8 = Map.of("LANG", "C.UTF-8");
    private static final Map<String, String> NO_COLOR = Map.of("LANG", "C.UTF-8", "NO_COLOR", "1");
    private static final ProveResult TYPICAL = Samples.typical();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(10));

    @Test
    void lines_ofARun_areOnePerSecondAndThenTheScoreboard() throws IOException {
        run(lines(UTF8, 100), TYPICAL);
        golden("lines-100.txt", text());
    }

    @Test
    void lines_ofAnAsciiStream_areAscii() throws IOException {
        run(lines(Map.of("LANG", "POSIX"), 60), TYPICAL);
        assertTrue(text().chars().allMatch(c -> c < 0x7F), text());
        golden("lines-60-ascii.txt", text());
    }

    @Test
    void lines_never_holdAnEscapeSequence() {
        run(lines(UTF8, 100), Samples.findings(TYPICAL, List.of("hostile \033[2J finding\nof two lines")));
        assertFalse(text().contains("\033"));
        assertTrue(text().contains("hostile  [2J finding of two lines"), text());
    }

    @Test
    void block_whileRunning_isRedrawnInPlace() throws IOException {
        BlockProgress progress = block(NO_COLOR, 80);
        start(progress);
        LaneResult plain = TYPICAL.lanes().get(0);
        progress.phase("lane plain", "measuring");
        measure(progress, plain, 120);
        progress.phase("lane toolkit", "measuring");
        measure(progress, TYPICAL.lanes().get(1), 66);
        golden("block-80-running.txt", screen(80));
    }

    @Test
    void block_inColour_paintsByShade() throws IOException {
        BlockProgress progress = block(UTF8, 60);
        progress.phase("lane plain", "measuring");
        bytes.reset();
        progress.slice("plain", new Slice(0, 300, 0, 200_000, 900_000, 1_000_000));
        progress.slice("plain", new Slice(0.1, 300, 0, 200_000, 99_000_000, 100_000_000));
        progress.slice("plain", new Slice(0.2, 300, 7, 200_000, 1_000_000_000, 1_000_000_000));
        golden("block-60-colour-frames.txt", text());
    }

    @Test
    void block_atTheEnd_leavesPhasesAndScoreboard() throws IOException {
        run(block(NO_COLOR, 100), TYPICAL);
        golden("block-100-end.txt", screen(100));
    }

    @Test
    void block_atTheEndInColour_marksPassAndFail() throws IOException {
        BlockProgress progress = block(UTF8, 100);
        progress.done(TYPICAL, REPORT);
        golden("block-100-end-colour.txt", text());
    }

    @Test
    void block_ofANarrowTerminal_staysWithinIt() throws IOException {
        run(block(NO_COLOR, 60), TYPICAL);
        golden("block-60-end.txt", screen(60));
    }

    @Test
    void scoreboard_ofANoisyLane_hasNeitherVerdictNorRatio() throws IOException {
        block(NO_COLOR, 100).done(Samples.with(TYPICAL, "plain", Samples::noisy), REPORT);
        golden("noisy-100.txt", screen(100));
        assertFalse(screen(100).contains("1/"), "a ratio");
    }

    @Test
    void scoreboard_whenTheToolkitIsWorse_saysSo() throws IOException {
        List<LaneResult> turned = List.of(
                Samples.rename(TYPICAL.lanes().get(1), "plain"),
                Samples.rename(TYPICAL.lanes().get(0), "toolkit"));
        block(NO_COLOR, 100).done(Samples.lanes(TYPICAL, turned), REPORT);
        golden("worse-100.txt", screen(100));
    }

    @Test
    void scoreboard_ofFourLanes_fitsOrGoesBelow() {
        for (int width : new int[] {60, 80, 120, 200}) {
            bytes.reset();
            block(NO_COLOR, width).done(Samples.large(), REPORT);
            for (LaneResult lane : Samples.large().lanes()) {
                assertTrue(screen(width).contains(lane.name()), screen(width));
            }
        }
    }

    @Test
    void scoreboard_ofNoLane_saysThatThereIsNone() {
        block(NO_COLOR, 80).done(Samples.lanes(TYPICAL, List.of()), REPORT);
        assertTrue(screen(80).contains("No lane ran to its end"), screen(80));
    }

    @Test
    void slice_thatComesAgain_replacesTheEarlierOne() {
        BlockProgress progress = block(NO_COLOR, 80);
        progress.phase("lane plain", "");
        progress.slice("plain", new Slice(0, 300, 0, 200_000, 900_000, 1_000_000));
        progress.slice("plain", new Slice(0, 300, 0, 200_000, 2_000_000_000, 2_000_000_000));
        assertTrue(screen(80).contains("plain  █\n"), screen(80));
    }

    @Test
    void note_whileABlockIsDrawn_staysAboveIt() {
        BlockProgress progress = block(NO_COLOR, 80);
        progress.phase("calibrate", "closed loop");
        progress.note("the plain lane bears 4 300/s");
        progress.phase("calibrate", "again");
        List<String> lines = screen(80).lines().toList();
        assertEquals("! the plain lane bears 4 300/s", lines.get(0));
        assertTrue(lines.get(1).contains("calibrate") && lines.get(1).contains("again"), screen(80));
        assertEquals(2, lines.size());
    }

    @Test
    void close_withoutAResult_leavesTheBlockAndDrawsNoMore() {
        BlockProgress progress = block(NO_COLOR, 80);
        progress.phase("lane plain", "");
        progress.close();
        String closed = screen(80);
        progress.phase("lane toolkit", "");
        progress.done(TYPICAL, REPORT);
        progress.close();
        assertEquals(closed, screen(80));
        assertTrue(closed.contains("lane plain"));
    }

    @Test
    void view_ofATerminal_isABlockAndOfAnythingElseLines() {
        assertTrue(view(UTF8, true, 80) instanceof BlockProgress);
        assertTrue(view(UTF8, true, 0) instanceof BlockProgress, "width not known");
        assertTrue(view(UTF8, false, 80) instanceof LineProgress, "no terminal");
        assertTrue(view(UTF8, true, 59) instanceof LineProgress, "too narrow");
        assertTrue(view(Map.of("TERM", "dumb"), true, 80) instanceof LineProgress, "dumb");
    }

    @Test
    void painter_ofABlock_endsWithTheRun() throws InterruptedException {
        Progress progress = Progress.forTerminal(out, UTF8, true, 80);
        Thread painter = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("perftoolkit-prove-terminal"))
                .findFirst()
                .orElse(null);
        assertNotNull(painter);
        assertTrue(painter.isDaemon());
        progress.close();
        painter.join(TimeUnit.SECONDS.toMillis(10));
        assertFalse(painter.isAlive());
    }

    private Progress view(Map<String, String> env, boolean isTerminal, int width) {
        Progress view = Progress.forTerminal(out, env, isTerminal, width);
        view.close();
        return view;
    }

    private LineProgress lines(Map<String, String> env, int width) {
        return new LineProgress(out, Ink.of(env, false), width, nanos::get);
    }

    private BlockProgress block(Map<String, String> env, int width) {
        return new BlockProgress(out, Ink.of(env, true), width, nanos::get);
    }

    private void run(Progress progress, ProveResult result) {
        start(progress);
        for (LaneResult lane : result.lanes()) {
            progress.phase("lane " + lane.name(), "measuring");
            measure(progress, lane, lane.slices().size());
        }
        progress.done(result, REPORT);
    }

    private void start(Progress progress) {
        progress.phase("start servers", "PostgreSQL, Redis");
        pass(5.2);
        progress.phase("calibrate", "closed loop on plain");
        pass(6);
        progress.note("plain bears 4 300/s undisturbed");
    }

    private void measure(Progress progress, LaneResult lane, int slices) {
        for (Slice slice : lane.slices().subList(0, slices)) {
            pass(0.1);
            progress.slice(lane.name(), slice);
        }
    }

    private void pass(double seconds) {
        nanos.addAndGet(Math.round(seconds * 1e9));
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private String screen(int width) {
        return new Screen(width).print(text()).text();
    }

    private static void golden(String name, String actual) throws IOException {
        String shown = actual.replace('\033', '␛').replace('\r', '␍').replace(File.separatorChar, '/');
        Path file = Path.of("src", "test", "resources", "io", "perftoolkit", "bench", "prove", "report", name);
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, shown, StandardCharsets.UTF_8);
        }
        assertEquals(Files.readString(file, StandardCharsets.UTF_8), shown);
    }
}
