package io.perftoolkit.example;

import io.perftoolkit.testkit.FaultProxy;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import redis.embedded.RedisServer;

/** The real PostgreSQL and Redis that all tests of this JVM share; started by the first, ended with the JVM. */
final class Servers {
    static final long ROWS = 10_000;

    private static final Servers SHARED = new Servers();

    private final EmbeddedPostgres postgres;
    private final RedisServer redis;
    private final int redisPort;

    private Servers() {
        try {
            postgres = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "100")
                    .setServerConfig("fsync", "off")
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
            redisPort = freePort();
            redis = redis(redisPort);
            Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
            try (Connection connection = connect(postgres)) {
                ItemTable.create(connection);
                ItemTable.fill(connection, ROWS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static Connection database() throws SQLException {
        return connect(SHARED.postgres);
    }

    static int databasePort() {
        return SHARED.postgres.getPort();
    }

    /** A Redis of the caller's own, for tests that end it. */
    static RedisServer redis(int port) throws IOException {
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .setting("save \"\"")
                .setting("bind 127.0.0.1")
                .build();
        server.start();
        return server;
    }

    /** Settings that name the shared servers; {@code others} are added, as key and value by turns. */
    static Map<String, String> settings(String... others) {
        Map<String, String> settings = new HashMap<>();
        settings.put("jdbc-url", jdbcUrl(databasePort()));
        settings.put("redis-uri", "redis://127.0.0.1:" + SHARED.redisPort);
        settings.put("event-loops", "2");
        for (int i = 0; i < others.length; i += 2) {
            settings.put(others[i], others[i + 1]);
        }
        return settings;
    }

    static String jdbcUrl(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    static ReferenceService start(String... others) throws IOException {
        return ReferenceService.start(ServiceConfig.from(settings(others)));
    }

    /** A line to a local server that the test can break. */
    static FaultProxy proxy(int port) {
        return FaultProxy.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    static int redisPort() {
        return SHARED.redisPort;
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return postgres.getPostgresDatabase().getConnection();
    }

    private void stop() {
        try {
            redis.stop();
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
