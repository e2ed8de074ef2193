package io.perftoolkit.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.FakeTicker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The toolkit wiring while a real lock keeps the table from readers or writers, for as long as the test wants. */
class TableLockTest {
    private static final byte[] NOTHING = {};

    private final FakeTicker ticker = new FakeTicker();
    private ReferenceService service;
    private Http2Client client;

    @AfterEach
    void stop() {
        client.close();
        service.close();
    }

    /** A second level that forgets at once, so that what the first has not must come from the table. */
    private void start(String... settings) throws IOException {
        String[] all = new String[settings.length + 2];
        System.arraycopy(settings, 0, all, 0, settings.length);
        all[settings.length] = "l2-ttl";
        all[settings.length + 1] = "1ms";
        service = ReferenceService.start(ServiceConfig.from(Servers.settings(all)), ticker, store -> store);
        client = new Http2Client(service.port());
    }

    @Test
    void get_cachedItemsUnderTheLock_areAnsweredAsIfThereWereNone() throws Exception {
        start("read-deadline", "10s");
        for (int id = 1000; id < 1010; id++) {
            client.get("/items/" + id);
        }
        try (var lock = new TableLock("ACCESS EXCLUSIVE")) {
            client.send("GET", "/items/1010", NOTHING);
            for (int i = 0; i < 2000; i++) {
                assertEquals("l1", client.get("/items/" + (1000 + i % 10)).cache());
            }
            ticker.advance(Duration.ofSeconds(3));
            for (int i = 0; i < 2000; i++) {
                Client.Reply reply = client.get("/items/" + (1000 + i % 10));
                assertEquals("stale", reply.cache());
                assertEquals(200, reply.status());
            }
            assertTrue(lock.isHeld());
        }
        Until.isTrue("fresh again", () -> client.get("/items/1000").cache().equals("l1"));
    }

    @Test
    void get_staleBeyondItsBound_isNotShown() throws Exception {
        start("read-deadline", "100ms", "fresh-for", "2s", "stale-for", "10s");
        Until.isTrue("loaded once", () -> client.get("/items/1020").status() == 200);
        try (var lock = new TableLock("ACCESS EXCLUSIVE")) {
            ticker.advance(Duration.ofMillis(11_999));
            assertEquals("stale", client.get("/items/1020").cache());
            ticker.advance(Duration.ofMillis(1));
            assertEquals(504, client.get("/items/1020").status());
            assertTrue(lock.isHeld());
        }
    }

    @Test
    void get_missesUnderTheLock_waitAsLongAsThereIsRoomAndAreRefusedBeyond() throws Exception {
        start("read-connections", "2", "read-queue", "3", "read-deadline", "30s");
        List<CompletableFuture<Client.Reply>> replies = new ArrayList<>();
        try (var lock = new TableLock("ACCESS EXCLUSIVE")) {
            for (int id = 1100; id < 1150; id++) {
                replies.add(client.send("GET", "/items/" + id, NOTHING));
            }
            Until.isTrue(
                    "45 refused",
                    () -> replies.stream().filter(CompletableFuture::isDone).count() == 45);
            for (CompletableFuture<Client.Reply> reply : replies) {
                if (reply.isDone()) {
                    assertEquals(503, reply.get().status());
                    assertEquals("1", reply.get().headers().get("retry-after"));
                    assertEquals("{\"error\":\"overloaded\"}", reply.get().text());
                }
            }
            assertTrue(lock.isHeld());
        }
        int served = 0;
        for (CompletableFuture<Client.Reply> reply : replies) {
            served += reply.get(10, TimeUnit.SECONDS).status() == 200 ? 1 : 0;
        }
        assertEquals(5, served);
        assertEquals(200, client.get("/items/1149").status());
    }

