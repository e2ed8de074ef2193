package io.perftoolkit.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.deadline.DeadlineExceededException;
import io.perftoolkit.testkit.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkerTest {
    private static final Await SOON = Await.atMost(Duration.ofSeconds(30));

    @TempDir
    Path folder;

    @Test
    void next_oneSlabAndPromptConsumer_neverWaits() throws Exception {
        try (Chunker chunks = chunker(1 << 20).maxSlabs(1).open()) {
            int seen = 0;
            for (; chunks.hasNext(); seen++) {
                chunks.next().close();
            }
            assertThrows(NoSuchElementException.class, chunks::next);
            assertEquals(128, seen);
            assertEquals(1, chunks.stats().slabs());
            assertEquals(0, chunks.stats().waits());
        }
    }

    @Test
    void next_allSlabsHeld_waitsForOne() throws Exception {
        try (SlabPool pool = SlabPool.builder().slabSize(100).maxSlabs(2).build();
                Chunker chunks = chunker(400).chunkSize(100).slabs(pool).open()) {
            Chunk first = chunks.next();
            Chunk second = chunks.next();
            CompletableFuture<Chunk> third = CompletableFuture.supplyAsync(() -> pull(chunks));
            SOON.until("the consumer waits", () -> pool.stats().waiting() == 1);
            assertFalse(third.isDone());
            first.close();
            try (Chunk got = third.get(30, TimeUnit.SECONDS)) {
                assertEquals(200, got.offset());
            }
            second.close();
            assertEquals(2, pool.stats().peak());
            assertEquals(1, pool.stats().waits());
        }
    }

    @Test
    void next_noSlabInTime_saysSo() throws Exception {
        try (SlabPool pool = SlabPool.builder()
                        .name("uploads")
                        .slabSize(100)
                        .maxSlabs(1)
                        .maxWait(Duration.ofMillis(5))
                        .build();
                Chunker chunks = chunker(400).chunkSize(100).slabs(pool).open();
                Chunk held = chunks.next()) {
            String message =
                    assertThrows(SlabsExhaustedException.class, chunks::next).getMessage();
            assertTrue(message.startsWith("uploads had no slab free within "), message);
            assertThrows(DeadlineExceededException.class, () -> chunks.hasNext(Deadline.after(Duration.ofMillis(1))));
            assertThrows(
                    DeadlineExceededException.class,
                    () -> Deadline.after(Duration.ofMillis(1)).call(chunks::next));
            assertNull(chunks.tryNext());
            assertFalse(chunks.isAtEnd());
            ChunkerStats stats = pool.stats();
            assertEquals(1, stats.exhausted());
            assertEquals(2, stats.outOfTime());
            assertEquals(1, stats.missed());
            assertEquals(3, stats.waits());
            assertEquals(0, stats.waiting());
            held.retain().close();
        }
    }

    @Test
    void next_endWhileAllSlabsAreHeld_isFound() throws Exception {
        try (SlabPool pool = SlabPool.builder()
                        .slabSize(100)
                        .maxSlabs(2)
                        .maxWait(Duration.ZERO)
                        .build();
                Chunker chunks = chunker(200).chunkSize(100).slabs(pool).open();
                Chunk first = chunks.next();
                Chunk second = chunks.next()) {
            assertFalse(chunks.hasNext());
            assertTrue(chunks.isAtEnd());
            assertEquals(200, first.length() + second.length());
        }
    }

    @Test
    void next_afterRefusal_goesOnWhereItWas() throws Exception {
        byte[] bytes = Hostile.random(300, 1);
        try (SlabPool pool = SlabPool.builder()
                        .slabSize(100)
                        .maxSlabs(1)
                        .maxWait(Duration.ZERO)
                        .build();
                Chunker chunks = Chunker.of(new ByteArrayInputStream(bytes))
                        .chunkSize(100)
                        .slabs(pool)
                        .open()) {
            Chunk held = chunks.next();
            assertThrows(SlabsExhaustedException.class, chunks::next);
            held.close();
            try (Chunk second = chunks.next()) {
                assertEquals(100, second.offset());
                assertEquals(bytes[100], second.bytes().get(0));
            }
        }
    }

    @Test
    void next_interruptedWhileItWaits_throwsAndLosesNothing() throws Exception {
        try (SlabPool pool = SlabPool.builder().slabSize(100).maxSlabs(1).build();
                Chunker chunks = chunker(400).chunkSize(100).slabs(pool).open()) {
            Chunk held = chunks.next();
            var failure = new CompletableFuture<Throwable>();
            Thread thread = new Thread(() -> {
                try {
                    chunks.next();
                    failure.complete(null);
                } catch (Throwable e) {
                    failure.complete(e);
                }
            });
            thread.start();
            SOON.until("it waits", () -> pool.stats().waiting() == 1);
            thread.interrupt();
            assertTrue(failure.get(30, TimeUnit.SECONDS) instanceof InterruptedException);
            thread.join();
            assertEquals(1, pool.stats().interrupted());
            held.close();
            try (Chunk second = chunks.next()) {
                assertEquals(100, second.offset());
            }
        }
    }

    @Test
    void next_readInterrupted_passesUnchangedAndGivesTheSlabBack() throws Exception {
        Pipe pipe = Pipe.open();
        try (SlabPool pool = SlabPool.builder().maxSlabs(1).build()) {
            var failure = new CompletableFuture<Throwable>();
            Thread thread = new Thread(() -> {
                try (Chunker chunks = Chunker.of(pipe.source()).slabs(pool).open()) {
                    chunks.next();
                    failure.complete(null);
                } catch (Throwable e) {
                    failure.complete(e);
                }
            });
            thread.start();
            SOON.until("it reads", () -> pool.stats().out() == 1);
            thread.interrupt();
            assertTrue(failure.get(30, TimeUnit.SECONDS) instanceof ClosedByInterruptException);
            thread.join();
            assertEquals(0, pool.stats().out());
        } finally {
            pipe.sink().close();
        }
    }

    @Test
    void tryNext_nonBlockingSource_tellsNothingYetFromTheEnd() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        try (Chunker chunks = Chunker.of(pipe.source()).chunkSize(10).open()) {
            assertNull(chunks.tryNext());
            assertFalse(chunks.isAtEnd());
            assertThrows(IllegalBlockingModeException.class, chunks::next);
            pipe.sink().write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
            assertNull(chunks.tryNext(), "a part of a chunk is none");
            pipe.sink().write(ByteBuffer.wrap(new byte[] {5, 6, 7, 8, 9, 10, 11}));
            try (Chunk chunk = chunks.tryNext()) {
                assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, chunk.toArray());
            }
            pipe.sink().close();
            try (Chunk rest = chunks.tryNext()) {
                assertArrayEquals(new byte[] {11}, rest.toArray());
            }
            assertNull(chunks.tryNext());
            assertTrue(chunks.isAtEnd());
        } finally {
            pipe.source().close();
        }
    }

    @Test
    void next_sourceThatNeverGivesAnything_isGivenUp() throws Exception {
        ReadableByteChannel nothing = new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer into) {
                return 0;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {
                // nothing to close
            }
        };
        try (SlabPool pool = SlabPool.builder().maxWait(Duration.ofMillis(5)).build();
                Chunker chunks = Chunker.of(nothing).slabs(pool).open()) {
            assertThrows(IOException.class, chunks::next);
            assertThrows(DeadlineExceededException.class, () -> chunks.hasNext(Deadline.after(Duration.ofMillis(1))));
        }
    }

    @Test
    void close_inTheMiddle_leavesNothingBehind() throws Exception {
        try (SlabPool pool = SlabPool.builder().slabSize(100).maxSlabs(4).build()) {
            Chunk kept;
            try (Chunker chunks = chunker(1000).chunkSize(10).slabs(pool).open()) {
                chunks.next().close();
                kept = chunks.next();
                chunks.close();
                assertThrows(IllegalStateException.class, chunks::next);
                assertThrows(IllegalStateException.class, chunks::tryNext);
            }
            assertEquals(1, pool.stats().out(), "as long as somebody looks");
            assertEquals(10, kept.bytes().remaining());
            kept.close();
            assertEquals(0, pool.stats().out());
            assertEquals(1, pool.stats().returned());
        }
    }

    @Test
    void close_ownPool_refusesAndLetsGo() throws Exception {
        Chunker chunks = chunker(1000).open();
        Chunk kept = chunks.next();
        chunks.close();
        assertEquals(1000, kept.toArray().length);
        kept.close();
        assertEquals(0, chunks.stats().slabs());
    }

    @Test
    void close_channelOfTheCaller_staysOpen() throws Exception {
        var channel = new Hostile(new byte[10], 1, 10);
        Chunker.of(channel).open().close();
        assertTrue(channel.isOpen());
    }

    @Test
    void close_poolWhileSomebodyWaits_tellsHim() throws Exception {
        SlabPool pool = SlabPool.builder().slabSize(100).maxSlabs(1).build();
        try (Chunker chunks = chunker(400).chunkSize(100).slabs(pool).open();
                Chunk held = chunks.next()) {
            CompletableFuture<Chunk> waiting = CompletableFuture.supplyAsync(() -> pull(chunks));
            SOON.until("it waits", () -> pool.stats().waiting() == 1);
            pool.close();
            ExecutionException failure =
                    assertThrows(ExecutionException.class, () -> waiting.get(30, TimeUnit.SECONDS));
            assertTrue(failure.getCause() instanceof IllegalStateException, failure::toString);
            assertEquals(100, held.length());
        }
    }

    @Test
    void chunkSize_outsideItsRange_isRefusedWithTheValue() {
        for (int wrong : new int[] {0, -1, (64 << 20) + 1}) {
            String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> chunker(1).chunkSize(wrong).open())
                    .getMessage();
            assertEquals("chunkSize must be from 1 to 64 MiB: " + wrong, message);
        }
        try (SlabPool pool = SlabPool.builder().slabSize(100).build()) {
            String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> chunker(1).chunkSize(101).slabs(pool).open())
                    .getMessage();
            assertEquals("chunkSize must be at most the slabSize of the pool, which is 100: 101", message);
        }
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> chunker(1).maxSlabs(0).windowSize(-1).mapped(true).open())
                .getMessage();
        assertEquals(
                "maxSlabs must be positive: 0; windowSize must be from 1 to 256 MiB: -1; "
                        + "mapped must be false for what is not a file: ByteArrayInputStream",
                message);
    }

    @Test
    void slabPool_wrongArguments_areNamedTogether() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> SlabPool.builder()
                                .slabSize(0)
                                .maxSlabs(-1)
                                .maxWait(Duration.ofMillis(-1))
                                .leakAfter(Duration.ofMillis(-2))
                                .leakSampling(0)
                                .build())
                .getMessage();
        assertEquals(
                "slabSize must be positive: 0; maxSlabs must be positive: -1; maxWait must not be negative: PT-0.001S; "
                        + "leakAfter must not be negative: PT-0.002S; leakSampling must be positive: 0",
                message);
    }

    @Test
    void configure_flatMap_isRead() throws Exception {
        try (SlabPool pool = SlabPool.builder()
                        .configure(Map.of("slab-size", "64KiB", "max-slabs", "3", "max-wait", "250ms"))
                        .build();
                Chunker chunks = chunker(100)
                        .configure(Map.of("chunk-size", "50", "mapped", "false"))
                        .slabs(pool)
                        .open();
                Chunk chunk = chunks.next()) {
            assertEquals(50, chunk.length());
            assertEquals(65536, pool.slabSize());
            assertEquals(3, pool.stats().maxSlabs());
        }
        assertThrows(IllegalArgumentException.class, () -> chunker(1).configure(Map.of("chunk-siz", "1")));
    }

    @Test
    void open_noSuchFile_passesUnchanged() {
        assertThrows(
                NoSuchFileException.class,
                () -> Chunker.of(folder.resolve("none")).open());
    }

    @Test
    void open_chunksLargerThanASlab_getSlabsOfTheirOwnSize() throws Exception {
        Path file = Files.write(folder.resolve("file"), Hostile.random(900_000, 1));
        try (Chunker chunks = Chunker.of(file).chunkSize(300_000).maxSlabs(1).open()) {
            for (int i = 0; i < 3; i++) {
                try (Chunk chunk = chunks.next()) {
                    assertEquals(300_000, chunk.length());
                }
            }
            assertFalse(chunks.hasNext());
        }
    }

    @Test
    void next_channelOfAStream_isAnOrdinaryChannel() throws Exception {
        InputStream stream = new ByteArrayInputStream(new byte[20_000]);
        try (Chunker chunks = Chunker.of(Channels.newChannel(stream)).open();
                Chunk chunk = chunks.next()) {
            assertNotNull(chunk);
            assertEquals(8192, chunk.length());
            assertEquals(8192, chunks.offset());
        }
    }

    private static ChunkerBuilder chunker(int length) {
        return Chunker.of(new ByteArrayInputStream(new byte[length]));
    }

    private static Chunk pull(Chunker chunks) {
        try {
            return chunks.next();
        } catch (IOException | InterruptedException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
