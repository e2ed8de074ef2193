package io.perftoolkit.bench.league;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoiseWatchTest {
    @TempDir
    Path proc;

    @Test
    void foreign_betweenTwoReadings_isBusyWithoutOwnPlusStolen() throws IOException {
        // user nice system idle iowait irq softirq steal
        NoiseWatch.Reading before = reading("cpu  100 10 50 800 20 1 2 3 0 0", 40, 10, 5, 5);
        // Busy +100, of which own +60 (20 itself, 40 its ended children); stolen +10; all +200.
        NoiseWatch.Reading after = reading("cpu  180 15 60 885 25 3 5 13 0 0", 55, 15, 35, 15);
        assertEquals((100 - 60 + 10) / 200.0, after.foreignSince(before), 1e-12);
    }

    @Test
    void foreign_ownTicksAheadOfTheMachines_isNeverNegative() throws IOException {
        NoiseWatch.Reading before = reading("cpu  100 0 0 100 0 0 0 0 0 0", 50, 0, 0, 0);
        NoiseWatch.Reading after = reading("cpu  110 0 0 190 0 0 0 0 0 0", 65, 0, 0, 0);
        assertEquals(0, after.foreignSince(before));
    }

    @Test
    void foreign_noTimePassed_isZero() throws IOException {
        NoiseWatch.Reading reading = reading("cpu  1 0 0 1 0 0 0 0 0 0", 1, 0, 0, 0);
        assertEquals(0, reading.foreignSince(reading));
    }

    @Test
    void processName_withBlanksAndBrackets_isSkipped() throws IOException {
        Files.writeString(proc.resolve("stat"), "cpu  5 0 0 5 0 0 0 0 0 0\n");
        Files.createDirectories(proc.resolve("self"));
        Files.writeString(proc.resolve("self/stat"), "7 (a) 1 (b) S 1 1 1 0 -1 0 0 0 0 0 11 12 13 14 20 0");
        assertEquals(50, Objects.requireNonNull(new NoiseWatch(proc).read()).own());
    }

    @Test
    void read_withoutProc_isUnknown() {
        assertNull(new NoiseWatch(proc.resolve("absent")).read());
    }

    @Test
    void read_strangeFile_isUnknown() throws IOException {
        Files.createDirectories(proc.resolve("self"));
        Files.writeString(proc.resolve("stat"), "intr 1 2 3\n");
        Files.writeString(proc.resolve("self/stat"), "nonsense");
        assertNull(new NoiseWatch(proc).read());
    }

    private NoiseWatch.Reading reading(String machine, long user, long system, long childUser, long childSystem)
            throws IOException {
        Files.writeString(proc.resolve("stat"), machine + "\ncpu0 1 2 3 4\n");
        Files.createDirectories(proc.resolve("self"));
        Files.writeString(
                proc.resolve("self/stat"),
                "7 (java) S 1 1 1 0 -1 0 0 0 0 0 " + user + " " + system + " " + childUser + " " + childSystem
                        + " 20 0");
        NoiseWatch.Reading reading = new NoiseWatch(proc).read();
        assertNotNull(reading);
        return reading;
    }
}
