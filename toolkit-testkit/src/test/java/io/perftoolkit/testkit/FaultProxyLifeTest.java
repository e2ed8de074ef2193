package io.perftoolkit.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.FaultProxy.Direction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class FaultProxyLifeTest {
    private static final Await SOON = Await.atMost(Duration.ofSeconds(60));

    private static List<Thread> threadsOf(FaultProxy proxy) {
        String name = "perftoolkit-faultproxy-" + proxy.address().getPort();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .toList();
    }

    @Test
    void close_openConnections_resetsThemAndLeavesNoThread() throws Exception {
        try (var echo = new EchoServer()) {
            var proxy = FaultProxy.to(echo.address());
            assertEquals(1, threadsOf(proxy).size());
            assertTrue(threadsOf(proxy).get(0).isDaemon());
            try (var client = ProxiedPair.connect(proxy.address())) {
                client.getOutputStream().write(1);
                assertEquals(1, client.getInputStream().read());
                proxy.close();
                assertEquals(List.of(), threadsOf(proxy));
                assertThrows(
                        SocketException.class, () -> client.getInputStream().read());
            }
            SOON.until("the server's side has ended", echo::open, open -> open == 0);
            assertEquals(
                    new FaultProxy.Stats(1, 0, new FaultProxy.Flow(1, 0, 0), new FaultProxy.Flow(1, 0, 0)),
                    proxy.stats());
            proxy.close();
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "counts the sockets in /proc/self/fd")
    void close_underEachFault_leavesNoSocket() throws Exception {
        try (var echo = new EchoServer()) {
            openAndClose(echo, 0);
            SOON.until("the server's side has ended", echo::open, open -> open == 0);
            long before = sockets();
            for (int fault = 0; fault < 5; fault++) {
                openAndClose(echo, fault);
            }
            SOON.until("no more sockets than before", FaultProxyLifeTest::sockets, count -> count <= before);
        }
    }

    private static long sockets() {
        String[] open = Path.of("/proc/self/fd").toFile().list();
        return Stream.of(open).filter(FaultProxyLifeTest::isSocket).count();
    }

    private static boolean isSocket(String descriptor) {
        try {
            var target = Files.readSymbolicLink(Path.of("/proc/self/fd", descriptor));
            return target.toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    private static void openAndClose(EchoServer echo, int fault) throws Exception {
        List<Socket> clients = new ArrayList<>();
        try (var proxy = FaultProxy.to(echo.address())) {
            List<Runnable> faults = List.of(
                    proxy::stall,
                    proxy::halfOpen,
                    proxy::refuse,
                    () -> proxy.cutAfter(Direction.SERVER_TO_CLIENT, 1),
                    () -> proxy.delay(Duration.ofHours(1)));
            for (int i = 0; i < 50; i++) {
                var client = ProxiedPair.connect(proxy.address());
                clients.add(client);
                client.getOutputStream().write(new byte[100]);
            }
            SOON.until("all are open", proxy::stats, stats -> stats.open() == 50);
            faults.get(fault).run();
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
    }

    @Test
    void close_interrupted_keepsTheInterrupt() throws Exception {
        try (var echo = new EchoServer()) {
            var proxy = FaultProxy.to(echo.address());
            Thread.currentThread().interrupt();
            proxy.close();
            assertTrue(Thread.interrupted());
            assertEquals(List.of(), threadsOf(proxy));
        }
    }

    @Test
    void fault_onAClosedProxy_isRefused() throws Exception {
        try (var echo = new EchoServer()) {
            var proxy = FaultProxy.to(echo.address());
            proxy.close();
            var thrown = assertThrows(IllegalStateException.class, proxy::cut);
            assertEquals("the proxy is closed", thrown.getMessage());
            assertThrows(IllegalStateException.class, proxy::restore);
        }
    }

    @Test
    void arguments_outOfRange_areRefusedWithTheValue() throws Exception {
        var unresolved = InetSocketAddress.createUnresolved("nowhere", 1);
        assertThrows(IllegalArgumentException.class, () -> FaultProxy.to(unresolved));
        assertThrows(NullPointerException.class, () -> FaultProxy.to(null));
        try (var echo = new EchoServer();
                var proxy = FaultProxy.builder(echo.address()).seed(1).build()) {
            var builder = FaultProxy.builder(echo.address()).heldBytes(0);
            refuses("heldBytes must be positive: 0", builder::build);
            refuses("bytesPerSecond must be positive: 0", () -> proxy.limit(0));
            refuses("bytes must be positive: 0", () -> proxy.cutAfter(Direction.CLIENT_TO_SERVER, 0));
            refuses("delay must not be negative: PT-1S", () -> proxy.delay(Duration.ofSeconds(-1)));
            refuses(
                    "jitter must not be negative: PT-1S",
                    () -> proxy.delay(Direction.SERVER_TO_CLIENT, Duration.ZERO, Duration.ofSeconds(-1)));
            assertThrows(NullPointerException.class, () -> proxy.stall(null));
        }
    }

    private static void refuses(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
