package io.perftoolkit.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ChunkTest {
    @Test
    void close_twice_isFoundAlsoWhileItsSlabIsOut() throws Exception {
        for (boolean strict : new boolean[] {false, true}) {
            try (SlabPool pool = pool(strict);
                    Chunker chunks = chunker(pool)) {
                Chunk first = chunks.next();
                Chunk second = chunks.next();
                first.close();
                IllegalStateException twice = assertThrows(IllegalStateException.class, first::close);
                assertTrue(twice.getMessage().startsWith("chunk of 10 bytes at 0 is closed twice"), twice::getMessage);
                assertEquals(strict, twice.getCause() != null);
                assertEquals(10, second.bytes().remaining(), "the other one is not touched");
                second.close();
            }
        }
    }

    @Test
    void use_afterClose_isFoundAlsoWhenItsMemoryIsSomebodyElses() throws Exception {
        try (SlabPool pool = pool(false);
                Chunker chunks = chunker(pool)) {
            Chunk stale = chunks.next();
            stale.close();
            while (chunks.offset() < 200) {
                chunks.next().close(); // the slab was filled again
            }
            assertThrows(IllegalStateException.class, stale::bytes);
            assertThrows(IllegalStateException.class, stale::retain);
            assertThrows(IllegalStateException.class, stale::toArray);
            assertThrows(IllegalStateException.class, () -> stale.slice(0, 1));
            assertThrows(IllegalStateException.class, () -> stale.writeTo(null));
            assertThrows(IllegalStateException.class, stale::close);
            assertFalse(stale.isOpen());
            assertEquals(10, stale.length());
            assertEquals(0, stale.offset());
        }
    }

    @Test
    void strictPool_rawBufferKeptTooLong_showsDeadBytes() throws Exception {
        try (SlabPool pool = pool(true);
                Chunker chunks = chunker(pool)) {
            Chunk chunk = chunks.next();
            ByteBuffer raw = chunk.bytes();
            assertSame(raw, chunk.bytes());
            chunk.close();
            chunks.close();
            assertEquals((byte) 0xDB, raw.get(0));
        }
    }

    @Test
    void retain_secondHolder_keepsTheBytes() throws Exception {
        try (SlabPool pool = pool(false)) {
            Chunker chunks = chunker(pool);
            Chunk first = chunks.next();
            first.bytes().position(5);
            Chunk second = first.retain();
            assertNotSame(first.bytes(), second.bytes());
            assertEquals(0, second.bytes().position());
            first.close();
            chunks.close();
            assertEquals(1, pool.stats().out());
            assertArrayEquals(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, second.toArray());
            Chunk part = second.slice(3, 2);
            second.close();
            assertEquals(3, part.offset());
            assertArrayEquals(new byte[] {3, 4}, part.toArray());
            assertThrows(IndexOutOfBoundsException.class, () -> part.slice(1, 2));
            part.close();
            assertEquals(0, pool.stats().out());
        }
    }

    @Test
    void writeTo_partOfTheBuffer_writesWhatIsLeft() throws Exception {
        try (SlabPool pool = pool(false);
                Chunker chunks = chunker(pool);
                Chunk chunk = chunks.next()) {
            var out = new ByteArrayOutputStream();
            chunk.bytes().position(7);
            assertEquals(3, chunk.writeTo(Channels.newChannel(out)));
            assertArrayEquals(new byte[] {7, 8, 9}, out.toByteArray());
            assertEquals(0, chunk.bytes().remaining());
            assertThrows(IndexOutOfBoundsException.class, () -> chunk.copyTo(new byte[10], 1));
        }
    }

    @Test
    void over_foreignMemory_isGivenBackOnce() {
        var closes = new AtomicInteger();
        ByteBuffer memory = ByteBuffer.wrap(new byte[] {1, 2, 3, 4});
        memory.position(1);
        Chunk chunk = Chunk.over(memory, closes::incrementAndGet);
        assertArrayEquals(new byte[] {2, 3, 4}, chunk.toArray());
        Chunk other = chunk.retain();
        chunk.close();
        assertEquals(0, closes.get());
        other.close();
        assertEquals(1, closes.get());
        assertThrows(IllegalStateException.class, other::close);
        assertEquals(1, closes.get());
        assertEquals(1, memory.position());
    }

    @Test
    void toString_openAndClosed_saysWhich() throws Exception {
        try (SlabPool pool = pool(false);
                Chunker chunks = chunker(pool)) {
            Chunk chunk = chunks.next();
            assertEquals("Chunk[10 bytes at 0]", chunk.toString());
            chunk.close();
            assertEquals("Chunk[10 bytes at 0, closed]", chunk.toString());
            Chunk next = chunks.next();
            assertNotNull(next);
            next.close();
        }
    }

    @Test
    void next_emptySource_isNull() throws Exception {
        try (Chunker chunks = Chunker.of(new ByteArrayInputStream(new byte[0])).open()) {
            assertFalse(chunks.isAtEnd(), "nobody has looked yet");
            assertFalse(chunks.hasNext());
            assertTrue(chunks.isAtEnd());
            assertEquals(0, chunks.stats().out());
        }
    }

    private static SlabPool pool(boolean strict) {
        return SlabPool.builder().slabSize(50).maxSlabs(4).strict(strict).build();
    }

    private static Chunker chunker(SlabPool pool) throws Exception {
        byte[] bytes = new byte[1000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return Chunker.of(new ByteArrayInputStream(bytes))
                .chunkSize(10)
                .slabs(pool)
                .open();
    }
}
