package io.perftoolkit.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The code of the guide does what the guide says. */
class MemoryExampleTest {
    @Test
    void examples_run() {
        assertTrue(MemoryMonitorExample.monitor(() -> {}).contains("bytes of heap"));
        try (MemoryMonitor memory =
                MemoryMonitor.builder().tick(Duration.ofDays(1)).build()) {
            MemoryMonitorExample.parts(memory);
            assertEquals("", MemoryMonitorExample.suspicions(memory));
            assertTrue(MemoryMonitorExample.gaps(memory).lines().allMatch(line -> line.contains(" is unknown: ")));
            assertEquals(1_000, MemoryAccountExample.peakOfBuffers(memory, 1_000));
            assertThrows(
                    MemoryBudgetExceededException.class,
                    () -> MemoryAccountExample.peakOfBuffers(memory, (64 << 20) + 1));
        }
        assertEquals(1, AllocationMeterExample.parse(() -> {}).operations());
        assertTrue(AllocationMeterExample.span(() -> {}) >= 0);
    }
}
