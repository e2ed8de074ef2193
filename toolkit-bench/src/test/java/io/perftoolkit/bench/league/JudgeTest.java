package io.perftoolkit.bench.league;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Fabricated forks of a row, judged. */
class JudgeTest {
    private final Controls controls = new Controls();
    private double foreignCpu = 0.01;
    private int threads = 1;
    private Harness harness = new JmhHarness();

    @Test
    void ratio_wholeIntervalAboveTheGoal_isOk() {
        RowResult result = judge("ratio | >= 1.8", nanos(2.0, 2.02, 1.98), nanos(4.0, 4.04, 3.96));
        assertEquals(Verdict.OK, result.verdict());
        assertEquals(2.0, estimate(result).value(), 1e-3);
        assertEquals("", result.why());
    }

    @Test
    void ratio_wholeIntervalBelowTheGoal_isShort() {
        RowResult result = judge("ratio | >= 1.8", nanos(2.0, 2.02, 1.98), nanos(3.0, 3.03, 2.97));
        assertEquals(Verdict.SHORT, result.verdict());
        assertEquals(1.5, estimate(result).value(), 1e-3);
    }

    @Test
    void ratio_goalWithinTheInterval_isNoisy() {
        RowResult result = judge("ratio | >= 1.8", nanos(2.0, 2.3, 1.8), nanos(3.8, 3.6, 4.0));
        assertEquals(Verdict.NOISY, result.verdict());
        assertEquals("the error is too wide for this goal", result.why());
    }

    @Test
    void ratio_withoutGoal_hasNoVerdict() {
        assertEquals(Verdict.NONE, judge("ratio | -", nanos(2, 3), nanos(4, 9)).verdict());
    }

    @Test
    void ratio_oneForkOnly_isNoisyWithoutEstimate() {
        RowResult result = judge("ratio | >= 1", nanos(2), nanos(4, 4));
        assertEquals(Verdict.NOISY, result.verdict());
        assertNull(result.estimate());
        assertEquals("fewer than two forks with a result", result.why());
    }

    @Test
    void ratio_noForkAtAll_saysThatTimeWasOver() {
        RowResult result = judge("ratio | >= 1", nanos(), nanos(2, 2));
        assertEquals(Verdict.NOISY, result.verdict());
        assertEquals("not measured: the time of a quick run was over", result.why());
    }

    @Test
    void ratio_forksWithoutResult_doNotCount() {
        RowResult result = judge("ratio | >= 1", nanos(2, Double.NaN), nanos(4, 4));
        assertEquals("fewer than two forks with a result", result.why());
        assertEquals(List.of(2.0), result.ours().forks());
    }

    @Test
    void anyVerdict_othersHadTheMachine_isNoisy() {
        foreignCpu = 0.3;
        RowResult result = judge("ratio | >= 1", nanos(2, 2), nanos(4, 4));
        assertEquals(Verdict.NOISY, result.verdict());
        assertEquals("others had 30 % of the machine", result.why());
        harness = new SliceHarness();
        assertEquals(Verdict.OK, judge("ratio | >= 1", nanos(2, 2), nanos(4, 4)).verdict());
    }

    @Test
    void anyVerdict_controlDrifted_isNoisyInBothHarnesses() {
        controls.add(new Controls.Reading("arithmetic", 0, 10));
        controls.add(new Controls.Reading("arithmetic", 9, 12));
        RowResult result = judge("ratio | -", nanos(2, 2), nanos(4, 4));
        assertEquals("control arithmetic moved by 20 %", result.why());
        harness = new SliceHarness();
        assertEquals(Verdict.NOISY, judge("ratio | -", nanos(2, 2), nanos(4, 4)).verdict());
    }

    @Test
    void severalThreads_thatSharedACore_areNoisy() {
        controls.add(new Controls.Reading(Controls.WIDE, 0, 10));
        controls.add(new Controls.Reading(Controls.WIDE_BY_TWO, 0, 16));
        assertEquals(Verdict.OK, judge("ratio | >= 1", nanos(2, 2), nanos(4, 4)).verdict());
        threads = 2;
        RowResult result = judge("ratio | >= 1", nanos(2, 2), nanos(4, 4));
        assertEquals(Verdict.NOISY, result.verdict());
        assertEquals("two threads shared one core: together they needed 1.60x the time of one alone", result.why());
    }

