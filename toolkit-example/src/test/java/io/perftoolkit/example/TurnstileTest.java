package io.perftoolkit.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.admission.AdmissionStats;
import io.perftoolkit.admission.Permit.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The toolkit wiring behind a limit, while what it needs stands still. */
class TurnstileTest {
    private static final byte[] NOTHING = {};
    private static final String TIME_LEFT = "x-envoy-expected-rq-timeout-ms";

    private ReferenceService service;
    private Http2Client client;

    @AfterEach
    void stop() {
        client.close();
        service.close();
        AdmissionStats stats = service.admission();
        if (stats != null) {
            assertEquals(stats.started(), stats.ended(), stats::toString);
            assertEquals(0, stats.inFlight() + stats.waitingInAll() + stats.health(), stats::toString);
        }
    }

    /** Redis forgets at once, so that what the first level has not must come from the table. */
    private void start(String admission, String... settings) throws IOException {
        String[] all = new String[settings.length + 4];
        System.arraycopy(settings, 0, all, 4, settings.length);
        System.arraycopy(new String[] {"admission", admission, "l2-ttl", "1ms"}, 0, all, 0, 4);
        service = Servers.start(all);
        client = new Http2Client(service.port());
    }

    private AdmissionStats stats() {
        return Objects.requireNonNull(service.admission());
    }

    private List<CompletableFuture<Client.Reply>> send(String method, int from, int many) {
        List<CompletableFuture<Client.Reply>> replies = new ArrayList<>();
        for (int id = from; id < from + many; id++) {
            replies.add(client.send(method, "/items/" + id, method.equals("PUT") ? "x".getBytes(UTF_8) : NOTHING));
        }
        return replies;
    }

    private static long done(List<CompletableFuture<Client.Reply>> replies) {
        return replies.stream().filter(CompletableFuture::isDone).count();
    }

    private static long withStatus(int status, List<CompletableFuture<Client.Reply>> replies) throws Exception {
        long count = 0;
        for (CompletableFuture<Client.Reply> reply : replies) {
            count += reply.get(30, TimeUnit.SECONDS).status() == status ? 1 : 0;
        }
        return count;
    }

    @ParameterizedTest
    @CsvSource({"fixed=8, 5000", "adaptive=100ms, 5400"})
    void database_standingStill_isHeldByTheLimitWhileOthersAreAnswered(String admission, int from) throws Exception {
        start(admission, "read-deadline", "30s", "fresh-for", "60s");
        assertEquals(200, client.get("/items/" + from).status());
        int limit = stats().limit();
        List<CompletableFuture<Client.Reply>> replies;
        try (var lock = new TableLock("ACCESS EXCLUSIVE")) {
            replies = send("GET", from + 1, 300);
            Until.isTrue("all but those within the limit are refused", () -> done(replies) == 300 - limit);
            for (CompletableFuture<Client.Reply> reply : replies) {
                if (reply.isDone()) {
                    assertEquals(503, reply.get().status());
                    assertEquals("1", reply.get().headers().get("retry-after"));
                }
            }
            assertEquals("l1", client.get("/items/" + from).cache());
            assertEquals(200, client.get("/health").status());
            assertTrue(client.get("/metrics").text().contains("admission_started_total " + (limit + 1) + ".0"));
            assertEquals(limit, stats().inFlight());
            assertTrue(lock.isHeld());
        }
        assertEquals(limit, withStatus(200, replies));
        assertEquals(301, stats().offered());
        assertEquals(limit + 1, stats().outcomes().get(Outcome.SUCCEEDED));
        assertEquals(200, client.get("/items/" + (from + 1)).status());
    }

    @Test
    void database_stalledOnTheLine_costsThePermitsOfTheDeadlineAndServesAgain() throws Exception {
        try (var cable = Servers.proxy(Servers.databasePort())) {
            start("fixed=4", "jdbc-url", Servers.jdbcUrl(cable.address().getPort()), "read-deadline", "200ms");
            Until.isTrue("loaded once", () -> client.get("/items/5800").status() == 200);
            cable.stall();
            List<CompletableFuture<Client.Reply>> replies = send("GET", 5801, 50);
            assertEquals(46, withStatus(503, replies), "refused, though nothing has been answered");
            assertEquals(4, withStatus(504, replies));
            assertEquals(200, client.get("/health").status());
            cable.restore();
            Until.isTrue("served again", () -> client.get("/items/5801").status() == 200);
            Until.isTrue("all given back", () -> stats().inFlight() == 0);
            assertTrue(stats().outcomes().get(Outcome.DROPPED) >= 4, () -> stats().toString());
        }
    }

