package io.perftoolkit.bench.league;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class KindTest {
    private static final Measured EACH = new Measured(1, 2, 0, 0, 0, new Measured.Counted(3, 4, 0.5, 5, 6, 0.7));

    @Test
    void figure_isThatOfTheKind() {
        assertEquals(1, Kind.RATIO.figure(EACH));
        assertEquals(1, Kind.SCALING.figure(EACH));
        assertEquals(2, Kind.GARBAGE.figure(EACH));
        assertEquals(3, Kind.CALLER.figure(EACH));
        assertEquals(4, Kind.PROCESS.figure(EACH));
        assertEquals(5, Kind.ENTRY.figure(EACH));
        assertEquals(6, Kind.WORST.figure(EACH));
        assertEquals(6, Kind.LONGEST.figure(EACH));
        assertEquals(0.7, Kind.EVEN.figure(EACH));
        assertEquals(Double.NaN, Kind.GAP.figure(EACH));
    }

    @Test
    void slices_tellTimesAndGarbageOnly() {
        assertEquals(
                List.of(Kind.RATIO, Kind.SHARE, Kind.ADDED, Kind.ABSOLUTE, Kind.GARBAGE, Kind.SCALING),
                where(Kind::fitsSlices));
    }

    @Test
    void quotients_haveTwoSidesAndNoUnit() {
        assertEquals(
                List.of(Kind.RATIO, Kind.SHARE, Kind.CALLER, Kind.PROCESS, Kind.SCALING, Kind.LONGEST, Kind.LEVEL),
                where(Kind::isQuotient));
    }

    @Test
    void counted_needNoQuietMachine() {
        assertEquals(List.of(Kind.GARBAGE, Kind.ENTRY, Kind.POINTS, Kind.LEVEL, Kind.GAP), where(Kind::isCounted));
    }

    private static List<Kind> where(Predicate<Kind> rule) {
        return Arrays.stream(Kind.values()).filter(rule).toList();
    }
}
