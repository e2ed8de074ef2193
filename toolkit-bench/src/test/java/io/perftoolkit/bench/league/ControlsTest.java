package io.perftoolkit.bench.league;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ControlsTest {
    private static final List<Fork> FROM_10_TO_12 = List.of(fork(10, 12));

    private final Controls controls = new Controls();

    @Test
    void drift_readingsAroundAgree_isSmall() {
        read("arithmetic", 9, 10.0);
        read("arithmetic", 13, 10.2);
        Controls.Drift drift = controls.drift(FROM_10_TO_12);
        assertEquals("arithmetic", drift.control());
        assertEquals(0.02, drift.share(), 1e-9);
        assertFalse(drift.tooMuch());
    }

    @Test
    void drift_beyondTheTolerance_isTooMuch() {
        read("arithmetic", 9, 10.0);
        read("arithmetic", 13, 10.9);
        assertTrue(controls.drift(FROM_10_TO_12).tooMuch());
    }

    @Test
    void drift_readingsFarFromTheRow_areNotAsked() {
        read("arithmetic", 1, 50.0);
        read("arithmetic", 9, 10.0);
        read("arithmetic", 13, 10.1);
        read("arithmetic", 30, 50.0);
        assertFalse(controls.drift(FROM_10_TO_12).tooMuch());
    }

    @Test
    void drift_betweenTheForksOfARow_isSeen() {
        read("nanoTime", 9, 20.0);
        read("nanoTime", 13, 20.0);
        read("nanoTime", 20, 25.0);
        assertFalse(controls.drift(FROM_10_TO_12).tooMuch());
        assertTrue(controls.drift(List.of(fork(10, 12), fork(14, 16))).tooMuch());
    }

    @Test
    void drift_ofAFractionOfANanosecond_isTheClocksOwn() {
        read("empty", 9, 0.30);
        read("empty", 13, 0.45);
        assertFalse(controls.drift(FROM_10_TO_12).tooMuch());
    }

    @Test
    void drift_ofAFractionOfANanosecond_hidesNoOther() {
        read("empty", 9, 0.30);
        read("arithmetic", 9, 10);
        read("empty", 13, 0.45);
        read("arithmetic", 13, 11.9);
        Controls.Drift drift = controls.drift(FROM_10_TO_12);
        assertEquals("arithmetic", drift.control());
        assertTrue(drift.tooMuch());
    }

    @Test
    void drift_ofSeveralControls_isThatFurthestBeyondItsTolerance() {
        // The walk may differ by 20 %, the arithmetic by 8 %.
        read("walk", 9, 100);
        read("arithmetic", 9, 10);
        read("walk", 13, 118);
        read("arithmetic", 13, 10.9);
        assertEquals("arithmetic", controls.drift(FROM_10_TO_12).control());
    }

    @Test
    void sharedCore_twoThreadsNeedLongerThanOne_isSeen() {
        read(Controls.WIDE, 9, 10);
        read(Controls.WIDE_BY_TWO, 9, 10.5);
        assertTrue(controls.sharedCore(FROM_10_TO_12).isEmpty());
        read(Controls.WIDE_BY_TWO, 13, 17);
        assertEquals(1.7, controls.sharedCore(FROM_10_TO_12).orElseThrow(), 1e-9);
    }

    @Test
    void sharedCore_nobodyLooked_isNotKnown() {
        read(Controls.WIDE, 9, 10);
        assertTrue(controls.sharedCore(FROM_10_TO_12).isEmpty());
    }

    @Test
    void reading_withoutResult_countsNeitherForDriftNorForMeans() {
        read("walk", 9, Double.NaN);
        read("walk", 13, 100);
        assertFalse(controls.drift(FROM_10_TO_12).tooMuch());
        assertEquals(100, controls.mean("walk").orElseThrow());
        assertTrue(controls.mean("empty").isEmpty());
    }

    private void read(String control, double second, double nanos) {
        controls.add(new Controls.Reading(control, second, nanos));
    }

    private static Fork fork(double from, double to) {
        return new Fork(new Measured(1, 0, 0, 0, 0), from, to, 0);
    }
}
