package io.perftoolkit.bench.prove.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcFsTest {
    @TempDir
    Path root;

    private ProcFs proc;

    @BeforeEach
    void open() {
        proc = new ProcFs(root);
    }

    private void process(long pid, String state, int user, int system, int childUser, String children)
            throws IOException {
        Path task = root.resolve(pid + "/task/" + pid);
        Files.createDirectories(task);
        Files.writeString(
                root.resolve(pid + "/stat"),
                pid + " (a (strange) name) " + state + " 1 2 3 4 5 6 7 8 9 10 " + user + ' ' + system + ' ' + childUser
                        + " 4 20 0 1 0 12345 0 0\n");
        Files.writeString(task.resolve("children"), children);
    }

    private void machine(long user, long system, long interrupts, long stolen) throws IOException {
        Files.writeString(
                root.resolve("stat"),
                "cpu  " + user + " 10 " + system + " 5000 77 " + interrupts + ' ' + interrupts + ' ' + stolen
                        + " 0 0\ncpu0 1 2 3\n");
    }

    @Test
    void machine_busy_leavesOutIdleWaitingAndInterrupts() throws IOException {
        machine(100, 20, 999, 7);
        assertEquals(new ProcFs.Machine(130, 7), proc.machine());
    }

    @Test
    void ticks_strangeName_isReadBehindIt() throws IOException {
        process(42, "S", 30, 5, 3, "");
        assertEquals(35, proc.ticks(42, false));
        assertEquals(42, proc.ticks(42, true));
    }

    @Test
    void treeTicks_childrenOfChildren_areCounted() throws IOException {
        process(1, "S", 10, 0, 0, "2 3 ");
        process(2, "S", 20, 0, 0, "4 ");
        process(3, "S", 30, 0, 0, "");
        process(4, "S", 40, 0, 0, "");
        assertEquals(100 + 4 * 4, proc.treeTicks(1));
    }

    @Test
    void peakRss_status_isTheHighWaterMark() throws IOException {
        Files.createDirectories(root.resolve("42"));
        Files.writeString(
                root.resolve("42/status"), "Name:\tjava\nVmPeak:\t  9999 kB\nVmHWM:\t   2048 kB\nVmRSS:\t 1 kB\n");
        assertEquals(2048 * 1024, proc.peakRssBytes(42));
    }

    @Test
    void zombie_state_isRead() throws IOException {
        process(42, "Z", 0, 0, 0, "");
        process(43, "S", 0, 0, 0, "");
        assertTrue(proc.isZombie(42));
        assertFalse(proc.isZombie(43));
        assertFalse(proc.isZombie(44));
    }

    @Test
    void everything_noSuchFile_isMinusOne() {
        assertEquals(new ProcFs.Machine(-1, -1), proc.machine());
        assertEquals(-1, proc.ticks(42, true));
        assertEquals(-1, proc.treeTicks(42));
        assertEquals(-1, proc.peakRssBytes(42));
    }

    /** The watch over a machine of two processors on which ten seconds' worth of ticks go by between two looks. */
    @Test
    void watch_fixture_tellsOursFromTheRest() throws IOException {
        long self = ProcessHandle.current().pid();
        machine(1_000, 0, 0, 0);
        process(self, "S", 0, 0, 0, "");
        process(7, "S", 0, 0, 0, "8 ");
        process(8, "S", 0, 0, 0, "");
        try (MachineWatch watch = new MachineWatch(proc, ProcessHandle.current(), new long[] {7}, 2)) {
            machine(2_000, 0, 50_000, 100);
            process(self, "S", 300, 0, 0, "");
            process(7, "S", 100, 0, 0, "8 ");
            process(8, "S", 200, 0, 0, "");
            MachineWatch.Found found = watch.stop();
            double capacity = found.wallSeconds() * 2 * ProcFs.TICKS_PER_SECOND;
            assertEquals(3.0, found.serviceCpuSeconds(), 1e-9);
            assertEquals(100 / capacity, found.stolenShare(), 1e-9);
            assertEquals((1_000 - 300 - 300 + 100) / capacity, found.foreignShare(), 1e-9);
        }
    }

    @Test
    void watch_noProc_tellsMinusOne() {
        try (MachineWatch watch = new MachineWatch(proc, ProcessHandle.current(), new long[] {7}, 2)) {
            MachineWatch.Found found = watch.stop();
            assertEquals(-1, found.foreignShare());
            assertTrue(found.wallSeconds() >= 0);
        }
    }
}
