package io.perftoolkit.testkit;

import static io.perftoolkit.testkit.FaultProxy.Direction.CLIENT_TO_SERVER;
import static io.perftoolkit.testkit.FaultProxy.Direction.SERVER_TO_CLIENT;
import static io.perftoolkit.testkit.ProxiedPair.randomBytes;
import static io.perftoolkit.testkit.ProxiedPair.writing;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.FaultProxy.Direction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultProxyDelayTest {
    private static final Await SOON = Await.atMost(Duration.ofSeconds(60));

    @ParameterizedTest
    @EnumSource
    void delay_eachByte_arrivesNoEarlier(Direction direction) throws Exception {
        long delayNanos = Duration.ofMillis(7).toNanos();
        try (var pair = new ProxiedPair()) {
            pair.proxy().delay(direction, Duration.ofNanos(delayNanos), Duration.ofMillis(2));
            for (int i = 0; i < 20; i++) {
                long start = System.nanoTime();
                pair.sender(direction).getOutputStream().write(i);
                assertEquals(i, pair.receiver(direction).getInputStream().read());
                assertTrue(System.nanoTime() - start >= delayNanos);
            }
        }
    }

    @Test
    void delay_endOfStream_arrivesNoEarlierAndBehindTheBytes() throws Exception {
        long delayNanos = Duration.ofMillis(7).toNanos();
        try (var pair = new ProxiedPair()) {
            pair.proxy().delay(Duration.ofNanos(delayNanos));
            long start = System.nanoTime();
            pair.sender(CLIENT_TO_SERVER).getOutputStream().write(1);
            pair.sender(CLIENT_TO_SERVER).shutdownOutput();
            assertEquals(1, pair.receiver(CLIENT_TO_SERVER).getInputStream().read());
            assertEquals(-1, pair.receiver(CLIENT_TO_SERVER).getInputStream().read());
            assertTrue(System.nanoTime() - start >= delayNanos);
        }
    }

    @Test
    void delay_manyPiecesOneAfterTheOther_areAllUnderWayAtOnce() throws Exception {
        try (var pair = new ProxiedPair()) {
            pair.proxy().delay(Duration.ofHours(1));
            for (int i = 1; i <= 100; i++) {
                int sent = i;
                pair.sender(CLIENT_TO_SERVER).getOutputStream().write(i);
                SOON.until("it is under way", () -> pair.flow(CLIENT_TO_SERVER), flow -> flow.held() == sent);
            }
            pair.proxy().restore();
            for (int i = 1; i <= 100; i++) {
                assertEquals(i, pair.receiver(CLIENT_TO_SERVER).getInputStream().read());
            }
        }
    }

    @Test
    void delay_loweredWhileBytesAreUnderWay_keepsTheOrder() throws Exception {
        try (var pair = new ProxiedPair()) {
            pair.proxy().delay(Duration.ofMillis(30));
            pair.sender(CLIENT_TO_SERVER).getOutputStream().write(1);
            SOON.until("it was read", () -> pair.flow(CLIENT_TO_SERVER), flow -> flow.held() + flow.forwarded() == 1);
            pair.proxy().delay(Duration.ZERO);
            pair.sender(CLIENT_TO_SERVER).getOutputStream().write(2);
            assertEquals(1, pair.receiver(CLIENT_TO_SERVER).getInputStream().read());
            assertEquals(2, pair.receiver(CLIENT_TO_SERVER).getInputStream().read());
        }
    }

    @ParameterizedTest
    @EnumSource
    void limit_bytesOfAllSizes_takeTheirTimeAndArriveUnchanged(Direction direction) throws Exception {
        byte[] sent = randomBytes(20_000, 1);
        try (var pair = new ProxiedPair()) {
            long start = System.nanoTime();
            pair.proxy().limit(direction, 200_000);
            var writer = writing(pair.sender(direction), sent, 2);
            assertArrayEquals(sent, pair.receiver(direction).getInputStream().readNBytes(sent.length));
            assertTrue(System.nanoTime() - start >= Duration.ofMillis(100).toNanos());
            writer.get();
        }
    }

    @Test
    void limit_firstByte_paysItsTimeToo() throws Exception {
        try (var pair = new ProxiedPair()) {
            pair.proxy().limit(100);
            long start = System.nanoTime();
            pair.sender(CLIENT_TO_SERVER).getOutputStream().write(1);
            assertEquals(1, pair.receiver(CLIENT_TO_SERVER).getInputStream().read());
            assertTrue(System.nanoTime() - start >= Duration.ofMillis(10).toNanos());
        }
    }

    @Test
    void limit_restored_deliversTheRestAtOnce() throws Exception {
        byte[] sent = randomBytes(50_000, 3);
        try (var pair = new ProxiedPair()) {
            pair.proxy().limit(1);
            var writer = writing(pair.sender(CLIENT_TO_SERVER), sent, 4);
            SOON.until("some is held", () -> pair.flow(CLIENT_TO_SERVER), flow -> flow.held() > 0);
            pair.proxy().restore();
            assertArrayEquals(
                    sent, pair.receiver(CLIENT_TO_SERVER).getInputStream().readNBytes(sent.length));
            writer.get();
        }
    }

    @ParameterizedTest
    @EnumSource
    void delayAndLimit_randomSizes_keepOrderAndContent(Direction direction) throws Exception {
        byte[] sent = randomBytes(2_000_000, 5);
        try (var pair = new ProxiedPair()) {
            pair.proxy().delay(direction, Duration.ofMillis(1), Duration.ofMillis(4));
            pair.proxy().limit(direction, 20_000_000);
            var writer = writing(pair.sender(direction), sent, 6);
            assertArrayEquals(sent, pair.receiver(direction).getInputStream().readNBytes(sent.length));
            writer.get();
        }
    }

    @Test
    void heldBytes_reached_stopsReadingUntilThereIsRoom() throws Exception {
        int bound = 100_000;
        try (var pair = new ProxiedPair(bound)) {
            pair.proxy().delay(Duration.ofHours(1));
            byte[] sent = randomBytes(20_000_000, 7);
            var writer = writing(pair.sender(CLIENT_TO_SERVER), sent, 8);
            SOON.until("the bound is reached", () -> pair.flow(CLIENT_TO_SERVER), flow -> flow.held() > bound / 2);
            for (int looks = 0; looks < 500; looks++) {
                assertTrue(pair.flow(CLIENT_TO_SERVER).held() <= bound);
            }
            pair.proxy().restore();
            assertArrayEquals(
                    sent, pair.receiver(CLIENT_TO_SERVER).getInputStream().readNBytes(sent.length));
            writer.get();
        }
    }

    @Test
    void heldBytes_reached_senderFeelsBackPressure() throws Exception {
        try (var echo = new EchoServer();
                var proxy = FaultProxy.builder(echo.address()).heldBytes(1000).build();
                var client = SocketChannel.open(proxy.address())) {
            proxy.delay(Duration.ofHours(1));
            client.configureBlocking(false);
            var refusals = new int[1];
            // Kernel buffers grow and drain for a while; refused a hundred times in a row, the sender is really held.
            SOON.until("the sender is refused", () -> {
                int written = write(client, 1 << 16);
                refusals[0] = written == 0 ? refusals[0] + 1 : 0;
                return refusals[0] == 100;
            });
            assertTrue(proxy.stats().toServer().held() <= 1000);
        }
    }

    private static int write(SocketChannel channel, int bytes) {
        try {
            return channel.write(ByteBuffer.allocate(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void delay_twoHundredConnections_eachIsLateByItselfAndWhole() throws Exception {
        int connections = 200;
        long delayNanos = Duration.ofMillis(5).toNanos();
        var random = new Random(9);
        List<Socket> clients = new ArrayList<>();
        List<byte[]> sent = new ArrayList<>();
        long[] starts = new long[connections];
        try (var echo = new EchoServer();
                var proxy = FaultProxy.to(echo.address())) {
            proxy.delay(CLIENT_TO_SERVER, Duration.ofNanos(delayNanos), Duration.ofMillis(3));
            proxy.delay(SERVER_TO_CLIENT, Duration.ofNanos(delayNanos), Duration.ZERO);
            proxy.limit(10_000_000);
            for (int i = 0; i < connections; i++) {
                clients.add(ProxiedPair.connect(proxy.address()));
                sent.add(randomBytes(1 + random.nextInt(8_000), i));
            }
            for (int i = 0; i < connections; i++) {
                starts[i] = System.nanoTime();
                clients.get(i).getOutputStream().write(sent.get(i));
                clients.get(i).shutdownOutput();
            }
            for (int i = 0; i < connections; i++) {
                assertEquals(
                        sent.get(i)[0], (byte) clients.get(i).getInputStream().read());
                assertTrue(System.nanoTime() - starts[i] >= 2 * delayNanos);
                byte[] rest = clients.get(i).getInputStream().readAllBytes();
                assertArrayEquals(Arrays.copyOfRange(sent.get(i), 1, sent.get(i).length), rest);
            }
            assertEquals(connections, proxy.stats().accepted());
            SOON.until("none is open", proxy::stats, stats -> stats.open() == 0);
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
    }
}
