package io.perftoolkit.bench.slices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Real JVMs. How many slices are kept depends on who else is on the machine, so only their bounds are asserted. */
class SlicesTest {
    private static final Duration SHORT = Duration.ofMillis(120);

    @Test
    void benchmark_onTwoThreads_isRunAndCounted() {
        SliceResult result = Slices.measure(
                "io.perftoolkit.bench.baseline.MapReadBenchmark.get",
                Map.of("subject", "Caffeine"),
                2,
                SHORT,
                SHORT,
                List.of("-Xmx256m"));
        assertTrue(result.slices() >= 1, result.toString());
        assertTrue(result.kept() >= 0 && result.kept() <= result.slices(), result.toString());
        assertEquals(result.kept() < Slices.LEAST_KEPT, Double.isNaN(result.medianNanos()), result.toString());
    }

    @Test
    void benchmark_thatAllocates_isFoundOut() {
        SliceResult result = Slices.measure(
                "io.perftoolkit.bench.control.ControlBenchmark.allocate",
                Map.of(),
                1,
                SHORT,
                SHORT,
                List.of("-Xmx256m"));
        // 100 bytes and a header of 8 to 16, rounded up to a multiple of 8.
        assertEquals(116, result.bytes(), 4.1 + result.byteNoise(), result.toString());
    }

    @Test
    void benchmark_thatThrows_endsWithItsReason() {
        var thrown = assertThrows(
                IllegalStateException.class,
                () -> Slices.measure(
                        "io.perftoolkit.bench.baseline.CounterBenchmark.increment",
                        Map.of("subject", "Nobody"),
                        2,
                        SHORT,
                        SHORT,
                        List.of()));
        assertTrue(thrown.getMessage().contains("unknown subject: Nobody"), thrown.getMessage());
    }

    @Test
    void benchmark_unknown_isRefused() {
        var thrown = assertThrows(
                IllegalArgumentException.class,
                () -> Slices.measure("no.such.Benchmark", Map.of(), 1, SHORT, SHORT, List.of()));
        assertEquals("there is no such benchmark: no.such.Benchmark", thrown.getMessage());
    }
}
