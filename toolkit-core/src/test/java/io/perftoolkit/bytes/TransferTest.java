package io.perftoolkit.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.deadline.DeadlineExceededException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferTest {
    private static final int LENGTH = 3_000_001;
    private final byte[] bytes = Hostile.random(LENGTH, 9);

    @TempDir
    Path folder;

    @Test
    void file_toASocket_arrivesWhole() throws Exception {
        for (boolean mapped : new boolean[] {false, true}) {
            Path file = file();
            try (ServerSocketChannel server = ServerSocketChannel.open()
                            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                    SocketChannel out = SocketChannel.open(server.getLocalAddress());
                    SocketChannel in = server.accept()) {
                CompletableFuture<byte[]> arrived = CompletableFuture.supplyAsync(() -> readAll(in));
                try (Chunker chunks = Chunker.of(file).mapped(mapped).open()) {
                    try (Chunk head = chunks.next()) {
                        assertEquals(8192, head.writeTo(out));
                    }
                    assertEquals(LENGTH - 8192, chunks.transferTo(out));
                    assertFalse(chunks.hasNext());
                    assertTrue(chunks.isAtEnd());
                    assertEquals(LENGTH, chunks.offset());
                    assertEquals(LENGTH - 8192, chunks.stats().transferred());
                    assertEquals(0, chunks.stats().out());
                }
                out.close();
                assertArrayEquals(bytes, arrived.get(60, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void path_straightToAChannel_isOpenedAndClosed() throws Exception {
        var out = new ByteArrayOutputStream();
        assertEquals(LENGTH, Chunker.of(file()).transferTo(Channels.newChannel(out)));
        assertArrayEquals(bytes, out.toByteArray());
    }

    @Test
    void fileChannel_fromTheMiddle_leavesItsPositionAtTheEnd() throws Exception {
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.READ)) {
            channel.position(1_000);
            var out = new ByteArrayOutputStream();
            try (Chunker chunks = Chunker.of(channel).chunkSize(100).open()) {
                chunks.next().close();
                chunks.transferTo(Channels.newChannel(out));
                assertFalse(chunks.hasNext());
            }
            assertArrayEquals(Arrays.copyOfRange(bytes, 1_100, LENGTH), out.toByteArray());
            assertEquals(LENGTH, channel.position());
        }
    }

    @Test
    void file_sentOrEmpty_isAtItsEndWithoutARead() throws Exception {
        for (boolean mapped : new boolean[] {false, true}) {
            for (int length : new int[] {0, 100}) {
                Path file = Files.write(folder.resolve("short"), new byte[length]);
                var out = new ByteArrayOutputStream();
                try (Chunker chunks = Chunker.of(file).mapped(mapped).open()) {
                    assertEquals(length, chunks.transferTo(Channels.newChannel(out)));
                    assertTrue(chunks.isAtEnd(), "who sends until the end must find it");
                    assertEquals(0, chunks.transferTo(Channels.newChannel(out)));
                }
            }
        }
    }

    @Test
    void file_cutShortBelowWhatWasRead_isTold() throws Exception {
        Path file = file();
        try (Chunker chunks = Chunker.of(file).open()) {
            chunks.next().close();
            try (FileChannel cut = FileChannel.open(file, StandardOpenOption.WRITE)) {
                cut.truncate(100);
            }
            var out = new ByteArrayOutputStream();
            assertThrows(FileTruncatedException.class, () -> chunks.transferTo(Channels.newChannel(out)));
            chunks.next().close(); // what was read is still there
        }
    }

    @Test
    void stream_toAChannel_goesThroughSlabs() throws Exception {
        var out = new ByteArrayOutputStream();
        try (Chunker chunks =
                Chunker.of(new ByteArrayInputStream(bytes)).maxSlabs(1).open()) {
            assertEquals(LENGTH, chunks.transferTo(Channels.newChannel(out)));
            assertArrayEquals(bytes, out.toByteArray());
            assertEquals(0, chunks.stats().out());
            assertTrue(chunks.isAtEnd());
        }
    }

    @Test
    void nonBlockingTarget_takesNoMore_isContinuedLater() throws Exception {
        for (String source : List.of("read", "mapped", "stream")) {
            Pipe pipe = Pipe.open();
            pipe.sink().configureBlocking(false);
            pipe.source().configureBlocking(false);
            var arrived = new ByteArrayOutputStream();
            ChunkerBuilder builder =
                    source.equals("stream") ? Chunker.of(new ByteArrayInputStream(bytes)) : Chunker.of(file());
            try (Chunker chunks = builder.mapped(source.equals("mapped")).open()) {
                long sent = 0;
                int turns = 0;
                while (!chunks.isAtEnd()) {
                    sent += chunks.transferTo(pipe.sink());
                    assertEquals(sent, chunks.offset());
                    turns++;
                    ByteBuffer some = ByteBuffer.allocate(100_000);
                    while (pipe.source().read(some) > 0) {
                        // the rest of what the pipe holds
                    }
                    arrived.write(some.array(), 0, some.position());
                    if (sent == LENGTH) {
                        assertEquals(0, chunks.transferTo(pipe.sink()));
                    }
                }
                assertTrue(turns > 2);
                assertEquals(LENGTH, sent);
            }
            pipe.sink().close();
            pipe.source().configureBlocking(true);
            arrived.write(readAll(pipe.source()));
            assertArrayEquals(bytes, arrived.toByteArray());
            pipe.source().close();
        }
    }

    @Test
    void next_whileATransferIsUnfinished_isRefused() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.sink().configureBlocking(false);
        try (SlabPool pool = SlabPool.builder().build()) {
            try (Chunker chunks =
                    Chunker.of(new ByteArrayInputStream(bytes)).slabs(pool).open()) {
                chunks.transferTo(pipe.sink());
                assertFalse(chunks.isAtEnd());
                assertThrows(IllegalStateException.class, () -> {
                    while (true) {
                        chunks.next().close();
                    }
                });
            }
            assertEquals(0, pool.stats().out());
        } finally {
            pipe.sink().close();
            pipe.source().close();
        }
    }

    @Test
    void file_shorterThanItWas_isTold() throws Exception {
        Path file = file();
        try (Chunker chunks = Chunker.of(file).mapped(true).open()) {
            try (FileChannel cut = FileChannel.open(file, StandardOpenOption.WRITE)) {
                cut.truncate(100_000);
            }
            var out = new ByteArrayOutputStream();
            assertThrows(FileTruncatedException.class, () -> chunks.transferTo(Channels.newChannel(out)));
            assertEquals(100_000, out.size());
        }
    }

    @Test
    void deadline_thatIsOver_endsTheTransfer() throws Exception {
        try (Chunker chunks = Chunker.of(file()).open()) {
            assertThrows(
                    DeadlineExceededException.class,
                    () -> Deadline.after(Duration.ZERO)
                            .call(() -> chunks.transferTo(Channels.newChannel(new ByteArrayOutputStream()))));
        }
    }

    private Path file() throws IOException {
        return Files.write(folder.resolve("file"), bytes);
    }

    private static byte[] readAll(java.nio.channels.ReadableByteChannel in) {
        try {
            return Channels.newInputStream(in).readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
