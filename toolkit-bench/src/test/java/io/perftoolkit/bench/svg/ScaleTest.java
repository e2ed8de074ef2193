package io.perftoolkit.bench.svg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleTest {
    private static final double TINY = 1e-9;

    @Test
    void linear_values_standInProportion() {
        Scale scale = Scale.linear(0, 20, 5, v -> Element.number(v));
        assertEquals(0.25, scale.at(5), TINY);
        assertEquals(0, scale.at(-3), TINY);
        assertEquals(1, scale.at(30), TINY);
        assertEquals(List.of("0", "5", "10", "15", "20"), labels(scale));
    }

    @Test
    void linear_smallSteps_doNotDrift() {
        Scale scale = Scale.linear(0, 2, 20, v -> Double.toString(Math.round(v * 10) / 10.0));
        assertEquals(21, scale.ticks().size());
        assertEquals("2.0", scale.ticks().get(20).label());
    }

    @Test
    void log_equalRatios_areEqualDistances() {
        Scale scale = Scale.log(0.1, 1000, v -> Element.number(v));
        assertEquals(0.25, scale.at(1), TINY);
        assertEquals(0.5, scale.at(10), TINY);
        assertEquals(0, scale.at(0), TINY);
        assertEquals(0, scale.at(-1), TINY);
        assertEquals(List.of("0.1", "1", "10", "100", "1000"), labels(scale));
    }

    @Test
    void log_withinOneDecade_hasTicksBetween() {
        assertEquals(List.of("1", "2", "5"), labels(Scale.log(0.6, 8, v -> Element.number(v))));
    }

    @Test
    void log_fromNothing_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> Scale.log(0, 1, v -> ""));
    }

    @Test
    void scale_withoutExtent_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> Scale.linear(3, 3, 5, v -> ""));
        assertThrows(IllegalArgumentException.class, () -> Scale.linear(0, Double.NaN, 5, v -> ""));
        assertThrows(IllegalArgumentException.class, () -> Scale.log(3, 3, v -> ""));
        assertThrows(IllegalArgumentException.class, () -> Scale.nines(100));
        assertThrows(IllegalArgumentException.class, () -> Scale.names(List.of()));
    }

    @Test
    void nines_eachNine_isAsWideAsTheOneBefore() {
        Scale scale = Scale.nines(99.99);
        assertEquals(0.25, scale.at(90), 1e-6);
        assertEquals(0.5, scale.at(99), 1e-6);
        assertEquals(1, scale.at(100), TINY);
        assertEquals(List.of("0", "50", "90", "99", "99.9", "99.99"), labels(scale));
    }

    @Test
    void names_standInTheMiddleOfTheirShare() {
        Scale scale = Scale.names(List.of("a", "b"));
        assertEquals(0.25, scale.at(0), TINY);
        assertEquals(0.75, scale.at(1), TINY);
    }

    private static List<String> labels(Scale scale) {
        return scale.ticks().stream().map(Scale.Tick::label).toList();
    }
}
