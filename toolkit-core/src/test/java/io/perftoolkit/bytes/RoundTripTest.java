package io.perftoolkit.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes in comes out, in full chunks, from whatever source, and all slabs are back afterwards. */
class RoundTripTest {
    private static final int CHUNK = 64;
    private static final int SLAB = 4 * CHUNK;
    private static final int[] LENGTHS = {
        0, 1, CHUNK - 1, CHUNK, CHUNK + 1, SLAB - 1, SLAB, SLAB + 1, 2 * SLAB - 1, 2 * SLAB, 2 * SLAB + 1
    };

    @TempDir
    Path folder;

    @Test
    void lengths_inAllOrdersOnOnePool_comeOutWhole() throws Exception {
        for (int chunk : new int[] {1, 3, CHUNK, SLAB}) {
            try (SlabPool pool = pool(2)) {
                for (int first : LENGTHS) {
                    for (int second : LENGTHS) {
                        roundTrip(pool, chunk, first);
                        roundTrip(pool, chunk, second);
                    }
                }
                assertEquals(0, pool.stats().out());
                assertEquals(1, pool.stats().slabs(), "one consumer that closes at once needs one slab");
            }
        }
    }

    @Test
    void views_largeChunksInAllOrders_areSetAgain() throws Exception {
        try (SlabPool pool = SlabPool.builder().slabSize(4096).maxSlabs(1).build()) {
            for (int first : new int[] {1, 1023, 1024, 1025, 4095, 4096, 4097, 9000}) {
                for (int second : new int[] {0, 1, 1023, 1024, 1025, 4095, 4096, 4097, 9000}) {
                    roundTrip(pool, 1024, first);
                    roundTrip(pool, 1024, second);
                }
            }
        }
    }

    @Test
    void hostileChannels_anyPieces_comeOutWhole() throws Exception {
        Random random = new Random(7);
        try (SlabPool pool = pool(3)) {
            for (int round = 0; round < 600; round++) {
                byte[] bytes = Hostile.random(random.nextInt(3 * SLAB), round);
                int chunk = 1 + random.nextInt(SLAB);
                int most = 1 + random.nextInt(1 + random.nextInt(2 * SLAB));
                try (Chunker chunks = Chunker.of(new Hostile(bytes, round, most))
                        .chunkSize(chunk)
                        .slabs(pool)
                        .open()) {
                    assertArrayEquals(bytes, drain(chunks, chunk, bytes.length));
                    assertFalse(chunks.hasNext(), "the end stays the end");
                }
                assertEquals(0, pool.stats().out());
            }
            ChunkerStats stats = pool.stats();
            assertEquals(stats.taken(), stats.returned());
        }
    }

    @Test
    void chunks_keptOpen_keepTheirBytes() throws Exception {
        Random random = new Random(3);
        byte[] bytes = Hostile.random(40 * SLAB, 3);
        try (SlabPool pool = pool(8);
                Chunker chunks = Chunker.of(new Hostile(bytes, 5, 100))
                        .chunkSize(CHUNK)
                        .slabs(pool)
                        .open()) {
            var kept = new ArrayDeque<Chunk>();
            while (chunks.hasNext()) {
                kept.add(chunks.next());
                while (kept.size() > random.nextInt(6 * 4)) { // six slabs of four chunks at most, of eight
                    check(kept.remove(), bytes);
                }
            }
            while (!kept.isEmpty()) {
                check(kept.remove(), bytes);
            }
            assertTrue(pool.stats().peak() > 1);
            assertTrue(pool.stats().peak() <= 8);
            assertEquals(0, pool.stats().out());
            assertEquals(bytes.length, pool.stats().bytes());
            assertEquals(bytes.length / CHUNK, pool.stats().chunks());
        }
    }

