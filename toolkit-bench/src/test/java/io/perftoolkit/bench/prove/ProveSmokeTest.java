package io.perftoolkit.bench.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.bench.prove.result.LaneResult;
import io.perftoolkit.bench.prove.result.ProveResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The whole way once, with real servers and real lanes: what is asserted must hold on any machine, however slow. */
@Timeout(180)
class ProveSmokeTest {
    /** Beside the build's other output, so that the unpacked servers are there the next time. */
    private static final Path OUT = Path.of("target", "prove-smoke").toAbsolutePath();

    @TempDir
    Path temp;

    @Test
    void smoke_realServers_bothLanesAnswerAndNoRequestIsLost() throws Exception {
        Path json = temp.resolve("result.json");
        ProveProcess prove =
                ProveProcess.start(OUT, temp.resolve("log"), "--smoke", "--seed", "5", "--json", json.toString());
        assertEquals(0, prove.exitCode(), prove::outputOrFailure);
        prove.awaitNothingLeft();

        ProveResult result = JsonMapper.shared().readValue(json.toFile(), ProveResult.class);
        assertEquals(ProveResult.FORMAT, result.format());
        assertEquals(
                List.of("plain", "toolkit"),
                result.lanes().stream().map(LaneResult::name).toList());
        long planned =
                Math.round(result.load().requestsPerSecond() * result.load().seconds());
        for (LaneResult lane : result.lanes()) {
            checkLane(lane, planned);
        }
        assertEquals("table lock", result.load().disturbances().get(0).name());
        assertTrue(result.findings().get(0).contains("smoke"), () -> "findings: " + result.findings());
        assertTrue(Files.size(OUT.resolve("report.html")) > 1_000);
        assertTrue(Files.size(OUT.resolve("result.json")) > 1_000);
    }

    private static void checkLane(LaneResult lane, long planned) throws IOException {
        long failed = lane.errors().values().stream().mapToLong(Long::longValue).sum();
        assertEquals(planned, lane.sent());
        assertEquals(planned, lane.answered() + failed, () -> lane.name() + " errors: " + lane.errors());
        assertTrue(lane.answered() > 0, () -> lane.name() + " errors: " + lane.errors());
        assertEquals(
                planned,
                lane.slices().stream().mapToLong(LaneResult.Slice::sent).sum());
        assertEquals(planned, logged(OUT.resolve(lane.histogramFile())));
        assertFalse(lane.errors().containsKey("wrong-answer"), () -> lane.name() + " errors: " + lane.errors());
        assertEquals(5, lane.targets().size());
        assertEquals(
                List.of("before", "table lock"),
                lane.periods().stream().map(LaneResult.Period::name).toList());
        assertTrue(lane.latency().p50Nanos() <= lane.latency().p99Nanos());
    }

    private static long logged(Path file) throws IOException {
        long count = 0;
        try (HistogramLogReader reader = new HistogramLogReader(file.toFile())) {
            while (reader.hasNext()) {
                if (reader.nextIntervalHistogram() instanceof AbstractHistogram histogram) {
                    count += histogram.getTotalCount();
                }
            }
        }
        return count;
    }
}
