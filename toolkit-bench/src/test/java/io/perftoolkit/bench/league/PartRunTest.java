package io.perftoolkit.bench.league;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PartRunTest {
    private static final String CLASS = "p | %s | 1 | a.B.c | x=%s | x=%s | ratio | -\n";

    private final FakeHarness harness = new FakeHarness();

    @Test
    void rounds_takeSidesInTurn_forwardsThenBackwards() {
        run(Plan.full(2, 100), row("one", "a", "b") + row("two", "c", "d"));
        assertEquals(List.of("a", "b", "c", "d", "d", "c", "b", "a"), harness.trials());
    }

    @Test
    void trial_ofTwoRows_isMeasuredOncePerRound() {
        PartRun.Found found = run(Plan.full(3, 100), row("one", "a", "b") + row("two", "c", "b"));
        assertEquals(9, harness.trials().size());
        found.forks().values().forEach(forks -> assertEquals(3, forks.size()));
    }

    @Test
    void controls_areFirstAndLast_andAtLeastEvery15Seconds() {
        PartRun.Found found = run(Plan.full(5, 1_000), row("one", "a", "b"));
        List<String> order = harness.measured;
        assertEquals(Controls.ATOMIC_ADD, order.get(0));
        assertEquals(Controls.THERMOMETERS, order.subList(1, 5));
        assertEquals(Controls.THERMOMETERS, order.subList(order.size() - 4, order.size()));
        for (List<Fork> forks : found.forks().values()) {
            for (Fork fork : forks) {
                assertTrue(found.controls().readings().stream()
                        .anyMatch(r -> r.second() >= fork.toSecond() && r.second() < fork.toSecond() + 30));
            }
        }
    }

    @Test
    void controls_severalThreads_askWhetherTwoThreadsHaveACoreEach() {
        List<String> alone = controlsOf(run(Plan.full(2, 100), row("one", "a", "b")));
        assertFalse(alone.contains(Controls.WIDE_BY_TWO));
        List<String> together =
                controlsOf(run(Plan.full(2, 100), row("one", "a", "b").replace("| 1 |", "| 2 |")));
        assertTrue(together.containsAll(Controls.PAIR));
    }

    private static List<String> controlsOf(PartRun.Found found) {
        return found.controls().readings().stream()
                .map(Controls.Reading::control)
                .toList();
    }

    @Test
    void quick_smallPart_usesItsMinuteAndNoMore() {
        PartRun.Found found = run(Plan.quick(3), row("one", "a", "b"));
        assertTrue(found.seconds() > 45 && found.seconds() < 60, "took " + found.seconds());
        found.forks().values().forEach(forks -> assertEquals(3, forks.size()));
    }

    @Test
    void quick_largePart_getsTwoForksOfEachWithinTheMinute() {
        String rows = Stream.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n")
                .map(s -> row(s, s, s + "2"))
                .reduce("", String::concat);
        PartRun.Found found = run(Plan.quick(3), rows);
        assertTrue(found.seconds() < 60, "took " + found.seconds());
        found.forks().values().forEach(forks -> assertEquals(2, forks.size()));
    }

    @Test
    void quick_rowsThatNeedALongWarmUp_getItOrAreNotMeasured() {
        String rows = Stream.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")
                .map(s -> row(s, s, s + "2").strip() + " | warm-up 800 ms\n")
                .reduce("", String::concat);
        PartRun.Found found = run(Plan.quick(3), rows);
        assertTrue(found.seconds() < 60, "took " + found.seconds());
        assertTrue(harness.leastWarmUpMillis >= 800, "warmed up for " + harness.leastWarmUpMillis);
        List<Row> measured = Goals.parse(rows).stream()
                .filter(row ->
                        row.trials().stream().allMatch(trial -> found.of(trial).size() == 2))
                .toList();
        assertTrue(measured.size() >= 4 && measured.size() < 10, "rows: " + measured.size());
        assertEquals(Goals.parse(rows).subList(0, measured.size()), measured);
        assertEquals(2 * measured.size(), found.forks().size());
    }

    @Test
    void full_shortIterations_warmUpLongEnoughAllTheSame() {
        run(Plan.full(2, 100), row("one", "a", "b").strip() + " | warm-up 800 ms\n");
        assertTrue(harness.leastWarmUpMillis >= 800, "warmed up for " + harness.leastWarmUpMillis);
    }

    @Test
    void quick_startOfAForkGetsDearer_stillEndsInTheMinute() {
        harness.startMillis = 100;
        harness.startGrowsBy = 150;
        PartRun.Found found = run(Plan.quick(3), row("one", "a", "b") + row("two", "c", "d"));
        assertTrue(found.seconds() < 60, "took " + found.seconds());
    }

    @Test
    void noRows_measureNothing() {
        assertTrue(run(Plan.quick(3), "").forks().isEmpty());
        assertEquals(List.of(), harness.measured);
    }

    private PartRun.Found run(Plan plan, String rows) {
        var watch = new NoiseWatch(Path.of("no", "such", "directory"));
        var silent = new PrintStream(PrintStream.nullOutputStream());
        List<Row> parsed = Goals.parse(rows);
        return new PartRun(harness, plan.warmingUp(parsed), watch, silent, () -> harness.nowMillis * 1_000_000)
                .run(parsed);
    }

    private static String row(String title, String ours, String peer) {
        return CLASS.formatted(title, ours, peer);
    }

    /** Takes as long as its pace says and a start of 400 ms, on a clock of its own. */
    private static final class FakeHarness implements Harness {
        private final List<String> measured = new ArrayList<>();
        private long nowMillis = 5_000;
        private long startMillis = 400;
        private long startGrowsBy;
        private long leastWarmUpMillis = Long.MAX_VALUE;

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public boolean sortsOutForeignCpu() {
            return false;
        }

        @Override
        public List<String> jvmFlags() {
            return List.of();
        }

        @Override
        public Measured measure(Trial trial, Pace pace) {
            measured.add(trial.subject());
            if (!Controls.NAMES.contains(trial.subject())) {
                leastWarmUpMillis = Math.min(leastWarmUpMillis, pace.allWarmUpMillis());
            }
            nowMillis += startMillis + pace.millis();
            startMillis += startGrowsBy;
            return new Measured(1, 0, 0, 0, 0);
        }

        @Override
        public JsonNode raw() {
            return JsonMapper.shared().createArrayNode();
        }

        List<String> trials() {
            return measured.stream().filter(m -> !Controls.NAMES.contains(m)).toList();
        }
    }
}
