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

    private Fork bytes(double bytes, double noise) {
        return new Fork(new Measured(10, bytes, noise, 0, 0), 1, 2, foreignCpu);
    }

    private static Interval estimate(RowResult result) {
        return java.util.Objects.requireNonNull(result.estimate());
    }
}