    @Test
    void foreignCpu_unknown_isNotTakenForZero() {
        foreignCpu = Double.NaN;
        RowResult result = judge("ratio | >= 1", nanos(2, 2), nanos(4, 4));
        assertNull(result.foreignCpu());
        assertEquals(Verdict.OK, result.verdict());
    }

    @Test
    void share_isOursByPeer_andGoesDown() {
        RowResult result = judge("share | <= 0.65", nanos(2, 2), nanos(4, 4));
        assertEquals(0.5, estimate(result).value(), 1e-9);
        assertEquals(Verdict.OK, result.verdict());
        assertEquals(
                Verdict.SHORT,
                judge("share | <= 0.45", nanos(2, 2), nanos(4, 4)).verdict());
    }

    @Test
    void added_isOursMinusBaseline() {
        RowResult result = judge("added | <= 2 ns", nanos(31, 31), nanos(30, 30));
        assertEquals(1, estimate(result).value(), 1e-9);
        assertEquals(Verdict.OK, result.verdict());
        assertEquals(
                Verdict.SHORT,
                judge("added | <= 0.5 ns", nanos(31, 31), nanos(30, 30)).verdict());
    }

    @Test
    void absolute_isOursAlone() {
        RowResult result = judge("absolute | <= 25 ns", nanos(20, 21, 22), List.of());
        assertEquals(21, estimate(result).value(), 1e-9);
        assertEquals(Verdict.OK, result.verdict());
        assertNull(result.peer());
    }

    @Test
    void garbage_withinWhatTheHarnessAllocates_isOkEvenOnANoisyMachine() {
        foreignCpu = 0.9;
        List<Fork> forks = List.of(bytes(0.004, 0.01), bytes(0.002, 0.01), bytes(0.003, 0.01));
        RowResult result = judge("garbage | <= 0 B", forks, List.of());
        assertEquals(0.003, estimate(result).value(), 1e-9);
        assertEquals(Verdict.OK, result.verdict());
    }

    @Test
    void garbage_beyondTheNoise_isShort() {
        List<Fork> forks = List.of(bytes(16.01, 0.1), bytes(16.02, 0.1));
        assertEquals(Verdict.SHORT, judge("garbage | <= 0 B", forks, List.of()).verdict());
        assertEquals(Verdict.OK, judge("garbage | <= 16 B", forks, List.of()).verdict());
    }

    @Test
    void caller_andProcess_areQuotientsOfTheirOwnClocks() {
        List<Fork> ours = counted(c(10, 12, 0.78, 0, 0), c(10, 12, 0.80, 0, 0));
        List<Fork> peer = counted(c(20, 48, 0.76, 0, 0), c(20, 48, 0.76, 0, 0));
        RowResult caller = judge("caller | >= 1.5", ours, peer);
        assertEquals(2, estimate(caller).value(), 1e-9);
        RowResult process = judge("process | >= 3", ours, peer);
        assertEquals(4, estimate(process).value(), 1e-9);
        assertEquals(12, process.ours().nanos(), 1e-9);
        assertEquals(0.79, process.ours().hitRatio(), 1e-9);
        assertEquals(
                "p | t | 1 | Ours 12.0 ns at 79.00 % | Peer 48.0 ns at 76.00 % | 4.00x | +-0.00x | >= 3 | ok",
                process.line("p"));
    }

    @Test
    void caller_ofAHarnessWithoutSuchAClock_hasNoResult() {
        RowResult result = judge("caller | >= 1.5", nanos(2, 2), nanos(4, 4));
        assertEquals("fewer than two forks with a result", result.why());
        assertNull(result.ours().nanos());
    }

    @Test
    void scaling_isTheWorkOfAllThreadsByThatOfOne() {
        Row row = Goals.parse("p | t | 2 | a.B.c | subject=Ours | - | scaling | >= 1")
                .get(0);
        Trial alone = java.util.Objects.requireNonNull(row.peer());
        Map<Trial, List<Fork>> forks = Map.of(row.ours(), nanos(25, 25), alone, nanos(20, 20));
        RowResult result = new Judge(new PartRun.Found(forks, controls, 10), harness).judge(row);
        assertEquals(1.6, estimate(result).value(), 1e-9);
        assertEquals(Verdict.OK, result.verdict());
        assertEquals("p | t | 2 | Ours 25.0 ns | one thread 20.0 ns | 1.60x | +-0.00x | >= 1 | ok", result.line("p"));
    }

