package io.perftoolkit.bench.prove.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.bench.prove.result.LaneResult;
import io.perftoolkit.bench.prove.result.LaneResult.Noise;
import io.perftoolkit.bench.prove.result.LaneResult.Period;
import io.perftoolkit.bench.prove.result.Load;
import io.perftoolkit.bench.prove.result.Load.Disturbance;
import io.perftoolkit.bench.prove.result.ProveResult;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummaryTest {
    private static final ProveResult TYPICAL = Samples.typical();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // P99 in ms and share of errors: plain, then toolkit.
                "900|0|5.7|0|P99 was 900 ms in plain and 5.70 ms in toolkit (1/158).",
                "20|0|12|0|P99 was 20.0 ms in plain and 12.0 ms in toolkit (0.60x).",
                "12|0|20|0|P99 was 12.0 ms in plain and 20.0 ms in toolkit (1.67x, worse).",
                "2|0|400|0|P99 was 2.00 ms in plain and 400 ms in toolkit (200x, worse).",
                "12|0|12.3|0|P99 was 12.0 ms in plain and 12.3 ms in toolkit (1.03x, no difference).",
                "12.3|0|12|0|P99 was 12.3 ms in plain and 12.0 ms in toolkit (0.98x, no difference).",
                "1000|0.5|8|0|P99 was 1.00 s (the time-out) in plain and 8.00 ms in toolkit (1/125);"
                        + " 50.0 % of the requests failed in plain, 0 % in toolkit.",
                "900|0|6|0.09|P99 was 900 ms in plain and 6.00 ms in toolkit (1/150);"
                        + " but 0 % of the requests failed in plain, 9.00 % in toolkit.",
                "6|0|900|0.09|P99 was 6.00 ms in plain and 900 ms in toolkit (150x, worse);"
                        + " 0 % of the requests failed in plain, 9.00 % in toolkit.",
                "900|0.0005|6|0|P99 was 900 ms in plain and 6.00 ms in toolkit (1/150).",
                "0|0|6|0|P99 was not measured in plain and 6.00 ms in toolkit.",
            })
    void sentence_ofTwoLanes_saysWhatCameOut(
            double plain, double plainErrors, double toolkit, double toolkitErrors, String rest) {
        ProveResult result =
                Samples.with(TYPICAL, "plain", lane -> Samples.period(lane, Samples.LOCK, plain, plainErrors));
        result = Samples.with(result, "toolkit", lane -> Samples.period(lane, Samples.LOCK, toolkit, toolkitErrors));
        assertEquals("While the table was locked for 2 s, " + rest, sentence(result));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // P50 and P99 in ms: plain, then toolkit.
                "640|980|0.3|965|P99 was 980 ms in plain and 965 ms in toolkit (0.98x, no difference);"
                        + " P50 was 640 ms and 0.30 ms (1/2133).",
                "1|900|400|910|P99 was 900 ms in plain and 910 ms in toolkit (1.01x, no difference);"
                        + " P50 was 1.00 ms and 400 ms (400x, worse).",
                "10|900|10|910|P99 was 900 ms in plain and 910 ms in toolkit (1.01x, no difference).",
                "640|980|0.3|500|P99 was 980 ms in plain and 500 ms in toolkit (0.51x).",
            })
    void sentence_whereP99HidesTheMedian_tellsBoth(
            double plainP50, double plainP99, double toolkitP50, double toolkitP99, String rest) {
        ProveResult result =
                Samples.with(TYPICAL, "plain", lane -> Samples.period(lane, Samples.LOCK, plainP50, plainP99, 0));
        result = Samples.with(result, "toolkit", lane -> Samples.period(lane, Samples.LOCK, toolkitP50, toolkitP99, 0));
        assertEquals("While the table was locked for 2 s, " + rest, sentence(result));
    }

    @Test
    void sentence_ofOrderOfRuns_isIndependent() {
        List<LaneResult> turned =
                List.of(TYPICAL.lanes().get(1), TYPICAL.lanes().get(0));
        assertEquals(sentence(TYPICAL), sentence(Samples.lanes(TYPICAL, turned)));
    }

    @Test
    void sentence_ofNoisyLane_hasNoRatio() {
        assertEquals(
                "No verdict, since lane plain was noisy: other processes took 23 % of the machine."
                        + " Run it again on a quiet machine.",
                sentence(Samples.with(TYPICAL, "plain", Samples::noisy)));
    }

    @Test
    void sentence_ofTwoNoisyLanes_namesBoth() {
        ProveResult result = Samples.with(
                Samples.with(TYPICAL, "plain", Samples::noisy),
                "toolkit",
                lane -> Samples.copy(
                        lane,
                        lane.name(),
                        lane.errors(),
                        lane.latency(),
                        lane.periods(),
                        lane.targets(),
                        new Noise(true, "", 0.5, 0)));
        assertEquals(
                "No verdict, since lanes plain and toolkit were noisy: other processes took 23 % of the machine."
                        + " Run it again on a quiet machine.",
                sentence(result));
    }

    @Test
    void sentence_ofSeveralReasons_tellsTheFirst() {
        ProveResult result = Samples.with(
                TYPICAL,
                "toolkit",
                lane -> Samples.copy(
                        lane,
                        lane.name(),
                        lane.errors(),
                        lane.latency(),
                        lane.periods(),
                        lane.targets(),
                        new Noise(true, "46 % of the machine went to others; the generator was late.", 0.46, 0)));
        assertEquals(
                "No verdict, since lane toolkit was noisy: 46 % of the machine went to others."
                        + " Run it again on a quiet machine.",
                sentence(result));
    }

    @Test
    void sentence_ofOneLane_saysThatThereIsNothingBesideIt() {
        String nothing = " No other lane ran to its end, so there is no ratio.";
        assertEquals(
                "While the table was locked for 2 s, P99 was 8.00 ms in toolkit." + nothing,
                sentence(Samples.lanes(
                        TYPICAL, List.of(Samples.period(TYPICAL.lanes().get(1), Samples.LOCK, 8, 0)))));
        assertEquals(
                "While the table was locked for 2 s, P99 was 1.00 s (the time-out) in plain, and 25.0 % of its requests"
                        + " failed." + nothing,
                sentence(Samples.lanes(
                        TYPICAL, List.of(Samples.period(TYPICAL.lanes().get(0), Samples.LOCK, 1000, 0.25)))));
        assertEquals(
                "No verdict, since lane plain was noisy: other processes took 23 % of the machine."
                        + " Run it again on a quiet machine.",
                sentence(Samples.lanes(
                        TYPICAL, List.of(Samples.noisy(TYPICAL.lanes().get(0))))));
    }

    @Test
    void sentence_ofNoLane_saysSo() {
        assertEquals(
                "No lane ran to its end, so there is nothing to show.", sentence(Samples.lanes(TYPICAL, List.of())));
    }

    @Test
    void sentence_ofAnotherDisturbance_namesIt() {
        Load load = Samples.load(1000, 6, List.of(new Disturbance("redis pause", 2, 3.5)));
        ProveResult result = Samples.result(load, List.of(Samples.plain(load), Samples.toolkit(load)));
        assertTrue(sentence(result).startsWith("During the 1.5 s of redis pause, P99 was "), sentence(result));
    }

    @Test
    void sentence_ofQuietRun_saysUndisturbed() {
        Load load = Samples.load(1000, 6, List.of());
        ProveResult result = Samples.result(load, List.of(Samples.plain(load), Samples.toolkit(load)));
        assertTrue(sentence(result).startsWith("Undisturbed, P99 was "), sentence(result));
    }

    @Test
    void sentence_withoutPeriods_fallsBackToTheWholeWindow() {
        UnaryOperator<LaneResult> bare = lane ->
                Samples.copy(lane, lane.name(), lane.errors(), lane.latency(), List.of(), lane.targets(), lane.noise());
        ProveResult result = Samples.with(Samples.with(TYPICAL, "plain", bare), "toolkit", bare);
        assertTrue(sentence(result).startsWith("Over the whole window, P99 was "), sentence(result));
    }

    @Test
    void worse_ofAHigherP50_saysSo() {
        Summary summary = new Summary(Lanes.of(TYPICAL));
        assertEquals(1, summary.worse().size(), summary.worse().toString());
        assertTrue(
                summary.worse().get(0).startsWith("P50 undisturbed: "),
                summary.worse().toString());
        assertFalse(summary.same().stream().anyMatch(entry -> entry.startsWith("P50 undisturbed")));
    }

    @Test
    void worse_whenTurnedRound_isEverythingElse() {
        List<LaneResult> turned = List.of(
                Samples.rename(TYPICAL.lanes().get(1), "plain"),
                Samples.rename(TYPICAL.lanes().get(0), "toolkit"));
        List<String> worse = new Summary(Lanes.of(Samples.lanes(TYPICAL, turned))).worse();
        assertTrue(worse.stream().anyMatch(entry -> entry.startsWith("P99 during table lock")), worse.toString());
        assertTrue(worse.stream().anyMatch(entry -> entry.startsWith("recovery, table lock")), worse.toString());
        assertTrue(worse.stream().anyMatch(entry -> entry.startsWith("errors: 8.34")), worse.toString());
        assertTrue(worse.stream().anyMatch(entry -> entry.startsWith("memory (RSS)")), worse.toString());
    }

    @Test
    void worse_ofNoisyLane_isNotJudged() {
        Summary summary = new Summary(Lanes.of(Samples.with(TYPICAL, "toolkit", Samples::noisy)));
        assertEquals(List.of(), summary.worse());
        assertEquals(List.of(), summary.same());
    }

    @Test
    void period_withoutRequests_isAsIfItWereNotThere() {
        LaneResult plain = TYPICAL.lanes().get(0);
        List<Period> empty = List.of(new Period(Samples.LOCK, 0, 0, plain.latency()));
        assertEquals(
                null,
                Lanes.period(
                        Samples.copy(
                                plain, "plain", plain.errors(), plain.latency(), empty, plain.targets(), plain.noise()),
                        Samples.LOCK));
    }

    private static String sentence(ProveResult result) {
        return new Summary(Lanes.of(result)).sentence().replace('\u00A0', ' ');
    }
}
