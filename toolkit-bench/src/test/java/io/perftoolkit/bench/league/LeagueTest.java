package io.perftoolkit.bench.league;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The whole way, with real JVMs and times so short that the figures mean nothing; only their shape is asserted. */
class LeagueTest {
    private static final String LOCK = "jmh.ignoreLock";
    private static final String ROWS = """
            tiny | adding | 1 | baseline.CounterBenchmark.increment | subject=LongAdder | subject=AtomicLong | ratio | >= 0.000001
            tiny | garbage of adding | 1 | baseline.CounterBenchmark.increment | subject=LongAdder | - | garbage | <= 1000 B
            tiny | future | 1 | baseline.CounterBenchmark.increment | subject=LongAdder | - | absolute | - | jdk 99
            """;

    private static final Pace TINY = new Pace(1, 20, 2, 30);

    @TempDir
    Path docs;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void shareTheMachine() {
        // Builds may run side by side; nothing here is a measurement that another JMH could spoil.
        System.setProperty(LOCK, "true");
    }

    @AfterEach
    void restore() {
        System.clearProperty(LOCK);
    }

    @Test
    void league_realForks_writesDataPagesAndLines() throws IOException {
        Path data = docs.resolve("data");
        league().measure("tiny", Goals.parse(ROWS));
        DataFile file = DataFile.readAll(data).get(0);

        assertEquals("tiny", file.part());
        assertEquals(Runtime.version().feature(), file.facts().jdkFeature());
        assertEquals(List.of("future, 1 threads: needs JDK 99"), file.notRun());
        RowResult adding = file.rows().get(0);
        assertEquals(2, adding.ours().forks().size());
        assertTrue(adding.ours().forks().stream().allMatch(n -> n > 0 && n < 1e6), adding.toString());
        assertTrue(Set.of(Verdict.OK, Verdict.NOISY).contains(adding.verdict()));
        assertEquals(Verdict.OK, file.rows().get(1).verdict());
        // Two trials, two forks each, at least one full pass of the controls and one of the thermometers.
        assertTrue(file.controls().size() >= 9, file.controls().toString());
        assertTrue(file.controls().stream().allMatch(r -> r.nanos() > 0));

        JsonNode adder = trial(file.raw(), "LongAdder");
        assertEquals(2, adder.get("primaryMetric").get("rawData").size());
        assertEquals("ns/op", adder.get("primaryMetric").get("scoreUnit").asString());
        assertTrue(adder.get("secondaryMetrics").has("gc.alloc.rate.norm"), adder.toString());
        assertHidden(Files.readString(data.resolve(file.stem() + ".json")));

        String lines = out.toString(StandardCharsets.UTF_8);
        assertEquals(2, lines.lines().count());
        assertTrue(lines.startsWith("tiny | adding | 1 | LongAdder "), lines);
    }

    @Test
    void sliceHarness_realFork_keepsItsOwnRecord() {
        var harness = new SliceHarness();
        Trial trial = Trial.of("baseline.CounterBenchmark.increment", Map.of("subject", "LongAdder"), 1);
        Measured measured = harness.measure(trial, TINY);
        assertTrue(measured.slices() > 0 && measured.kept() <= measured.slices(), measured.toString());
        assertTrue(measured.bytes() <= measured.byteNoise(), measured.toString());
        assertEquals(1, harness.raw().size());
        assertEquals(trial.toString(), harness.raw().get(0).get("trial").asString());
        assertEquals(
                measured.slices(),
                harness.raw().get(0).get("result").get("slices").asInt());
    }

    @Test
    void jmhHarness_cacheThatEvicts_tellsBothClocksAndTheHitRatio() {
        Trial trial = Trial.of("cache.EvictBenchmark.request", Map.of("subject", "Guava", "entries", "16384"), 2);
        Measured.Counted counted = new JmhHarness().measure(trial, TINY).counted();
        assertTrue(counted.callerCpuNanos() > 0, counted.toString());
        // The process holds the callers; the two clocks are read one after another.
        assertTrue(counted.processCpuNanos() > 0.8 * counted.callerCpuNanos(), counted.toString());
        assertTrue(counted.hitRatio() > 0.5 && counted.hitRatio() < 0.95, counted.toString());
        assertTrue(Double.isNaN(counted.entryBytes()), counted.toString());
    }

    @Test
    void jmhHarness_singleShot_isOneEpisodeWithItsFigure() {
        Trial trial = Trial.of(
                "cache.FootprintBenchmark.fill",
                Map.of("subject", "ConcurrentHashMap", "entries", "16384", "expiry", "never"),
                1);
        Measured.Counted counted = new JmhHarness().measure(trial, TINY).counted();
        // A node of 32 bytes and its place in a table that is at least half empty.
        assertTrue(counted.entryBytes() > 32 && counted.entryBytes() < 60, counted.toString());
        assertTrue(Double.isNaN(counted.hitRatio()), counted.toString());
    }

    @Test
    void jmhHarness_benchmarkThatThrows_saysWhich() {
        Trial trial = Trial.of("baseline.CounterBenchmark.increment", Map.of("subject", "Nobody"), 1);
        var thrown = assertThrows(IllegalStateException.class, () -> new JmhHarness().measure(trial, TINY));
        assertTrue(thrown.getMessage().startsWith("JMH cannot measure " + trial), thrown.getMessage());
    }

    private League league() {
        Command command = new Command(
                Command.Action.MEASURE, List.of("tiny"), false, false, 2, 20, docs.resolve("data"), "", null);
        var silent = new PrintStream(PrintStream.nullOutputStream());
        return new League(
                command, new Plan(2, TINY, TINY, 0), new PrintStream(out, true, StandardCharsets.UTF_8), silent);
    }

    /** The files are published. */
    private static void assertHidden(String json) {
        for (String secret : List.of("java.home", "user.dir", "java.io.tmpdir")) {
            assertFalse(json.contains(System.getProperty(secret)), secret);
        }
    }

    private static JsonNode trial(JsonNode raw, String subject) {
        for (JsonNode result : raw) {
            if (result.path("params").path("subject").asString("").equals(subject)) {
                return result;
            }
        }
        throw new AssertionError(raw.toString());
    }
}