    @Test
    void source_thatFailsMidway_losesNothing() throws Exception {
        byte[] bytes = Hostile.random(1000, 1);
        try (SlabPool pool = pool(1)) {
            for (int failAt = 0; failAt < 300; failAt += 7) {
                try (Chunker chunks = Chunker.of(new Hostile(bytes, failAt, 50).failingAt(failAt))
                        .chunkSize(CHUNK)
                        .slabs(pool)
                        .open()) {
                    var out = new ByteArrayOutputStream();
                    int whole = failAt / CHUNK;
                    for (int i = 0; i < whole; i++) {
                        drainOne(chunks, out);
                    }
                    assertThrows(IOException.class, chunks::next);
                    for (boolean more = true; more; ) {
                        more = drainOne(chunks, out);
                    }
                    assertArrayEquals(bytes, out.toByteArray());
                }
                assertEquals(0, pool.stats().out());
            }
        }
    }

    @Test
    void streamsAndFiles_sameBytes_comeOutWhole() throws Exception {
        for (int length : new int[] {0, 1, 8191, 8192, 8193, 131072, 131073, 1 << 20, (1 << 20) + 1, 3_000_001}) {
            byte[] bytes = Hostile.random(length, length);
            Path file = Files.write(folder.resolve("f" + length), bytes);
            try (Chunker stream = Chunker.of(new ByteArrayInputStream(bytes)).open()) {
                assertArrayEquals(bytes, drain(stream, 8192, length));
            }
            try (Chunker path = Chunker.of(file).open()) {
                assertArrayEquals(bytes, drain(path, 8192, length));
                assertEquals(0, path.stats().windows(), "mapped only where that was asked for");
            }
            try (Chunker read = Chunker.of(file).chunkSize(5000).open()) {
                assertArrayEquals(bytes, drain(read, 5000, length));
            }
            try (var opened = Files.newInputStream(file);
                    Chunker stream = Chunker.of(opened).chunkSize(100_000).open()) {
                assertArrayEquals(bytes, drain(stream, 100_000, length));
            }
            try (Chunker mapped = Chunker.of(file)
                    .mapped(true)
                    .windowSize(70_000)
                    .chunkSize(999)
                    .open()) {
                assertArrayEquals(bytes, drain(mapped, 999, length));
                assertEquals((length + 69_929) / 69_930, mapped.stats().windows(), "of whole chunks");
                assertEquals(0, mapped.stats().unmapDeferred());
            }
        }
    }

    private static SlabPool pool(int slabs) {
        return SlabPool.builder().slabSize(SLAB).maxSlabs(slabs).strict(false).build();
    }

    private static void roundTrip(SlabPool pool, int chunk, int length) throws Exception {
        byte[] bytes = Hostile.random(length, length);
        try (Chunker chunks = Chunker.of(new ByteArrayInputStream(bytes))
                .chunkSize(chunk)
                .slabs(pool)
                .open()) {
            assertArrayEquals(bytes, drain(chunks, chunk, length));
        }
    }

    private static byte[] drain(Chunker chunks, int size, int total) throws IOException, InterruptedException {
        var out = new ByteArrayOutputStream();
        while (chunks.hasNext()) {
            try (Chunk chunk = chunks.next()) {
                assertEquals(out.size(), chunk.offset());
                assertEquals(Math.min(size, total - out.size()), chunk.length(), "only the last is short");
                ByteBuffer bytes = chunk.bytes();
                assertEquals(0, bytes.position());
                assertEquals(chunk.length(), bytes.limit());
                assertEquals(ByteOrder.BIG_ENDIAN, bytes.order());
                assertTrue(bytes.isReadOnly() && bytes.isDirect());
                out.write(chunk.toArray());
                bytes.order(ByteOrder.LITTLE_ENDIAN).position(bytes.limit()); // must not matter to the next one
                bytes.limit(bytes.limit() / 2);
            }
        }
        assertTrue(chunks.isAtEnd());
        return out.toByteArray();
    }

    private static boolean drainOne(Chunker chunks, ByteArrayOutputStream out) throws Exception {
        if (!chunks.hasNext()) {
            return false;
        }
        try (Chunk chunk = chunks.next()) {
            out.write(chunk.toArray());
        }
        return true;
    }

    private static void check(Chunk chunk, byte[] bytes) {
        try (chunk) {
            for (int i = 0; i < chunk.length(); i++) {
                assertEquals(bytes[(int) chunk.offset() + i], chunk.bytes().get(i));
            }
        }
    }
}
