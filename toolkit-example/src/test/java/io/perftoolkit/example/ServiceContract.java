package io.perftoolkit.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every wiring promises over every protocol. */
abstract class ServiceContract {
    enum Protocol {
        HTTP1(Http1Client::new),
        HTTP2(Http2Client::new);

        private final IntFunction<Client> client;

        Protocol(IntFunction<Client> client) {
            this.client = client;
        }
    }

    private ReferenceService service;
    private final List<Client> clients = new ArrayList<>();

    /** As in the settings. */
    abstract String wiring();

    @BeforeEach
    void start() throws IOException {
        service = Servers.start("wiring", wiring());
    }

    @AfterEach
    void stop() {
        clients.forEach(Client::close);
        service.close();
    }

    private Client client(Protocol protocol) {
        return client(protocol, service);
    }

    private Client client(Protocol protocol, ReferenceService of) {
        Client client = protocol.client.apply(of.port());
        clients.add(client);
        return client;
    }

    @ParameterizedTest
    @EnumSource
    void get_aRow_isReadOnceFromTheDatabaseThenFromTheCache(Protocol protocol) throws Exception {
        long id = 100 + protocol.ordinal() + (wiring().equals("plain") ? 10 : 20);
        Client client = client(protocol);

        Client.Reply first = client.get("/items/" + id);
        assertEquals(200, first.status());
        assertEquals("{\"id\":" + id + ",\"version\":1,\"name\":\"item " + id + "\"}", first.text());
        assertEquals("application/json", first.headers().get("content-type"));
        assertEquals("db", first.cache());

        Client.Reply second = client.get("/items/" + id + "?again");
        assertEquals("l1", second.cache());
        assertArrayEquals(first.body(), second.body());
    }

    @ParameterizedTest
    @EnumSource
    void get_ofAnotherProcess_isReadFromRedis(Protocol protocol) throws Exception {
        long id = 200 + protocol.ordinal() + (wiring().equals("plain") ? 10 : 20);
        Client.Reply first = client(protocol).get("/items/" + id);
        try (ReferenceService other = Servers.start("wiring", wiring())) {
            Client.Reply second = untilNot("db", client(protocol, other), "/items/" + id);
            assertEquals("l2", second.cache());
            assertArrayEquals(first.body(), second.body());
        }
    }

    /** Redis may be filled after the answer; a new service has an empty first level each time. */
    private Client.Reply untilNot(String cache, Client client, String path) throws Exception {
        Client.Reply reply = client.get(path);
        assertTrue(!reply.cache().equals("l1"), "an empty first level cannot answer");
        return reply;
    }

    @ParameterizedTest
    @EnumSource
    void put_ofARow_isSeenByEveryReaderAtOnceAndThroughEachLevel(Protocol protocol) throws Exception {
        long id = 300 + protocol.ordinal() + (wiring().equals("plain") ? 10 : 20);
        String path = "/items/" + id;
        Client client = client(protocol);
        client.get(path);

        Client.Reply written = client.put(path, "new name");
        assertEquals(200, written.status());
        assertEquals("{\"id\":" + id + ",\"version\":2,\"name\":\"new name\"}", written.text());
        assertArrayEquals(written.body(), client.get(path).body());
        assertArrayEquals(written.body(), client.get(path).body());
        try (ReferenceService other = Servers.start("wiring", wiring());
                ReferenceService third = Servers.start("wiring", wiring())) {
            assertArrayEquals(written.body(), client(protocol, other).get(path).body());
            assertArrayEquals(written.body(), client(protocol, third).get(path).body());
        }
    }

    @ParameterizedTest
    @EnumSource
    void put_ofStrangeNames_comesBackAsValidJson(Protocol protocol) throws Exception {
        Client client = client(protocol);
        String path = "/items/" + (400 + protocol.ordinal());
        String name = "a \"quote\", a \\, a\nline, \u0001, \u007f and \ud83d\ude80";
        Client.Reply written = client.put(path, name);
        String expected = "\"name\":\"a \\\"quote\\\", a \\\\, a\\u000aline, \\u0001, \u007f and \ud83d\ude80\"}";
        assertTrue(written.text().endsWith(expected), written.text());
        assertArrayEquals(written.body(), client.get(path).body());
    }

