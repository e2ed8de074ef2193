package io.perftoolkit.example;

import io.lettuce.core.RedisException;
import io.perftoolkit.admission.AdmissionStats;
import io.perftoolkit.deadline.Deadline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service: {@code GET} and {@code PUT /items/{id}}, {@code GET /health} and {@code GET /metrics} on one port that
 * speaks HTTP/1.1 and, by prior knowledge, HTTP/2.
 *
 * <p>Reads go through a cache on the heap, Redis and PostgreSQL; a write goes to PostgreSQL and then invalidates. Through
 * one service, nobody who begins to read after a write was acknowledged is given an older version.
 *
 * <p>Thread-safe.
 */
public final class ReferenceService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReferenceService.class);
    private static final long POLL_NANOS = 1_000_000;

    private final ServiceMetrics metrics;
    private final Items items;
    private final Turnstile turnstile;
    private final Router router;
    private final Door door;
    private final Duration drainTimeout;
    private @Nullable ShutdownReport report;

    private ReferenceService(ServiceConfig config, ServiceMetrics metrics, Turnstile turnstile, Items items)
            throws IOException {
        this.metrics = metrics;
        this.items = items;
        this.turnstile = turnstile;
        this.router = new Router(items, metrics, turnstile);
        this.door = new Door(config, router, metrics);
        this.drainTimeout = config.drainTimeout();
    }

    /**
     * Connects to PostgreSQL and Redis, and listens.
     *
     * @param config what to use and where to listen
     * @return the service, serving
     * @throws IOException if PostgreSQL or Redis cannot be reached or the port cannot be had; the message says which
     */
    public static ReferenceService start(ServiceConfig config) throws IOException {
        return start(config, System::nanoTime, store -> store);
    }

    /** For tests: they own the age of cached items, and stand between the service and its store. */
    static ReferenceService start(ServiceConfig config, LongSupplier ticker, UnaryOperator<ItemStore> between)
            throws IOException {
        askPort(config);
        askDatabase(config);
        ServiceMetrics metrics = new MicrometerMetrics();
        Turnstile turnstile = Turnstile.of(config, metrics);
        Items items = null;
        try {
            items = items(config, metrics, turnstile, ticker, between);
            return new ReferenceService(config, metrics, turnstile, items);
        } catch (IOException | RuntimeException e) {
            turnstile.close();
            if (items != null) {
                items.close();
            }
            metrics.close();
            throw e;
        }
    }

    private static Items items(
            ServiceConfig config,
            ServiceMetrics metrics,
            Turnstile turnstile,
            LongSupplier ticker,
            UnaryOperator<ItemStore> between)
            throws IOException {
        boolean plain = config.wiring() == ServiceConfig.Wiring.PLAIN;
        SecondLevel second;
        try {
            second = plain
                    ? LettuceSecondLevel.withDefaults(config, ticker)
                    : LettuceSecondLevel.failingFast(config, ticker);
        } catch (RedisException e) {
            throw new IOException("cannot reach Redis", e);
        }
        try {
            return plain
                    ? PlainItems.wire(config, metrics, second, ticker, between)
                    : ToolkitItems.wire(config, metrics, turnstile, second, ticker, between);
        } catch (RuntimeException e) {
            second.close();
            throw e;
        }
    }

    /** Before anything is begun: whoever has the port keeps it for longer than the start takes. */
    private static void askPort(ServiceConfig config) throws IOException {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(config.host(), config.port()));
        } catch (IOException e) {
            throw new IOException("cannot listen on " + config.host() + ":" + config.port(), e);
        }
    }

    /** Before any pool is made: a pool that cannot connect tells it by a stack trace. */
    private static void askDatabase(ServiceConfig config) throws IOException {
        var properties = new Properties();
        properties.setProperty("user", config.jdbcUser());
        properties.setProperty("password", config.jdbcPassword());
        properties.setProperty("loginTimeout", "5");
        try (Connection connection = DriverManager.getConnection(config.jdbcUrl(), properties)) {
            LOG.debug("database is {}", connection.getMetaData().getDatabaseProductVersion());
        } catch (SQLException e) {
            throw new IOException("cannot reach PostgreSQL", e);
        }
    }

    /** {@return the port on which it listens} */
    public int port() {
        return door.port();
    }

    /**
     * Ends the service: stops accepting, tells the clients to go elsewhere, waits until all requests are answered, and
     * closes everything. Called again, it returns the first report.
     *
     * @param timeout how long to wait for requests; those that are left then are cancelled
     * @return how the requests of the service's life ended
     */
    public synchronized ShutdownReport shutdown(Duration timeout) {
        if (report == null) {
            long start = System.nanoTime();
            router.drain();
            door.drain();
            awaitDrained(start + timeout.toNanos());
            turnstile.shutdown(Deadline.after(timeout.minusNanos(System.nanoTime() - start)));
            door.close();
            items.close();
            ServiceMetrics.Totals totals = metrics.totals();
            metrics.close();
            report = new ShutdownReport(
                    totals.served(),
                    totals.refused(),
                    totals.late(),
                    totals.failed(),
                    totals.cancelled(),
                    Duration.ofNanos(System.nanoTime() - start));
            LOG.info("ended: {}", report);
        }
        return report;
    }

    /** For tests: what the limit has done; {@code null} if there is none. */
    @Nullable
    AdmissionStats admission() {
        return turnstile.stats();
    }

    /** Interruption ends the wait, not the shutdown. */
    private void awaitDrained(long untilNanos) {
        while (!(metrics.inFlight() == 0 && door.isEmpty())
                && System.nanoTime() - untilNanos < 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Shuts down within the configured {@code drain-timeout}. */
    @Override
    public void close() {
        shutdown(drainTimeout);
    }

    /**
     * Runs the service until the process is told to end.
     *
     * @param args settings as {@code key=value}
     */
    public static void main(String[] args) {
        ServiceConfig config;
        ReferenceService service;
        try {
            config = ServiceConfig.from(settings(args));
            service = start(config);
        } catch (IOException | RuntimeException e) {
            Throwable cause = e.getCause();
            System.err.println(e.getMessage() + (cause == null ? "" : ": " + firstLine(cause)));
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endGracefully(service), "perftoolkit-example-end"));
        System.out.println("ready port=" + service.port());
        System.out.flush();
        awaitEnd(config.exitOnStdinEof());
    }

    /** A process that a signal ends would report the signal, although it ended as it should. */
    private static void endGracefully(ReferenceService service) {
        service.close();
        Runtime.getRuntime().halt(0);
    }

    private static void awaitEnd(boolean exitOnStdinEof) {
        try {
            while (!exitOnStdinEof || System.in.read() >= 0) {
                if (!exitOnStdinEof) {
                    Thread.currentThread().join();
                }
            }
        } catch (IOException e) {
            LOG.info("standard input failed, which ends the service: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.exit(0);
    }

    private static Map<String, String> settings(String[] args) {
        Map<String, String> settings = new HashMap<>();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("settings are written key=value: " + arg);
            }
            settings.put(arg.substring(0, equals), arg.substring(equals + 1));
        }
        return settings;
    }

    private static String firstLine(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse(root.toString());
    }
}