    @Test
    void get_manyForOneItemUnderTheLock_shareOneLoadAndTheBoundOfReaders() throws Exception {
        start("read-connections", "1", "read-queue", "1", "read-waiting", "20", "read-deadline", "30s");
        List<CompletableFuture<Client.Reply>> replies = new ArrayList<>();
        try (var lock = new TableLock("ACCESS EXCLUSIVE")) {
            for (int i = 0; i < 30; i++) {
                replies.add(client.send("GET", "/items/1200", NOTHING));
            }
            Until.isTrue(
                    "10 refused",
                    () -> replies.stream().filter(CompletableFuture::isDone).count() == 10);
            assertEquals(20, metric("items_reads_waiting"));
            assertEquals(0, metric("items_loads_queued"));
            assertTrue(lock.isHeld());
        }
        int served = 0;
        for (CompletableFuture<Client.Reply> reply : replies) {
            served += reply.get(10, TimeUnit.SECONDS).status() == 200 ? 1 : 0;
        }
        assertEquals(20, served);
        assertEquals(0, metric("items_reads_waiting"));
    }

    @Test
    void get_aMissThatTheLockOutlasts_isToldSoAtItsDeadline() throws Exception {
        start("read-deadline", "150ms");
        try (var lock = new TableLock("ACCESS EXCLUSIVE")) {
            Client.Reply reply = client.get("/items/1300");
            assertEquals(504, reply.status());
            assertEquals("{\"error\":\"deadline exceeded\"}", reply.text());
            Until.isTrue("no reader waits for the dead load", () -> metric("items_reads_waiting") == 0);
            assertTrue(lock.isHeld());
        }
        Until.isTrue("served again", () -> client.get("/items/1300").status() == 200);
    }

    @Test
    void put_blockedByTheLock_neverStarvesReads() throws Exception {
        start("write-connections", "2", "write-queue", "10", "write-deadline", "30s");
        List<CompletableFuture<Client.Reply>> writes = new ArrayList<>();
        try (var lock = new TableLock("SHARE")) {
            for (int i = 0; i < 20; i++) {
                writes.add(client.send("PUT", "/items/1400", ("name " + i).getBytes(UTF_8)));
            }
            Until.isTrue(
                    "8 refused",
                    () -> writes.stream().filter(CompletableFuture::isDone).count() == 8);
            for (int id = 1400; id < 1420; id++) {
                assertEquals("db", client.get("/items/" + id).cache());
            }
            assertTrue(lock.isHeld());
        }
        int served = 0;
        for (CompletableFuture<Client.Reply> write : writes) {
            served += write.get(10, TimeUnit.SECONDS).status() == 200 ? 1 : 0;
        }
        assertEquals(12, served);
        assertTrue(client.get("/items/1400").text().startsWith("{\"id\":1400,\"version\":13,"));
    }

    @Test
    void put_thatTheLockOutlasts_isToldSoAndChangesNothing() throws Exception {
        start("write-connections", "1", "write-deadline", "150ms");
        try (var lock = new TableLock("SHARE")) {
            CompletableFuture<Client.Reply> first = client.send("PUT", "/items/1500", "a".getBytes(UTF_8));
            CompletableFuture<Client.Reply> second = client.send("PUT", "/items/1500", "b".getBytes(UTF_8));
            assertEquals(504, first.get(10, TimeUnit.SECONDS).status());
            assertEquals(504, second.get(10, TimeUnit.SECONDS).status());
            Until.isTrue(
                    "the statement is cancelled", () -> metric("hikaricp_connections_active{pool=\"writes\"}") == 0);
            assertTrue(lock.isHeld());
        }
        assertEquals(
                "{\"id\":1500,\"version\":1,\"name\":\"item 1500\"}",
                client.get("/items/1500").text());
    }

    @Test
    void reset_ofAStream_endsTheInterestOfTheClient() throws Exception {
        start("read-deadline", "30s");
        try (var lock = new TableLock("ACCESS EXCLUSIVE")) {
            Http2Client.Request request = client.open("GET", "/items/1600", NOTHING);
            Until.isTrue("it waits", () -> metric("items_reads_waiting") == 1);
            assertEquals(2, metric("http_server_requests_active"), "it and the scrape");
            request.reset();
            Until.isTrue("nobody waits", () -> metric("http_server_requests_active") == 1);
            assertFalse(request.reply.isDone() && !request.reply.isCompletedExceptionally());
            assertTrue(lock.isHeld());
        }
        service.close();
        assertEquals(1, service.shutdown(Duration.ZERO).cancelled());
    }

    private long metric(String series) throws Exception {
        return client.get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no series " + series));
    }
}
