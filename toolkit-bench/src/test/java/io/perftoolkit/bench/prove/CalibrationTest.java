package io.perftoolkit.bench.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CalibrationTest {
    @Test
    void choose_machineBearsTheTarget_isTheTarget() {
        assertEquals(10_500, Calibration.choose(15_000, 10_500, 0).rate());
    }

    @Test
    void choose_machineBearsLess_isItsShareRoundedDown() {
        assertEquals(6_500, Calibration.choose(9_999, 10_500, 0).rate());
        assertEquals(600, Calibration.choose(900, 10_500, 0).rate());
        assertEquals(100, Calibration.choose(10, 10_500, 0).rate());
    }

    @Test
    void choose_nearTheEarlierRate_staysThere() {
        assertEquals(7_000, Calibration.choose(9_900, 10_500, 7_000).rate());
        assertEquals(6_500, Calibration.choose(10_200, 10_500, 6_500).rate());
        assertEquals(10_500, Calibration.choose(14_500, 10_500, 10_500).rate());
    }

    @Test
    void choose_farFromTheEarlierRate_isAnother() {
        assertEquals(5_500, Calibration.choose(8_000, 10_500, 7_000).rate());
        assertEquals(8_500, Calibration.choose(12_400, 10_500, 6_500).rate());
        assertEquals(1_000, Calibration.choose(20_000, 1_000, 6_500).rate());
    }
}
