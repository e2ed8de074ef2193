package io.perftoolkit.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.FakeTicker;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A load reads the old row, then a write is done and acknowledged, then the load goes on: the fill race, by hand. */
class WriteRaceTest {
    private static final byte[] NOTHING = {};

    private final FakeTicker ticker = new FakeTicker();

    @ParameterizedTest
    @ValueSource(strings = {"plain", "toolkit"})
    void load_begunBeforeAWrite_leavesTheOldRowInNoLevel(String wiring) throws Exception {
        long id = wiring.equals("plain") ? 2000 : 2001;
        String path = "/items/" + id;
        var held = new HeldStore.Hold(id);
        var config = ServiceConfig.from(Servers.settings("wiring", wiring, "read-deadline", "30s"));
        try (ReferenceService service = ReferenceService.start(config, ticker, store -> new HeldStore(store, held));
                ReferenceService other = Servers.start("wiring", wiring);
                Client client = new Http2Client(service.port());
                Client otherClient = new Http2Client(other.port())) {
            CompletableFuture<Client.Reply> read = client.send("GET", path, NOTHING);
            assertTrue(held.hasRead.await(10, TimeUnit.SECONDS));

            CompletableFuture<Client.Reply> write = client.send("PUT", path, "new".getBytes(UTF_8));
            Until.isTrue("written", () -> versionInDatabase(id) == 2);
            if (wiring.equals("toolkit")) {
                assertEquals(200, write.get(10, TimeUnit.SECONDS).status());
                assertTrue(client.get(path).text().contains("\"version\":2"), "read after the acknowledgement");
            }
            held.goOn.countDown();

            assertEquals(200, write.get(10, TimeUnit.SECONDS).status());
            Client.Reply overtaken = read.get(10, TimeUnit.SECONDS);
            assertEquals(200, overtaken.status());
            if (wiring.equals("toolkit")) {
                assertTrue(overtaken.text().contains("\"version\":2"), overtaken.text());
            }
            assertTrue(client.get(path).text().contains("\"version\":2"), "in the first level");
            assertTrue(otherClient.get(path).text().contains("\"version\":2"), "in the second level");
            ticker.advance(Duration.ofMinutes(1));
            assertTrue(client.get(path).text().contains("\"version\":2"), "below the first level");
        }
    }

    @Test
    void write_whileRedisIsAway_isNotUndoneByTheOldValueThere() throws Exception {
        try (var cable = Servers.proxy(Servers.redisPort())) {
            String uri = "redis://127.0.0.1:" + cable.address().getPort();
            var config = ServiceConfig.from(Servers.settings("redis-uri", uri, "l2-timeout", "2s"));
            try (ReferenceService other = Servers.start();
                    ReferenceService service = ReferenceService.start(config, ticker, store -> store);
                    Client client = new Http1Client(service.port());
                    Client otherClient = new Http1Client(other.port())) {
                otherClient.get("/items/2010");
                otherClient.get("/items/2011");
                assertEquals("l2", eventually(client, "/items/2010", "l2").cache());

                cable.refuse();
                cable.cut();
                assertEquals(200, client.put("/items/2010", "new").status());
                assertTrue(client.get("/items/2010").text().contains("\"version\":2"));
                ticker.advance(Duration.ofMinutes(1));
                assertEquals("db", client.get("/items/2012").cache());
                cable.restore();
                eventually(client, "/items/2011", "l2");

                ticker.advance(Duration.ofMinutes(1));
                Client.Reply reply = client.get("/items/2010");
                assertEquals("db", reply.cache());
                assertTrue(reply.text().contains("\"version\":2"), reply.text());
            }
        }
    }

    /** Asks, each time with an aged first level, until the answer comes from where it should. */
    private Client.Reply eventually(Client client, String path, String cache) throws Exception {
        var last = new Client.Reply[1];
        Until.isTrue(path + " from " + cache, () -> {
            ticker.advance(Duration.ofMinutes(1));
            last[0] = client.get(path);
            return last[0].cache().equals(cache);
        });
        return last[0];
    }

    private static long versionInDatabase(long id) throws SQLException {
        try (Connection connection = Servers.database();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT version FROM item WHERE id = " + id)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The real store, but the first read of one row is held back after it has read. */
    private record HeldStore(ItemStore store, Hold hold) implements ItemStore {
        private static final class Hold {
            private final long id;
            private final CountDownLatch hasRead = new CountDownLatch(1);
            private final CountDownLatch goOn = new CountDownLatch(1);

            Hold(long id) {
                this.id = id;
            }
        }

        @Override
        public Item find(long id, long leftNanos) throws SQLException {
            Item item = store.find(id, leftNanos);
            if (id == hold.id && hold.hasRead.getCount() > 0) {
                hold.hasRead.countDown();
                try {
                    hold.goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new SQLException("interrupted", e);
                }
            }
            return item;
        }

        @Override
        public Item rename(long id, String name, long leftNanos) throws SQLException {
            return store.rename(id, name, leftNanos);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
