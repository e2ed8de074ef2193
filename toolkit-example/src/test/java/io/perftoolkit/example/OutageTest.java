package io.perftoolkit.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.FakeTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** The toolkit wiring while a server is away, and after. */
class OutageTest {
    private final FakeTicker ticker = new FakeTicker();

    private ReferenceService start(String... settings) throws Exception {
        return ReferenceService.start(ServiceConfig.from(Servers.settings(settings)), ticker, store -> store);
    }

    @Test
    void redis_killed_leavesTheDatabaseToServe() throws Exception {
        int port = Servers.freePort();
        RedisServer redis = Servers.redis(port);
        try (ReferenceService service = start("redis-uri", "redis://127.0.0.1:" + port);
                Client client = new Http2Client(service.port())) {
            assertEquals("db", client.get("/items/3000").cache());
            redis.stop();
            for (int id = 3001; id < 3050; id++) {
                Client.Reply reply = client.get("/items/" + id);
                assertEquals(200, reply.status());
                assertEquals("db", reply.cache());
            }
            assertEquals(200, client.put("/items/3000", "new").status());
            assertTrue(client.get("/items/3000").text().contains("\"version\":2"));

            redis = Servers.redis(port);
            Until.isTrue("Redis is used again", () -> {
                ticker.advance(Duration.ofMinutes(1));
                return client.get("/items/3001").cache().equals("l2");
            });
        } finally {
            redis.stop();
        }
    }

    @Test
    void redis_standingStill_costsItsTimeoutOnlyAndIsUsedAgain() throws Exception {
        try (var cable = Servers.proxy(Servers.redisPort());
                ReferenceService service = start(
                        "redis-uri", "redis://127.0.0.1:" + cable.address().getPort());
                Client client = new Http2Client(service.port())) {
            assertEquals("db", client.get("/items/3050").cache());
            cable.stall();
            for (int id = 3051; id < 3070; id++) {
                assertEquals("db", client.get("/items/" + id).cache());
            }
            assertEquals(200, client.put("/items/3050", "new").status());
            cable.restore();
            Until.isTrue("Redis is used again", () -> {
                ticker.advance(Duration.ofMinutes(1));
                return client.get("/items/3060").cache().equals("l2");
            });
            ticker.advance(Duration.ofMinutes(1));
            assertTrue(client.get("/items/3050").text().contains("\"version\":2"));
        }
    }

    @Test
    void database_standingStill_isToldByTheDeadlineAndServesAgain() throws Exception {
        try (var cable = Servers.proxy(Servers.databasePort());
                ReferenceService service = start(
                        "jdbc-url",
                        Servers.jdbcUrl(cable.address().getPort()),
                        "l2-ttl",
                        "1ms",
                        "read-deadline",
                        "200ms");
                Client client = new Http2Client(service.port())) {
            Until.isTrue("loaded once", () -> client.get("/items/3070").status() == 200);
            cable.stall();
            for (int id = 3071; id < 3076; id++) {
                int status = client.get("/items/" + id).status();
                assertTrue(status == 504 || status == 503, "late, or known to be away: " + status);
            }
            assertEquals("l1", client.get("/items/3070").cache());
            cable.restore();
            Until.isTrue("served again", () -> client.get("/items/3071").status() == 200);
        }
    }

    @Test
    void database_cut_servesStaleWithinTheBoundThenRefusesAndRecovers() throws Exception {
        try (var cable = Servers.proxy(Servers.databasePort());
                ReferenceService service =
                        start("jdbc-url", Servers.jdbcUrl(cable.address().getPort()), "l2-ttl", "1ms");
                Client client = new Http2Client(service.port())) {
            client.get("/items/3100");
            cable.refuse();
            cable.cut();
            assertEquals("l1", client.get("/items/3100").cache());
            ticker.advance(Duration.ofSeconds(3));
            assertEquals("stale", client.get("/items/3100").cache());

            for (int id = 3101; id < 3121; id++) {
                Client.Reply reply = client.get("/items/" + id);
                assertEquals(503, reply.status());
                assertEquals("1", reply.headers().get("retry-after"));
                assertEquals("{\"error\":\"database unavailable\"}", reply.text());
            }
            assertEquals(503, client.put("/items/3100", "x").status());
            ticker.advance(Duration.ofSeconds(10));
            assertEquals(503, client.get("/items/3100").status());

            cable.restore();
            Until.isTrue("served again", () -> client.get("/items/3100").status() == 200);
            Until.isTrue("written again", () -> client.put("/items/3101", "y").status() == 200);
            assertTrue(client.get("/items/3101").text().contains("\"name\":\"y\""));
        }
    }

    @Test
    void plain_withTheDatabaseBack_servesAgain() throws Exception {
        try (var cable = Servers.proxy(Servers.databasePort());
                ReferenceService service = start(
                        "wiring",
                        "plain",
                        "jdbc-url",
                        Servers.jdbcUrl(cable.address().getPort()));
                Client client = new Http2Client(service.port())) {
            client.get("/items/3200");
            cable.refuse();
            cable.cut();
            cable.restore();
            Until.isTrue("served again", () -> client.get("/items/3201").status() == 200);
        }
    }
}
