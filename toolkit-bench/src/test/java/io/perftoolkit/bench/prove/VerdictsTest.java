package io.perftoolkit.bench.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.bench.prove.lab.MachineWatch;
import io.perftoolkit.bench.prove.result.LaneResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictsTest {
    private static LaneResult.Latency p95(double millis) {
        return new LaneResult.Latency(0, 0, 0, (long) (millis * 1e6), 0, 0, 0);
    }

    private static List<Boolean> met(List<LaneResult.Target> targets) {
        List<Boolean> met = new ArrayList<>();
        targets.forEach(target -> met.add(target.met()));
        return met;
    }

    @Test
    void judge_atTheGoals_areMissed() {
        assertEquals(
                List.of(false, false, false, false, false),
                met(Verdicts.judge(p95(100), 10_000, 10_500, 512L << 20, 0.70, 0.001, false)));
    }

    @Test
    void judge_withinTheGoals_areMet() {
        assertEquals(
                List.of(true, true, true, true, true),
                met(Verdicts.judge(p95(99.9), 10_001, 10_500, 511L << 20, 0.69, 0.0009, false)));
    }

    @Test
    void judge_lowerRateOffered_carryingItIsTheGoal() {
        List<LaneResult.Target> carried = Verdicts.judge(p95(1), 4_950, 5_000, 1, 0.1, 0, false);
        assertEquals(">= 4950/s, 99 % of what was offered", carried.get(1).goal());
        assertEquals(true, carried.get(1).met());
        assertEquals(
                false,
                Verdicts.judge(p95(1), 4_949, 5_000, 1, 0.1, 0, false).get(1).met());
    }

    @Test
    void judge_noisyMachine_hasNoVerdict() {
        assertEquals(
                Arrays.asList(null, null, null, null, null),
                met(Verdicts.judge(p95(1), 10_001, 10_500, 1, 0.1, 0, true)));
    }

    @Test
    void judge_figureUnknown_hasNoVerdict() {
        List<LaneResult.Target> targets = Verdicts.judge(p95(1), 10_001, 10_500, -1, -1, 0, false);
        assertNull(targets.get(2).met());
        assertEquals(-1, targets.get(2).value());
        assertNull(targets.get(3).met());
        assertEquals(-1, targets.get(3).value());
    }

    @Test
    void noise_allQuiet_isNone() {
        LaneResult.Noise noise = Verdicts.noise(new MachineWatch.Found(20, 5, 0.09, 0), 4_900_000, 100, 109);
        assertFalse(noise.noisy());
        assertEquals("", noise.reason());
    }

    @Test
    void noise_eachKind_isToldWithItsFigure() {
        LaneResult.Noise foreign = Verdicts.noise(new MachineWatch.Found(20, 5, 0.25, 0.05), 0, 100, 100);
        assertTrue(foreign.noisy());
        assertEquals("25 % of the machine went to others (5 % stolen by the hypervisor)", foreign.reason());
        assertTrue(Verdicts.noise(new MachineWatch.Found(20, 5, 0, 0), 5_100_000, 100, 100)
                .noisy());
        assertTrue(
                Verdicts.noise(new MachineWatch.Found(20, 5, 0, 0), 0, 100, 115).noisy());
        assertTrue(
                Verdicts.noise(new MachineWatch.Found(20, 5, 0, 0), 0, 100, 85).noisy());
    }

    @Test
    void noise_systemTellsNothing_isNotHeldAgainstTheMachine() {
        assertFalse(Verdicts.noise(new MachineWatch.Found(20, -1, -1, -1), 0, 100, 100)
                .noisy());
    }
}