    @ParameterizedTest
    @EnumSource
    void anything_notFoundOrMalformed_isRefusedWithItsReason(Protocol protocol) throws Exception {
        Client client = client(protocol);
        assertEquals("404 {\"error\":\"no such item\"}", line(client.get("/items/999999999")));
        assertEquals("404 {\"error\":\"no such item\"}", line(client.get("/items/999999999")));
        assertEquals("404 {\"error\":\"no such item\"}", line(client.put("/items/999999998", "x")));
        assertEquals("404 {\"error\":\"no such item\"}", line(client.get("/items/" + Long.MAX_VALUE)));
        for (String bad : List.of("", "x", "-1", "1.5", "1/2", "9223372036854775808", "00000000000000000001")) {
            assertEquals(400, client.get("/items/" + bad).status(), bad);
        }
        assertEquals(404, client.get("/").status());
        assertEquals(404, client.get("/item/1").status());
        Client.Reply delete = client.send("DELETE", "/items/1", new byte[0]).get(10, TimeUnit.SECONDS);
        assertEquals(405, delete.status());
        assertEquals("GET, PUT", delete.headers().get("allow"));
        assertEquals(405, client.put("/health", "x").status());
        assertEquals(405, client.put("/metrics", "x").status());
    }

    @ParameterizedTest
    @EnumSource
    void put_ofABadBody_isRefusedAndChangesNothing(Protocol protocol) throws Exception {
        Client client = client(protocol);
        assertEquals(413, client.put("/items/500", "x".repeat(1025)).status());
        assertEquals(413, client.put("/items/500", "x".repeat(100_000)).status());
        assertEquals(400, client.put("/items/500", "a\u0000b").status());
        byte[] noUtf8 = {(byte) 0xc3, 0x28};
        assertEquals(
                400,
                client.send("PUT", "/items/500", noUtf8)
                        .get(10, TimeUnit.SECONDS)
                        .status());
        assertEquals(
                "{\"id\":500,\"version\":1,\"name\":\"item 500\"}",
                client.get("/items/500").text());
    }

    @ParameterizedTest
    @EnumSource
    void put_ofTheLongestBody_isTaken(Protocol protocol) throws Exception {
        String name = "\u00e4".repeat(512);
        Client.Reply reply = client(protocol).put("/items/" + (510 + protocol.ordinal()), name);
        assertEquals(200, reply.status());
        assertTrue(reply.text().contains(name));
    }

    @ParameterizedTest
    @EnumSource
    void many_atOnce_areAllAnswered(Protocol protocol) throws Exception {
        Client client = client(protocol);
        List<CompletableFuture<Client.Reply>> replies = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            replies.add(client.send("GET", "/items/" + (600 + i % 50), new byte[0]));
        }
        for (int i = 0; i < replies.size(); i++) {
            Client.Reply reply = replies.get(i).get(20, TimeUnit.SECONDS);
            assertTrue(reply.text().startsWith("{\"id\":" + (600 + i % 50) + ","), reply.text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void health_whileServing_isUp(Protocol protocol) throws Exception {
        assertEquals("200 {\"status\":\"up\"}", line(client(protocol).get("/health")));
    }

    @Test
    void metrics_afterRequests_countThemByRouteAndLevel() throws Exception {
        Client client = client(Protocol.HTTP1);
        client.get("/items/1");
        client.get("/items/1");
        client.get("/nowhere");
        Client.Reply reply = client.get("/metrics");
        assertEquals("text/plain; version=0.0.4; charset=utf-8", reply.headers().get("content-type"));
        List<String> lines = reply.text().lines().toList();
        assertTrue(
                lines.contains(
                        "http_server_requests_seconds_count{method=\"GET\",status=\"200\",uri=\"/items/{id}\"} 2"),
                reply.text());
        assertTrue(lines.contains("http_server_requests_seconds_count{method=\"GET\",status=\"404\",uri=\"other\"} 1"));
        assertTrue(lines.contains("cache_gets_total{cache=\"items\",result=\"l1\"} 1.0"));
        assertTrue(lines.contains("http_server_requests_active 1.0"), "the scrape itself");
        for (String name : List.of("hikaricp_connections_active", "jvm_memory_used_bytes", "process_cpu_usage")) {
            assertTrue(lines.stream().anyMatch(line -> line.startsWith(name)), name);
        }
    }

    @Test
    void http2_settings_areAnnounced() throws Exception {
        var client = (Http2Client) client(Protocol.HTTP2);
        assertEquals(1000, client.settings().maxConcurrentStreams());
        assertEquals(1 << 20, client.settings().initialWindowSize());
    }

    private static String line(Client.Reply reply) {
        return reply.status() + " " + reply.text();
    }
}
