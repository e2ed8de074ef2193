package io.perftoolkit.bench.league;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineFactsTest {
    @TempDir
    Path root;

    @Test
    void read_linux_takesCpuCachesMemoryAndGovernor() throws IOException {
        write(
                "proc/cpuinfo",
                "processor\t: 0\ncpu family\t: 26\nmodel\t\t: 2\nmodel name\t: Fast 9000\nflags\t\t: fpu hypervisor\n");
        write("proc/meminfo", "MemTotal:       24684096 kB\nMemFree: 1 kB\n");
        write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
        cache("index0", "1", "Data", "48K");
        cache("index1", "1", "Instruction", "32K");
        cache("index2", "2", "Unified", "1024K");
        MachineFacts facts = MachineFacts.read(root.resolve("proc"), root.resolve("sys"));
        assertEquals("Fast 9000", facts.cpu());
        assertEquals("26", facts.cpuFamily());
        assertEquals("2", facts.cpuModel());
        assertTrue(facts.virtual());
        assertEquals(List.of("L1d 48K", "L1i 32K", "L2 1024K"), facts.caches());
        assertEquals(24_684_096L * 1024, facts.memoryBytes());
        assertEquals("performance", facts.governor());
        assertEquals(Runtime.version().feature(), facts.jdkFeature());
    }

    @Test
    void read_systemThatTellsNothing_saysUnknown() {
        MachineFacts facts = MachineFacts.read(root.resolve("proc"), root.resolve("sys"));
        assertEquals("unknown", facts.cpuFamily());
        assertEquals("unknown", facts.governor());
        assertEquals(List.of(), facts.caches());
        assertEquals(0, facts.memoryBytes());
    }

    private void cache(String index, String level, String type, String size) throws IOException {
        String directory = "sys/devices/system/cpu/cpu0/cache/" + index;
        write(directory + "/level", level + "\n");
        write(directory + "/type", type + "\n");
        write(directory + "/size", size + "\n");
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
