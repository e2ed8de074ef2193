package io.perftoolkit.bench.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RehearsalTest {
    private static final Path COMMITTED = Path.of("..", "docs", "benchmarks");

    /** Well below what the page shows for many seeds: this finds a broken rule, not a shade. */
    @ParameterizedTest
    @EnumSource(
            value = Service.class,
            names = {"CPU", "THRASH", "BIMODAL", "IO", "MIXED", "LOCK", "SLOW", "APART_CHAIN"})
    void ours_underOverload_carriesNearlyWhatCanBeDone(Service service) {
        Rehearsal.Row row = Rehearsal.step(Peer.OURS, service, 3, 1); // one seed has few answers for a P99
        assertTrue(row.at150() > 0.85, row::toString);
        assertTrue(row.at300() > 0.85, row::toString);
        assertTrue(row.p99At150() <= Service.OBJECTIVE_MILLIS, row::toString);
        assertTrue(row.p99At300() <= Service.OBJECTIVE_MILLIS, row::toString);
        assertTrue(row.back50() > 0.9, row::toString);
    }

    @Test
    void lanes_underOverload_theLowestIsShedFirst() {
        Disturbances.Row row =
                Disturbances.of("ours", (run, seed) -> Peer.OURS.door(run.simulation, run.service, seed), 1, 1);
        assertTrue(row.critical150() > 0.95 && row.critical300() > 0.9, row::toString);
        assertTrue(row.normal150() > row.sheddable150() + 0.3, row::toString);
        assertTrue(row.stallRecovery() <= 1, row::toString);
        assertTrue(row.jump() > 0.85 && row.microBursts() > 0.8, row::toString);
    }

    @Test
    void gate_fewMayWait_carriesMoreThanWhereManyDo() {
        GatedRuns.Row few = GatedRuns.of(Peer.OURS, 2, 1, 1);
        GatedRuns.Row many = GatedRuns.of(Peer.OURS, 30, 1, 1);
        assertTrue(few.at300() > 1.2 * many.at300(), () -> few + " " + many);
        assertTrue(few.p99At300() <= Service.OBJECTIVE_MILLIS, few::toString);
    }

    @Test
    void liveTrial_anyDoor_everyRequestIsAccountedFor() throws InterruptedException {
        for (LiveTrial.Result r : LiveTrial.run(Duration.ofMillis(100), Duration.ofMillis(400))) {
            assertTrue(r.offered() > 0 && r.inTime() >= 0 && r.unanswered() >= 0, r::toString);
            assertEquals(r.offered(), r.inTime() + r.late() + r.refused() + r.unanswered());
        }
    }

    /** Real servers and a real service; so short that no figure of it means anything, but the sums must agree. */
    @Test
    void serviceTrial_anyDoor_leavesNoPermitBehind() throws Exception {
        ServiceTrial.Scale scale = new ServiceTrial.Scale(.3, .2, .3, .2, .4, .3);
        Map<String, String> doors = Map.of("adaptive", "adaptive=100ms");
        // Beside what prove leaves there, so that the unpacked servers are there the next time.
        ServiceTrial.Result result = ServiceTrial.run(
                Path.of("target", "prove-smoke"), doors, scale, new PrintStream(OutputStream.nullOutputStream()));
        assertTrue(result.capacity() > 0, result::toString);
        for (ServiceTrial.Row row : result.rows()) {
            assertEquals(0, row.unreturned(), row::toString);
            for (ServiceTrial.Step step : List.of(row.at150(), row.at300())) {
                assertTrue(step.clientP99() > 0 && step.goodput() <= step.offered(), row::toString);
                assertTrue(step.limit() > 0 && step.refused() >= 0 && step.refused() <= 1, row::toString);
            }
        }
        assertTrue(ServicePage.page(ServicePage.lines(result)).contains("| adaptive |"));
    }

    @Test
    void step_sameSeed_sameFigures() {
        assertEquals(Rehearsal.step(Peer.OURS, Service.SLOW, 1, 7), Rehearsal.step(Peer.OURS, Service.SLOW, 1, 7));
    }

    @Test
    void fixedLimit_farTooHigh_isWorseThanOurs() {
        Rehearsal.Row fixed = Rehearsal.step(Peer.FIXED_64, Service.THRASH, 1, 1);
        assertTrue(fixed.at150() < 0.3, "a simulator that shows no collapse shows nothing: " + fixed);
    }

    @Test
    void committedPage_isWhatTheCommittedDataSay() throws IOException {
        Map<String, String> pages = RehearsalPage.pages(Files.readAllLines(COMMITTED.resolve(RehearsalPage.DATA)));
        pages.put(ServicePage.PAGE, ServicePage.page(Files.readAllLines(COMMITTED.resolve(ServicePage.DATA))));
        for (Map.Entry<String, String> page : pages.entrySet()) {
            assertEquals(
                    page.getValue(),
                    Files.readString(COMMITTED.resolve(page.getKey())),
                    page.getKey() + " differs from its data: run benchmarks.jar admission --render docs/benchmarks");
        }
    }
}