    @Test
    void put_beyondTheLimit_isRefusedBeforeItWaits() throws Exception {
        start("fixed=2", "write-deadline", "30s");
        List<CompletableFuture<Client.Reply>> writes;
        try (var lock = new TableLock("SHARE")) {
            writes = send("PUT", 5900, 10);
            Until.isTrue("8 refused", () -> done(writes) == 8);
            assertTrue(lock.isHeld());
        }
        assertEquals(2, withStatus(200, writes));
        assertEquals(8, withStatus(503, writes));
    }

    @Test
    void reset_ofAStream_keepsThePermitUntilTheWorkEnds() throws Exception {
        start("fixed=1", "read-deadline", "30s");
        try (var lock = new TableLock("ACCESS EXCLUSIVE")) {
            Http2Client.Request request = client.open("GET", "/items/6000", NOTHING);
            Until.isTrue("it is let in", () -> stats().inFlight() == 1);
            request.reset();
            Until.isTrue("it is over", () -> client.get("/metrics").text().contains("requests_active 1.0"));
            assertEquals(503, client.get("/items/6001").status());
            assertEquals(1, stats().inFlight());
            assertTrue(lock.isHeld());
        }
        Until.isTrue("given back", () -> stats().inFlight() == 0);
        assertEquals(1, stats().outcomes().get(Outcome.IGNORED));
        assertEquals(200, client.get("/items/6001").status());
    }

    @Test
    void reset_ofAStreamThatWaits_leavesTheQueue() throws Exception {
        start("adaptive=60s", "read-deadline", "60s");
        try (var lock = new TableLock("ACCESS EXCLUSIVE")) {
            int limit = stats().limit();
            List<CompletableFuture<Client.Reply>> replies = send("GET", 6100, limit);
            Until.isTrue("all are let in", () -> stats().inFlight() == limit);
            Http2Client.Request request = client.open("GET", "/items/6200", NOTHING);
            Until.isTrue("one waits", () -> stats().waitingInAll() == 1);
            request.reset();
            Until.isTrue("nobody waits", () -> stats().cancelled() == 1);
            assertEquals(0, stats().waitingInAll());
            assertEquals(0, done(replies));
            assertTrue(lock.isHeld());
        }
    }

    @Test
    void deadline_ofTheClient_endsTheRequestEarlier() throws Exception {
        start("fixed=2", "read-deadline", "30s", "write-deadline", "30s");
        try (var lock = new TableLock("ACCESS EXCLUSIVE")) {
            assertEquals(504, status("GET", "/items/6300", "120"));
            assertEquals(504, status("PUT", "/items/6300", "120"));
            assertTrue(lock.isHeld());
        }
        Until.isTrue("given back", () -> stats().inFlight() == 0);
        assertEquals(200, status("GET", "/items/6301", "20000"));
    }

    @Test
    void deadline_beyondTheOneOfTheService_isClamped() throws Exception {
        start("fixed=2", "read-deadline", "120ms");
        try (var lock = new TableLock("ACCESS EXCLUSIVE")) {
            assertEquals(504, status("GET", "/items/6400", "3600000"));
            assertEquals(504, status("GET", "/items/6401", "soon"));
            assertTrue(lock.isHeld());
        }
    }

    @Test
    void deadline_thatIsOver_takesNoPermit() throws Exception {
        start("fixed=2");
        assertEquals(504, status("GET", "/items/6500", "0"));
        assertEquals(504, status("GET", "/items/6500", "-5"));
        assertEquals(504, status("PUT", "/items/6500", "0"));
        assertEquals(0, stats().offered());
        assertEquals(200, status("GET", "/items/6500", "10000"));
    }

    private int status(String method, String path, String timeLeft) throws Exception {
        byte[] body = method.equals("PUT") ? "x".getBytes(UTF_8) : NOTHING;
        return client.open(method, path, body, TIME_LEFT, timeLeft)
                .reply
                .get(20, TimeUnit.SECONDS)
                .status();
    }

    @Test
    void shutdown_underLoad_givesBackEveryPermit() throws Exception {
        start("adaptive=100ms");
        var sent = new ConcurrentLinkedQueue<CompletableFuture<Client.Reply>>();
        var sender = new Thread(() -> client.sendUntilGoAway(n -> "/items/" + (6600 + n % 300), 50, sent));
        sender.start();
        Until.isTrue("load", () -> sent.size() > 1000);
        ShutdownReport report = service.shutdown(Duration.ofSeconds(10));
        sender.join(20_000);
        for (CompletableFuture<Client.Reply> reply : sent) {
            int status = reply.get(10, TimeUnit.SECONDS).status();
            assertTrue(status == 200 || status == 503, "answered, or refused by the limit: " + status);
        }
        assertEquals(sent.size(), report.served() + report.refused(), report.toString());
        assertEquals(0, report.cancelled() + report.late() + report.failed(), report.toString());
    }

    @Test
    void admission_off_asksNobody() throws Exception {
        start("off");
        assertNull(service.admission());
        assertEquals(200, client.get("/items/6900").status());
        assertFalse(client.get("/metrics").text().contains("admission_"));
    }
}
