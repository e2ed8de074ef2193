package io.perftoolkit.net.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ResourceLeakDetector;
import io.perftoolkit.bytes.Chunk;
import io.perftoolkit.bytes.Chunker;
import io.perftoolkit.bytes.SlabPool;
import io.perftoolkit.testkit.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All with Netty's leak detector at its strictest. */
class ChunkBuffersTest {
    private static final Await SOON = Await.atMost(Duration.ofSeconds(30));
    private static final AtomicInteger LEAKS = new AtomicInteger();
    private static ResourceLeakDetector.Level before;

    private final byte[] bytes = random(1_000_000);

    @TempDir
    Path folder;

    @BeforeAll
    static void watch() {
        before = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ChunkBuf.DETECTOR.setLeakListener((type, records) -> LEAKS.incrementAndGet());
    }

    @AfterAll
    static void stopWatching() {
        ResourceLeakDetector.setLevel(before);
    }

    @Test
    void wrap_everyLook_isThatOfThePlainBuffer() throws Exception {
        try (SlabPool pool = SlabPool.builder().build();
                Chunker chunks = chunker(pool)) {
            ByteBuf buffer = ChunkBuffers.wrap(chunks.next());
            ByteBuf plain = Unpooled.wrappedBuffer(bytes, 0, 8192);
            assertEquals(plain, buffer);
            assertTrue(buffer.isReadOnly() && buffer.isDirect());
            for (int at = 0; at < 100; at++) {
                assertEquals(plain.getByte(at), buffer.getByte(at));
                assertEquals(plain.getShort(at), buffer.getShort(at));
                assertEquals(plain.getShortLE(at), buffer.getShortLE(at));
                assertEquals(plain.getUnsignedMedium(at), buffer.getUnsignedMedium(at));
                assertEquals(plain.getUnsignedMediumLE(at), buffer.getUnsignedMediumLE(at));
                assertEquals(plain.getInt(at), buffer.getInt(at));
                assertEquals(plain.getIntLE(at), buffer.getIntLE(at));
                assertEquals(plain.getLong(at), buffer.getLong(at));
                assertEquals(plain.getLongLE(at), buffer.getLongLE(at));
            }
            byte[] copy = new byte[8192];
            buffer.getBytes(0, copy);
            assertEquals(plain, Unpooled.wrappedBuffer(copy));
            assertEquals(plain.nioBuffer(), buffer.nioBuffer());
            assertEquals(plain.slice(7, 9), buffer.slice(7, 9));
            assertThrows(ReadOnlyBufferException.class, () -> buffer.setByte(0, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> buffer.getByte(8192));
            ByteBuf part = buffer.retainedSlice(1, 2);
            assertFalse(buffer.release());
            assertEquals(plain.getByte(1), part.getByte(0));
            assertTrue(part.release());
            assertThrows(IllegalReferenceCountException.class, () -> buffer.getByte(0));
            assertEquals(1, pool.stats().out(), "the chunker's own");
        }
    }

    @Test
    void wrap_closedChunk_isRefused() throws Exception {
        try (SlabPool pool = SlabPool.builder().build();
                Chunker chunks = chunker(pool)) {
            Chunk chunk = chunks.next();
            chunk.close();
            assertThrows(IllegalStateException.class, () -> ChunkBuffers.wrap(chunk));
        }
    }

    @Test
    void wrap_throughAPipeline_comesBackWhenItIsReleased() throws Exception {
        try (SlabPool pool = SlabPool.builder().build()) {
            EmbeddedChannel channel = new EmbeddedChannel();
            try (Chunker chunks = chunker(pool)) {
                ChunkBuffersExample.write(chunks, channel);
            }
            int at = 0;
            for (ByteBuf sent; (sent = channel.readOutbound()) != null; ) {
                for (int i = 0; i < sent.readableBytes(); i++) {
                    assertEquals(bytes[at++], sent.getByte(i));
                }
                assertTrue(sent.release());
            }
            assertTrue(at > 0);
            assertEquals(0, pool.stats().out());
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void wrap_toASocket_arrivesWhole() throws Exception {
        Path file = Files.write(folder.resolve("file"), random(3_000_000));
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (SlabPool pool = SlabPool.builder().maxSlabs(64).build();
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (boolean mapped : new boolean[] {false, true}) {
                CompletableFuture<byte[]> arrived = CompletableFuture.supplyAsync(() -> readAll(server));
                Channel channel = new Bootstrap()
                        .group(loop)
                        .channel(NioSocketChannel.class)
                        .handler(new ChannelInboundHandlerAdapter())
                        .connect(server.getLocalSocketAddress())
                        .sync()
                        .channel();
                try (Chunker chunks =
                        Chunker.of(file).mapped(mapped).slabs(pool).open()) {
                    while (chunks.hasNext()) {
                        channel.writeAndFlush(ChunkBuffers.wrap(chunks.next()));
                    }
                }
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER).sync();
                channel.close().sync();
                assertArrayEquals(Files.readAllBytes(file), arrived.get(60, TimeUnit.SECONDS));
                SOON.until("all are released", () -> pool.stats().out() == 0);
            }
        } finally {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    @Test
    void chunks_ofEveryKindOfBuffer_areItsBytes() {
        for (ByteBuf buffer : List.of(
                Unpooled.copiedBuffer(bytes, 0, 20_000),
                PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(bytes, 0, 20_000),
                composite())) {
            int at = 0;
            for (Chunk chunk : ChunkBuffers.chunks(buffer, 8192)) {
                assertEquals(1, Math.min(1, buffer.refCnt()));
                for (byte b : chunk.toArray()) {
                    assertEquals(bytes[at++], b);
                }
                chunk.close();
            }
            assertEquals(20_000, at);
            assertEquals(0, buffer.refCnt());
        }
    }

    @Test
    void chunks_ofNothing_releaseAtOnce() {
        ByteBuf empty = Unpooled.directBuffer(10);
        assertEquals(List.of(), ChunkBuffers.chunks(empty, 1));
        assertEquals(0, empty.refCnt());
        ByteBuf buffer = Unpooled.directBuffer(10);
        assertThrows(IllegalArgumentException.class, () -> ChunkBuffers.chunks(buffer, 0));
        assertTrue(buffer.release());
    }

    @Test
    void chunks_thereAndBack_areTheSameMemory() throws Exception {
        try (SlabPool pool = SlabPool.builder().build();
                Chunker chunks = chunker(pool)) {
            assertEquals(8192, ChunkBuffersExample.read(ChunkBuffers.wrap(chunks.next())));
            assertEquals(1, pool.stats().out(), "the chunker's own");
        }
    }

    @Test
    void wrap_neverReleased_isSeenByTheDetector() throws Exception {
        int known = LEAKS.get();
        try (SlabPool pool = SlabPool.builder().build();
                Chunker chunks = chunker(pool)) {
            forget(chunks);
            SOON.until("the detector reports it", () -> {
                System.gc();
                try {
                    assertTrue(ChunkBuffers.wrap(chunks.next()).release()); // it reports when the next one is tracked
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
                return LEAKS.get() > known;
            });
            assertEquals(known + 1, LEAKS.get(), "and nothing else leaked");
        }
    }

    private static void forget(Chunker chunks) throws Exception {
        assertEquals(1, ChunkBuffers.wrap(chunks.next()).refCnt());
    }

    private CompositeByteBuf composite() {
        return Unpooled.compositeBuffer()
                .addComponent(true, Unpooled.copiedBuffer(bytes, 0, 9_000))
                .addComponent(true, Unpooled.copiedBuffer(bytes, 9_000, 11_000));
    }

    private Chunker chunker(SlabPool pool) throws IOException {
        return Chunker.of(new ByteArrayInputStream(bytes)).slabs(pool).open();
    }

    private static byte[] readAll(ServerSocket server) {
        try (Socket socket = server.accept()) {
            return socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] random(int length) {
        byte[] random = new byte[length];
        new Random(length).nextBytes(random);
        return random;
    }
}
