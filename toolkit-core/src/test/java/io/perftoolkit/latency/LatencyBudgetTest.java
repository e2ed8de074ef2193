package io.perftoolkit.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatencyBudgetTest {
    @Test
    void ofBytes_negative_isRefused() {
        var refused = assertThrows(IllegalArgumentException.class, () -> LatencyBudget.ofBytes(-1));
        assertEquals("bytes must not be negative: -1", refused.getMessage());
    }

    @Test
    void stats_manyRecorders_areTheSumOfTheirBytes() {
        var budget = LatencyBudget.ofBytes(1 << 20);
        List<LatencyRecorder> recorders = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            recorders.add(LatencyRecorder.builder().budget(budget).build());
        }
        for (LatencyRecorder recorder : recorders) {
            for (int i = 1; i < 10_000; i++) {
                recorder.record(i * 1_000L);
            }
            recorder.snapshot();
        }
        long bytes = recorders.stream().mapToLong(LatencyRecorder::bytes).sum();
        assertEquals(bytes, budget.stats().used());
        assertEquals(1 << 20, budget.stats().limit());
        assertEquals(0, budget.stats().refused());
    }

    @Test
    void stats_usedUpByOne_refusesTheOtherASheetOfItsOwnButNoRecord() {
        var budget = LatencyBudget.ofBytes(3_000);
        List<LatencyRecorder> recorders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            var recorder = LatencyRecorder.builder().budget(budget).build();
            for (int k = 0; k < 20_000; k++) {
                recorder.record(1_000_000);
            }
            assertEquals(20_000, recorder.snapshot().count());
            recorders.add(recorder);
        }
        assertEquals(1, recorders.get(0).sheets().owners());
        assertEquals(0, recorders.get(3).sheets().owners());
        assertTrue(budget.stats().refused() > 0);
    }

    @Test
    void stats_recordersThatAreUnreachable_haveGivenTheirBytesBack() {
        var budget = LatencyBudget.ofBytes(1 << 20);
        for (int i = 0; i < 100; i++) {
            LatencyRecorder.builder().budget(budget).build().record(1);
        }
        assertTrue(budget.stats().used() > 0);
        for (long end = System.nanoTime() + 30_000_000_000L; budget.stats().used() > 0 && System.nanoTime() < end; ) {
            System.gc();
        }
        assertEquals(0, budget.stats().used());
    }
}