    @Test
    void entry_isBytesOfOurs_onANoisyMachineToo() {
        foreignCpu = 0.9;
        List<Fork> ours = counted(c(1, 1, Double.NaN, 34.5, 0), c(1, 1, Double.NaN, 34.5, 0));
        List<Fork> peer = counted(c(1, 1, Double.NaN, 80.8, 0), c(1, 1, Double.NaN, 80.8, 0));
        RowResult result = judge("entry | <= 36 B", ours, peer);
        assertEquals(Verdict.OK, result.verdict());
        assertEquals("p | t | 1 | Ours 34.5 B | Peer 80.8 B | 34.5 B | +-0 B | <= 36 B | ok", result.line("p"));
    }

    @Test
    void worst_isTheLongestOfOurs() {
        List<Fork> ours = counted(c(1, 1, 1, 0, 2e6), c(1, 1, 1, 0, 2e6));
        List<Fork> peer = counted(c(1, 1, 1, 0, 3e9), c(1, 1, 1, 0, 3e9));
        RowResult result = judge("worst | <= 20 ms", ours, peer);
        assertEquals(Verdict.OK, result.verdict());
        assertEquals(2e6, estimate(result).value(), 1);
    }

    @Test
    void goal_forDearLockedInstructions_holdsOnlyThere() {
        String goal = "ratio | >= 1.5, >= 4 where atomicAdd > 4 ns";
        assertEquals(">= 1.5", judge(goal, nanos(2, 2), nanos(4, 4)).goal());
        controls.add(new Controls.Reading("atomicAdd", 0, 2.1));
        assertEquals(Verdict.OK, judge(goal, nanos(2, 2), nanos(4, 4)).verdict());
        controls.add(new Controls.Reading("atomicAdd", 9, 7.0));
        RowResult result = judge(goal, nanos(2, 2), nanos(4, 4));
        assertEquals(">= 4", result.goal());
        assertEquals(Verdict.SHORT, result.verdict());
    }

    @Test
    void line_holdsEveryColumn() {
        RowResult result = judge("ratio | >= 1.8", nanos(2, 2), nanos(4, 4));
        assertEquals("p | t | 1 | Ours 2.00 ns | Peer 4.00 ns | 2.00x | +-0.00x | >= 1.8 | ok", result.line("p"));
        RowResult alone = judge("garbage | <= 0 B", List.of(bytes(24, 0.1), bytes(24, 0.1)), List.of());
        assertTrue(alone.line("p").endsWith(" | - | 24.0 B | +-0.10 B | <= 0 B | short"), alone.line("p"));
    }

    private RowResult judge(String kindAndGoal, List<Fork> ours, List<Fork> peer) {
        String peerCell = peer.isEmpty() ? "-" : "subject=Peer";
        Row row = Goals.parse("p | t | " + threads + " | a.B.c | subject=Ours | " + peerCell + " | " + kindAndGoal)
                .get(0);
        Map<Trial, List<Fork>> forks =
                row.peer() == null ? Map.of(row.ours(), ours) : Map.of(row.ours(), ours, row.peer(), peer);
        return new Judge(new PartRun.Found(forks, controls, 10), harness).judge(row);
    }

    private List<Fork> nanos(double... each) {
        return Arrays.stream(each)
                .mapToObj(n -> new Fork(new Measured(n, 0, 0.01, 0, 0), 1, 2, foreignCpu))
                .toList();
    }

    private List<Fork> counted(Measured.Counted... each) {
        return Arrays.stream(each)
                .map(c -> new Fork(new Measured(10, 0, 0.01, 0, 0, c), 1, 2, foreignCpu))
                .toList();
    }

    private static Measured.Counted c(double caller, double process, double hits, double entry, double worst) {
        return new Measured.Counted(caller, process, hits, entry, worst, Double.NaN);
    }

    private Fork bytes(double bytes, double noise) {
        return new Fork(new Measured(10, bytes, noise, 0, 0), 1, 2, foreignCpu);
    }

    private static Interval estimate(RowResult result) {
        return java.util.Objects.requireNonNull(result.estimate());
    }
}
