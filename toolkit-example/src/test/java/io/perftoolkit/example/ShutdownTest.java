package io.perftoolkit.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of the service, in both wirings. */
class ShutdownTest {
    private static final byte[] NOTHING = {};

    @ParameterizedTest
    @ValueSource(strings = {"plain", "toolkit"})
    void shutdown_underLoad_losesNoRequest(String wiring) throws Exception {
        ReferenceService service = Servers.start("wiring", wiring, "read-waiting", "100000");
        var sent = new ConcurrentLinkedQueue<CompletableFuture<Client.Reply>>();
        var answered = new AtomicLong();
        List<Thread> senders = new ArrayList<>();
        var http2 = new Http2Client(service.port());
        senders.add(new Thread(() -> http2.sendUntilGoAway(n -> "/items/" + (4000 + n % 500), 50, sent)));
        for (int i = 0; i < 3; i++) {
            senders.add(new Thread(() -> answered.addAndGet(sendUntilRefused(service.port()))));
        }
        senders.forEach(Thread::start);
        Until.isTrue("load", () -> sent.size() > 1000);

        ShutdownReport report = service.shutdown(Duration.ofSeconds(10));
        for (Thread sender : senders) {
            sender.join(20_000);
        }
        for (CompletableFuture<Client.Reply> reply : sent) {
            assertEquals(200, reply.get(10, TimeUnit.SECONDS).status());
        }
        http2.close();
        assertEquals(0, report.cancelled(), report.toString());
        assertEquals(0, report.refused() + report.late() + report.failed(), report.toString());
        assertEquals(sent.size() + answered.get(), report.served(), report.toString());
        assertSame(report, service.shutdown(Duration.ofSeconds(10)));
    }

    /** Closed loop over HTTP/1.1, until nobody listens any more; how many were answered. */
    private static long sendUntilRefused(int port) {
        Client client = new Http1Client(port);
        for (long answered = 0; ; answered++) {
            try {
                assertEquals(
                        200, client.get("/items/" + (4000 + answered % 500)).status());
            } catch (ExecutionException e) {
                assertTrue(e.getCause() instanceof ConnectException, () -> "lost: " + e);
                return answered;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "toolkit"})
    void shutdown_withARequestUnderWay_waitsForItAndSaysThatItDrains(String wiring) throws Exception {
        ReferenceService service = Servers.start("wiring", wiring, "read-deadline", "30s");
        CompletableFuture<ShutdownReport> ending;
        try (var client = new Http2Client(service.port());
                Connection lock = Servers.database();
                Statement statement = lock.createStatement()) {
            lock.setAutoCommit(false);
            statement.execute("LOCK TABLE item IN ACCESS EXCLUSIVE MODE");
            CompletableFuture<Client.Reply> slow = client.send("GET", path(4600, wiring), NOTHING);
            assertEquals(200, client.get("/health").status());
            ending = CompletableFuture.supplyAsync(() -> service.shutdown(Duration.ofSeconds(20)));
            client.goAway().get(10, TimeUnit.SECONDS);
            // The kernel lets go of the port when the loop of the listener selects again: soon, but not at once.
            Until.isTrue("the port to be closed", () -> refuses(service.port()));
            assertTrue(!slow.isDone() && !ending.isDone());
            lock.rollback();
            assertEquals(200, slow.get(10, TimeUnit.SECONDS).status());
        }
        assertEquals(0, ending.get(20, TimeUnit.SECONDS).cancelled());
    }

    private static boolean refuses(int port) {
        try (var socket = new Socket("127.0.0.1", port)) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "toolkit"})
    void shutdown_withARequestThatTakesTooLong_cancelsIt(String wiring) throws Exception {
        ReferenceService service = Servers.start("wiring", wiring, "read-deadline", "30s");
        try (var client = new Http2Client(service.port());
                Connection lock = Servers.database();
                Statement statement = lock.createStatement()) {
            lock.setAutoCommit(false);
            statement.execute("LOCK TABLE item IN ACCESS EXCLUSIVE MODE");
            CompletableFuture<Client.Reply> slow = client.send("GET", path(4700, wiring), NOTHING);
            assertEquals(200, client.get("/health").status());
            ShutdownReport report = service.shutdown(Duration.ofMillis(100));
            assertEquals(1, report.cancelled());
            assertEquals(1, report.served());
            assertThrows(ExecutionException.class, () -> slow.get(10, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "toolkit"})
    void shutdown_leavesNoThreadAndNoPort(String wiring) throws Exception {
        Servers.start("wiring", wiring).close(); // what the JDK and the libraries keep for all is there now
        Set<Thread> before = threads();
        ReferenceService service = Servers.start("wiring", wiring);
        try (var client = new Http2Client(service.port())) {
            client.get("/items/4800");
            client.put("/items/4800", "x");
            client.get("/metrics");
        }
        service.close();
        try (var socket = new ServerSocket(service.port())) {
            assertTrue(socket.isBound());
        }
        Until.isTrue("threads of before only", () -> before.containsAll(threads()));
    }

    /** Each wiring has rows of its own: they share one Redis. */
    private static String path(long id, String wiring) {
        return "/items/" + (wiring.equals("plain") ? id : id + 1);
    }

    /** All but those that the libraries share within the JVM and end by themselves. */
    private static Set<Thread> threads() {
        Predicate<String> shared = name -> name.startsWith("ForkJoinPool.commonPool")
                || name.startsWith("PostgreSQL-JDBC")
                || name.startsWith("globalEventExecutor")
                || name.startsWith("HttpClient-")
                || name.startsWith("multiThreadIoEventLoopGroup") // of the test's client
                || name.startsWith("process reaper");
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !shared.test(thread.getName()))
                .collect(Collectors.toSet());
    }
}
