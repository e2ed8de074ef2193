package io.perftoolkit.bench.league;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GoalsTest {
    private static final String ROW =
            "count | add | 2 | count.AddBenchmark.add | subject=Ours | subject=Peer | ratio | ";

    @Test
    void row_fullyWritten_isReadCellByCell() {
        Row row = only(ROW + ">= 1.8 | jdk 21");
        assertEquals("count", row.part());
        assertEquals("add", row.title());
        assertEquals(2, row.threads());
        assertEquals(Kind.RATIO, row.kind());
        assertEquals(Trial.of("count.AddBenchmark.add", Map.of("subject", "Ours"), 2), row.ours());
        assertEquals(Trial.of("count.AddBenchmark.add", Map.of("subject", "Peer"), 2), row.peer());
        assertEquals(List.of(new Goal(">= 1.8", 1.8, null)), row.goals());
        assertEquals(21, row.minJdk());
        assertEquals(0, row.warmUpMillis());
    }

    @Test
    void needs_several_areEachRead() {
        Row row = only(ROW + "- | jdk 21, warm-up 800 ms");
        assertEquals(21, row.minJdk());
        assertEquals(800, row.warmUpMillis());
        assertEquals(0, only(ROW + "- | -").warmUpMillis());
    }

    @Test
    void commentsAndBlankLines_betweenRows_areSkipped() {
        assertEquals(1, Goals.parse("# head\n\n   \n" + ROW + "-\n# end").size());
    }

    @Test
    void goal_dash_isNone() {
        assertTrue(only(ROW + "-").goals().isEmpty());
    }

    @Test
    void goal_withCondition_keepsBothInOrder() {
        List<Goal> goals = only(ROW + ">= 1.8, >= 4 where atomicAdd > 4.5 ns").goals();
        assertEquals(new Goal(">= 4", 4, new Goal.Condition("atomicAdd", 4.5)), goals.get(1));
        assertNull(goals.get(0).condition());
    }

    @ParameterizedTest
    @CsvSource({"added,<= 2 ns,2", "absolute,<= 1.5 us,1500", "added,<= 3 ms,3000000", "garbage,<= 16 B,16"})
    void goal_withUnit_isInNanosecondsOrBytes(String kind, String goal, double limit) {
        String peer = kind.equals("added") ? "subject=Peer" : "-";
        Row row = only("p | t | 1 | a.B.c | subject=Ours | " + peer + " | " + kind + " | " + goal);
        assertEquals(limit, row.goals().get(0).limit());
    }

    @Test
    void side_namesAnotherMethod_replacesIt() {
        Row row = only("p | t | 1 | a.B.c | x=1 y=2 | nothing | added | <= 2 ns");
        assertEquals(Trial.of("a.B.c", Map.of("x", "1", "y", "2"), 1), row.ours());
        assertEquals(Trial.of("a.B.nothing", Map.of(), 1), row.peer());
        Row other = only("p | t | 1 | a.B.c | - | x.Y.z k=v | ratio | -");
        assertEquals(Trial.of("a.B.c", Map.of(), 1), other.ours());
        assertEquals(Trial.of("x.Y.z", Map.of("k", "v"), 1), other.peer());
    }

    @Test
    void scaling_comparesWithOneThreadOfItself() {
        Row row = only("p | t | 2 | a.B.c | x=1 | - | scaling | >= 1");
        assertEquals(Trial.of("a.B.c", Map.of("x", "1"), 1), row.peer());
        assertEquals(2, row.ours().threads());
    }

    @ParameterizedTest
    @CsvSource({"points,>= 0.8 points,0.8", "points,>= -1 points,-1", "level,>= 0.97,0.97", "entry,<= 36 B,36"})
    void goal_ofPointsLevelsAndEntries_isTakenAsItStands(String kind, String goal, double limit) {
        Row row = only("p | t | 1 | a.B.c | subject=Ours | subject=Peer | " + kind + " | " + goal);
        assertEquals(limit, row.goals().get(0).limit());
    }

    @Test
    void goal_ofAGap_isAShare() {
        assertEquals(
                0.43,
                only("p | t | 1 | a.B.c | subject=Ours | - | gap | >= 43 %")
                        .goals()
                        .get(0)
                        .limit(),
                1e-9);
    }

    static Stream<Arguments> wrongRows() {
        return Stream.of(
                arguments(
                        "p | t | 1 | a.B.c | x=1 | x=2 | ratio", "a row has 8 cells, or 9 with needs, between '|': 7"),
                arguments(
                        "p | t | 1 | a.B.c | x=1 | x=2 | ratio | - | - | -",
                        "a row has 8 cells, or 9 with needs, between '|': 10"),
                arguments(
                        "p |  | 1 | a.B.c | x=1 | x=2 | ratio | -",
                        "no cell may be empty; '-' stands for none: cell 2"),
                arguments("P q | t | 1 | a.B.c | x=1 | x=2 | ratio | -", "part must be one word in lower case: P q"),
                arguments("p | t | 0 | a.B.c | x=1 | x=2 | ratio | -", "threads must be a number from 1 to 9999: 0"),
                arguments(
                        "p | t | two | a.B.c | x=1 | x=2 | ratio | -", "threads must be a number from 1 to 9999: two"),
                arguments("p | t | 1 | B | x=1 | x=2 | ratio | -", "benchmark must be package.Class.method: B"),
                arguments(
                        "p | t | 1 | a.B.c | x=1 | x=2 | speed | -",
                        "kind must be one of ratio, share, added, absolute, garbage, caller, process, scaling, entry, worst,"
                                + " longest, even, points, level, gap: speed"),
                arguments("p | t | 1 | a.B.c | x=1 | - | ratio | -", "this kind needs a peer: -"),
                arguments("p | t | 1 | a.B.c | x=1 | x=2 | garbage | -", "this kind has no peer, write '-': x=2"),
                arguments("p | t | 1 | a.B.c | x=1 | x=1 | ratio | -", "ours and peer must differ: x=1"),
                arguments("p | t | 2 | a.B.c | x=1 | x=2 | scaling | -", "this kind has no peer, write '-': x=2"),
                arguments(
                        "p | t | 1 | a.B.c | x=1 | - | scaling | -",
                        "this kind compares with one thread, so it needs more of them: 1"),
                arguments("p | t | 1 | a.B.c | x=1 y | x=2 | ratio | -", "a parameter is written name=value: y"),
                arguments("p | t | 1 | a.B.c | x= | x=2 | ratio | -", "a parameter is written name=value: x="),
                arguments("p | t | 1 | a.B.c | x=1 x=3 | x=2 | ratio | -", "a parameter may be set only once: x=3"),
                arguments(
                        "p | t | 1 | a.B.c | D.e | x=2 | ratio | -",
                        "a side names a method of the class, or package.Class.method: D.e"),
                arguments(
                        "p | t | 1 | a.B.c | x=1 | x=2 | ratio | 2",
                        "a goal is written '>= 1.8' or '<= 2 ns', then perhaps 'where <control> > 4 ns': 2"),
                arguments("p | t | 1 | a.B.c | x=1 | x=2 | ratio | <= 2", "the goal of this kind begins with >=: <= 2"),
                arguments("p | t | 1 | a.B.c | x=1 | x=2 | share | >= 2", "the goal of this kind begins with <=: >= 2"),
                arguments(
                        "p | t | 1 | a.B.c | x=1 | x=2 | ratio | >= 2 ns",
                        "units are ns, us or ms for times, B for bytes, points and % for hit ratios, none for quotients: >= 2 ns"),
                arguments(
                        "p | t | 1 | a.B.c | x=1 | x=2 | added | <= 2",
                        "units are ns, us or ms for times, B for bytes, points and % for hit ratios, none for quotients: <= 2"),
                arguments(
                        "p | t | 1 | a.B.c | x=1 | - | garbage | <= 2 KB",
                        "units are ns, us or ms for times, B for bytes, points and % for hit ratios, none for quotients: <= 2 KB"),
                arguments(
                        "p | t | 1 | a.B.c | x=1 | x=2 | ratio | >= 2 where moon > 4 ns",
                        "a control is one of empty, arithmetic, nanoTime, walk, atomicAdd, wide, wideByTwo: moon"),
                arguments(
                        "p | t | 1 | a.B.c | x=1 | x=2 | ratio | >= 2 where walk > 4 ns",
                        "the first goal holds everywhere, each further one has a 'where': >= 2 where walk > 4 ns"),
                arguments(
                        "p | t | 1 | a.B.c | x=1 | x=2 | ratio | >= 2, >= 3",
                        "the first goal holds everywhere, each further one has a 'where': >= 3"),
                arguments(
                        "p | t | 1 | a.B.c | x=1 | x=2 | ratio | - | java 21",
                        "needs are written 'jdk 21' or 'warm-up 800 ms', with a comma between them: java 21"),
                arguments(
                        "p | t | 1 | a.B.c | x=1 | x=2 | ratio | - | warm-up 1 s",
                        "needs are written 'jdk 21' or 'warm-up 800 ms', with a comma between them: warm-up 1 s"));
    }

    @ParameterizedTest
    @MethodSource("wrongRows")
    void row_wronglyWritten_isRefusedWithLineRuleAndValue(String row, String rest) {
        var thrown = assertThrows(IllegalArgumentException.class, () -> Goals.parse("# head\n" + row));
        assertEquals("goals.txt line 2: " + rest, thrown.getMessage());
    }

    @Test
    void row_twice_isRefused() {
        var thrown = assertThrows(IllegalArgumentException.class, () -> Goals.parse(ROW + "-\n" + ROW + ">= 1"));
        assertEquals("goals.txt line 2: part, case and threads must be unique: count | add | 2", thrown.getMessage());
    }

    @Test
    void ownFile_everyRow_namesABenchmarkAndChoosesValuesThatItHas() {
        List<Row> rows = Goals.load();
        assertFalse(rows.isEmpty());
        Subjects.check(rows);
    }

    @Test
    void controls_everyName_isABenchmark() {
        for (String name : Controls.NAMES) {
            Subjects.check(Controls.trial(name));
        }
    }

    static Stream<Arguments> wrongTrials() {
        String counter = "baseline.CounterBenchmark.increment";
        return Stream.of(
                arguments(Trial.of("a.B.c", Map.of(), 1), "there is no such benchmark: io.perftoolkit.bench.a.B.c"),
                arguments(
                        Trial.of(counter, Map.of(), 1),
                        counter + " threads=1: choose a value for subject: AtomicLong, LongAdder"),
                arguments(
                        Trial.of(counter, Map.of("subject", "LongAder"), 1),
                        counter
                                + " subject=LongAder threads=1: subject has no value LongAder; did you mean LongAdder?"),
                arguments(
                        Trial.of(counter, Map.of("subject", "LongAdder", "size", "1"), 1),
                        counter + " size=1 subject=LongAdder threads=1: the benchmark has no parameter size"));
    }

    @ParameterizedTest
    @MethodSource("wrongTrials")
    void trial_unknownToJmh_isRefused(Trial trial, String message) {
        var thrown = assertThrows(IllegalArgumentException.class, () -> Subjects.check(trial));
        assertEquals(message, thrown.getMessage());
    }

    private static Row only(String line) {
        List<Row> rows = Goals.parse(line);
        assertEquals(1, rows.size());
        return rows.get(0);
    }
}
