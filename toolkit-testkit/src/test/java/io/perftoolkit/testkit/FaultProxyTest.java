package io.perftoolkit.testkit;

import static io.perftoolkit.testkit.FaultProxy.Direction.CLIENT_TO_SERVER;
import static io.perftoolkit.testkit.FaultProxy.Direction.SERVER_TO_CLIENT;
import static io.perftoolkit.testkit.ProxiedPair.randomBytes;
import static io.perftoolkit.testkit.ProxiedPair.writing;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import io.perftoolkit.testkit.FaultProxy.Direction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultProxyTest {
    private static final Await SOON = Await.atMost(Duration.ofSeconds(60));

    private static void send(Socket from, int... bytes) throws IOException {
        for (int one : bytes) {
            from.getOutputStream().write(one);
        }
    }

    private static void assertReceives(Socket to, int... bytes) throws IOException {
        for (int one : bytes) {
            assertEquals(one, to.getInputStream().read());
        }
    }

    private static void assertHearsNothing(Socket socket) throws IOException {
        socket.setSoTimeout(20);
        assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
        socket.setSoTimeout(ProxiedPair.PATIENCE_MILLIS);
    }

    private static void assertReset(Socket socket) {
        var thrown = assertThrows(
                SocketException.class, () -> socket.getInputStream().read());
        assertEquals("Connection reset", thrown.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void noFault_bytesOfAllSizes_arriveUnchanged(Direction direction) throws Exception {
        try (var pair = new ProxiedPair()) {
            byte[] sent = randomBytes(3_000_000, 1);
            var writer = writing(pair.sender(direction), sent, 2);
            assertArrayEquals(sent, pair.receiver(direction).getInputStream().readNBytes(sent.length));
            writer.get();
            assertEquals(new FaultProxy.Flow(sent.length, 0, 0), pair.flow(direction));
        }
    }

    @ParameterizedTest
    @EnumSource
    void noFault_endOfStream_leavesTheOtherDirectionOpen(Direction direction) throws Exception {
        try (var pair = new ProxiedPair()) {
            send(pair.sender(direction), 1);
            pair.sender(direction).shutdownOutput();
            assertReceives(pair.receiver(direction), 1, -1);
            send(pair.receiver(direction), 2);
            assertReceives(pair.sender(direction), 2);
            assertEquals(1, pair.proxy().stats().open());
            pair.receiver(direction).close();
            assertReceives(pair.sender(direction), -1);
            SOON.until("none is open", pair.proxy()::stats, stats -> stats.open() == 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void noFault_senderResets_receiverIsReset(Direction direction) throws Exception {
        try (var pair = new ProxiedPair()) {
            pair.sender(direction).setSoLinger(true, 0);
            pair.sender(direction).close();
            assertReset(pair.receiver(direction));
        }
    }

    @ParameterizedTest
    @EnumSource
    void noFault_receiverResetsAfterTheEndOfItsStream_senderIsReset(Direction direction) throws Exception {
        try (var pair = new ProxiedPair()) {
            var sender = pair.sender(direction);
            var receiver = pair.receiver(direction);
            receiver.shutdownOutput();
            assertReceives(sender, -1);
            receiver.setSoLinger(true, 0);
            receiver.close();
            assertWritesFailInTheEnd(sender);
        }
    }

    /** A port that refuses, and that nobody else can be given meanwhile. */
    private static SocketChannel boundOnly() throws IOException {
        return SocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @Test
    void noFault_serverDoesNotListen_clientIsReset() throws Exception {
        try (var nobody = boundOnly();
                var proxy = FaultProxy.to((InetSocketAddress) nobody.getLocalAddress());
                var client = ProxiedPair.connect(proxy.address())) {
            assertReset(client);
        }
    }

    @Test
    void stall_serverDoesNotListen_clientIsResetOnRestoreOnly() throws Exception {
        try (var nobody = boundOnly();
                var proxy = FaultProxy.to((InetSocketAddress) nobody.getLocalAddress())) {
            proxy.stall();
            try (var client = ProxiedPair.connect(proxy.address())) {
                assertHearsNothing(client);
                proxy.restore();
                assertReset(client);
            }
        }
    }

    @Test
    void cut_openConnection_bothSidesAreResetAndNewOnesAreWelcome() throws Exception {
        try (var pair = new ProxiedPair()) {
            pair.proxy().cut();
            assertReset(pair.sender(CLIENT_TO_SERVER));
            assertReset(pair.receiver(CLIENT_TO_SERVER));
            assertEquals(0, pair.proxy().stats().open());
            try (var client = pair.connect();
                    var server = pair.accept()) {
                send(client, 7);
                assertReceives(server, 7);
            }
        }
    }

    @Test
    void cut_bytesHeldBack_areLost() throws Exception {
        try (var pair = new ProxiedPair()) {
            pair.proxy().delay(Duration.ofHours(1));
            send(pair.sender(CLIENT_TO_SERVER), 1, 2, 3);
            SOON.until("all is held", () -> pair.flow(CLIENT_TO_SERVER), flow -> flow.held() == 3);
            pair.proxy().cut();
            assertReset(pair.receiver(CLIENT_TO_SERVER));
            assertEquals(new FaultProxy.Flow(0, 3, 0), pair.flow(CLIENT_TO_SERVER));
        }
    }

    @Test
    void refuse_newConnection_isRefusedAndOpenOnesLiveOn() throws Exception {
        try (var pair = new ProxiedPair()) {
            for (int round = 0; round < 3; round++) {
                pair.proxy().refuse();
                pair.proxy().refuse();
                assertThrows(ConnectException.class, pair::connect);
                send(pair.sender(SERVER_TO_CLIENT), 5);
                assertReceives(pair.receiver(SERVER_TO_CLIENT), 5);
                pair.proxy().restore();
                try (var client = pair.connect();
                        var server = pair.accept()) {
                    send(client, 6);
                    assertReceives(server, 6);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void stall_oneDirection_holdsItBackUntilRestored(Direction direction) throws Exception {
        try (var pair = new ProxiedPair()) {
            pair.proxy().stall(direction);
            send(pair.sender(direction), 1, 2, 3);
            assertHearsNothing(pair.receiver(direction));
            send(pair.receiver(direction), 9);
            assertReceives(pair.sender(direction), 9);
            pair.proxy().restore();
            assertReceives(pair.receiver(direction), 1, 2, 3);
            assertEquals(new FaultProxy.Flow(3, 0, 0), pair.flow(direction));
        }
    }

    @Test
    void stall_bothDirections_connectsAndDeliversOnRestore() throws Exception {
        try (var pair = new ProxiedPair()) {
            pair.proxy().stall();
            try (var client = pair.connect();
                    var server = pair.accept()) {
                send(client, 1);
                send(server, 2);
                client.shutdownOutput();
                assertHearsNothing(server);
                assertHearsNothing(client);
                pair.proxy().restore();
                assertReceives(server, 1, -1);
                assertReceives(client, 2);
            }
        }
    }

    @Test
    void stall_byteThatFallsDueMeanwhile_isHeldBackToo() throws Exception {
        try (var pair = new ProxiedPair()) {
            var receiver = pair.receiver(CLIENT_TO_SERVER);
            stallWithAByteUnderWay(pair);
            receiver.setSoTimeout(60);
            assertThrows(
                    SocketTimeoutException.class,
                    () -> receiver.getInputStream().read());
            receiver.setSoTimeout(ProxiedPair.PATIENCE_MILLIS);
            pair.proxy().restore();
            assertReceives(receiver, 1);
        }
    }

    /** A slow machine lets the byte pass before the stall begins; then again. */
    private static void stallWithAByteUnderWay(ProxiedPair pair) throws Exception {
        for (int tries = 0; tries < 100; tries++) {
            pair.proxy().delay(Duration.ofMillis(40));
            send(pair.sender(CLIENT_TO_SERVER), 1);
            SOON.until("it was read", () -> pair.flow(CLIENT_TO_SERVER), flow -> flow.held() + flow.forwarded() > 0);
            pair.proxy().stall();
            if (pair.flow(CLIENT_TO_SERVER).held() == 1) {
                return;
            }
            pair.proxy().restore();
            assertReceives(pair.receiver(CLIENT_TO_SERVER), 1);
        }
        fail("no byte was under way in a hundred tries");
    }

    @Test
    void stall_serverResetsMeanwhile_clientIsResetOnRestore() throws Exception {
        try (var pair = new ProxiedPair()) {
            pair.proxy().stall(SERVER_TO_CLIENT);
            pair.sender(SERVER_TO_CLIENT).setSoLinger(true, 0);
            pair.sender(SERVER_TO_CLIENT).close();
            SOON.until("the client's bytes go nowhere", () -> {
                sendUnchecked(pair.sender(CLIENT_TO_SERVER));
                return pair.flow(CLIENT_TO_SERVER).lost() > 0;
            });
            pair.proxy().restore();
            assertReset(pair.receiver(SERVER_TO_CLIENT));
        }
    }

    private static void sendUnchecked(Socket from) {
        try {
            send(from, 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void halfOpen_sendersEnd_isNotHeardOf(Direction direction) throws Exception {
        try (var pair = new ProxiedPair()) {
            pair.proxy().halfOpen();
            send(pair.sender(direction), 1, 2, 3);
            SOON.until("all is swallowed", () -> pair.flow(direction), flow -> flow.lost() == 3);
            pair.sender(direction).close();
            assertHearsNothing(pair.receiver(direction));
            pair.proxy().restore();
            assertReset(pair.receiver(direction));
        }
    }

    @Test
    void halfOpen_sendersReset_isNotHeardOf() throws Exception {
        try (var pair = new ProxiedPair()) {
            pair.proxy().halfOpen();
            pair.sender(CLIENT_TO_SERVER).setSoLinger(true, 0);
            pair.sender(CLIENT_TO_SERVER).close();
            assertHearsNothing(pair.receiver(CLIENT_TO_SERVER));
            byte[] much = new byte[1 << 20];
            pair.sender(SERVER_TO_CLIENT).getOutputStream().write(much);
            SOON.until("writes go on", () -> pair.flow(SERVER_TO_CLIENT), flow -> flow.lost() == much.length);
        }
    }

    @Test
    void halfOpen_answersOnly_requestsStillArrive() throws Exception {
        try (var pair = new ProxiedPair()) {
            pair.proxy().halfOpen(SERVER_TO_CLIENT);
            send(pair.sender(CLIENT_TO_SERVER), 1);
            assertReceives(pair.receiver(CLIENT_TO_SERVER), 1);
            send(pair.sender(SERVER_TO_CLIENT), 2);
            SOON.until("it is swallowed", () -> pair.flow(SERVER_TO_CLIENT), flow -> flow.lost() == 1);
            assertHearsNothing(pair.receiver(SERVER_TO_CLIENT));
        }
    }

    @Test
    void halfOpen_bytesUnderWay_areSwallowed() throws Exception {
        try (var pair = new ProxiedPair()) {
            pair.proxy().delay(Duration.ofHours(1));
            send(pair.sender(CLIENT_TO_SERVER), 1, 2);
            SOON.until("all is held", () -> pair.flow(CLIENT_TO_SERVER), flow -> flow.held() == 2);
            pair.proxy().halfOpen();
            assertEquals(new FaultProxy.Flow(0, 2, 0), pair.flow(CLIENT_TO_SERVER));
            pair.proxy().stall();
            pair.proxy().restore();
            assertReset(pair.receiver(CLIENT_TO_SERVER));
        }
    }

    @Test
    void halfOpen_nothingWasSent_restoreGoesOnAsBefore() throws Exception {
        try (var pair = new ProxiedPair()) {
            pair.proxy().halfOpen();
            pair.proxy().restore();
            send(pair.sender(CLIENT_TO_SERVER), 1);
            assertReceives(pair.receiver(CLIENT_TO_SERVER), 1);
        }
    }

    @Test
    void halfOpen_bothSidesEnd_connectionIsForgotten() throws Exception {
        try (var pair = new ProxiedPair()) {
            pair.proxy().halfOpen();
            pair.sender(CLIENT_TO_SERVER).close();
            pair.sender(SERVER_TO_CLIENT).close();
            SOON.until("none is open", pair.proxy()::stats, stats -> stats.open() == 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void cutAfter_manySizes_receiverSeesExactlySoManyBytes(Direction direction) throws Exception {
        byte[] sent = randomBytes(4_000_000, 3);
        for (int bytes : new int[] {1, 2, 1_000, 65_535, 65_536, 65_537, 1_234_567}) {
            try (var pair = new ProxiedPair()) {
                pair.proxy().cutAfter(direction, bytes);
                var writer = writing(pair.sender(direction), sent, bytes);
                byte[] received = pair.receiver(direction).getInputStream().readAllBytes();
                assertArrayEquals(Arrays.copyOf(sent, bytes), received);
                SOON.until("the writer has ended", writer::isDone);
                assertWritesFailInTheEnd(pair.sender(direction));
                assertEquals(bytes, pair.flow(direction).forwarded());
                pair.receiver(direction).close();
                SOON.until("none is open", pair.proxy()::stats, stats -> stats.open() == 0);
            }
        }
    }

    /** Kernel buffers may take the rest of what is written; a connection that was reset takes nothing in the end. */
    private static void assertWritesFailInTheEnd(Socket from) throws InterruptedException {
        SOON.until("writes fail", () -> {
            try {
                send(from, 1);
                return false;
            } catch (IOException e) {
                return e instanceof SocketException;
            }
        });
    }

    @Test
    void cutAfter_receiverReadsLateAndStillWrites_missesNoByte() throws Exception {
        byte[] sent = randomBytes(400_000, 4);
        int bytes = 300_001;
        try (var pair = new ProxiedPair()) {
            pair.proxy().cutAfter(SERVER_TO_CLIENT, bytes);
            var writer = writing(pair.sender(SERVER_TO_CLIENT), sent, 5);
            SOON.until(
                    "the last byte has passed", () -> pair.flow(SERVER_TO_CLIENT), flow -> flow.forwarded() == bytes);
            send(pair.receiver(SERVER_TO_CLIENT), 1, 2, 3);
            byte[] received = pair.receiver(SERVER_TO_CLIENT).getInputStream().readAllBytes();
            assertArrayEquals(Arrays.copyOf(sent, bytes), received);
            writer.cancel(true);
        }
    }

    @Test
    void cutAfter_openConnection_countsFromNowOn() throws Exception {
        try (var pair = new ProxiedPair()) {
            send(pair.sender(CLIENT_TO_SERVER), 1, 2, 3);
            assertReceives(pair.receiver(CLIENT_TO_SERVER), 1, 2, 3);
            pair.proxy().cutAfter(CLIENT_TO_SERVER, 2);
            send(pair.sender(CLIENT_TO_SERVER), 4);
            assertReceives(pair.receiver(CLIENT_TO_SERVER), 4);
            pair.sender(CLIENT_TO_SERVER).getOutputStream().write(new byte[] {5, 6, 7});
            assertReceives(pair.receiver(CLIENT_TO_SERVER), 5, -1);
            assertReset(pair.sender(CLIENT_TO_SERVER));
        }
    }

    @Test
    void cutAfter_restoredInTime_cutsNothing() throws Exception {
        try (var pair = new ProxiedPair()) {
            pair.proxy().cutAfter(CLIENT_TO_SERVER, 2);
            send(pair.sender(CLIENT_TO_SERVER), 1);
            assertReceives(pair.receiver(CLIENT_TO_SERVER), 1);
            pair.proxy().restore();
            send(pair.sender(CLIENT_TO_SERVER), 2, 3);
            assertReceives(pair.receiver(CLIENT_TO_SERVER), 2, 3);
        }
    }
}
