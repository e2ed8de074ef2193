package io.perftoolkit.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FramingTest {
    private static final int SLAB = 64;

    @TempDir
    Path folder;

    @Test
    void lines_anyEnds_areCut() throws Exception {
        assertEquals(List.of("a", "", "bc", "\rd", "e"), lines("a\n\r\nbc\r\n\rd\ne"));
        assertEquals(List.of("a"), lines("a\n"));
        assertEquals(List.of(""), lines("\n"));
        assertEquals(List.of(), lines(""));
        assertEquals(List.of("\r"), lines("\r"), "no line end, so no part of one");
    }

    @Test
    void lines_lastWithoutEnd_isToldApart() throws Exception {
        try (Chunker chunks = chunker("a\nb".getBytes(StandardCharsets.US_ASCII))) {
            Frames frames = Framing.lines().over(chunks);
            frames.next().close();
            assertFalse(frames.isPartial());
            frames.next().close();
            assertTrue(frames.isPartial());
            assertFalse(frames.hasNext());
            assertTrue(chunks.isAtEnd());
        }
    }

    @Test
    void lengthPrefix_everyWidthAndOrder_isRead() throws Exception {
        for (int width : new int[] {1, 2, 4, 8}) {
            for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
                byte[] source = prefixed(width, order, 0, 1, 17, 200);
                List<byte[]> frames = cut(Framing.lengthPrefix(width, order), source);
                assertEquals(4, frames.size());
                assertArrayEquals(Hostile.random(200, 200), frames.get(3));
            }
        }
        assertThrows(IllegalArgumentException.class, () -> Framing.lengthPrefix(3));
    }

    @Test
    void varintPrefix_oneAndMoreBytes_isRead() throws Exception {
        var source = new ByteArrayOutputStream();
        for (int length : new int[] {0, 127, 128, 300}) {
            for (int rest = length; ; rest >>>= 7) {
                source.write(rest > 0x7f ? rest & 0x7f | 0x80 : rest);
                if (rest <= 0x7f) {
                    break;
                }
            }
            source.write(Hostile.random(length, length));
        }
        List<byte[]> frames = cut(Framing.varintPrefix(), source.toByteArray());
        assertEquals(4, frames.size());
        assertArrayEquals(Hostile.random(300, 300), frames.get(3));
    }

    @Test
    void frames_atEveryOffsetOfASlabBorder_comeOutWhole() throws Exception {
        for (int before = 0; before < 2 * SLAB; before++) {
            for (int length : new int[] {0, 1, 7, SLAB - 4, SLAB, SLAB + 1, 3 * SLAB}) {
                byte[] source = prefixed(4, ByteOrder.BIG_ENDIAN, before, length, 5);
                List<byte[]> frames = cut(Framing.lengthPrefix(4), source);
                assertArrayEquals(Hostile.random(before, before), frames.get(0));
                assertArrayEquals(Hostile.random(length, length), frames.get(1));
                assertArrayEquals(Hostile.random(5, 5), frames.get(2));
                assertEquals(3, frames.size());
            }
        }
    }

    @Test
    void frames_keptOpenOverTheBorder_needNoMoreThanTheirSlabs() throws Exception {
        byte[] source = prefixed(1, ByteOrder.BIG_ENDIAN, 40, 40, 40, 40);
        try (SlabPool pool = SlabPool.builder().slabSize(SLAB).maxSlabs(3).build();
                Chunker chunks = Chunker.of(new ByteArrayInputStream(source))
                        .chunkSize(SLAB)
                        .slabs(pool)
                        .open()) {
            Frames frames = Framing.lengthPrefix(1).over(chunks);
            try (Chunk first = frames.next();
                    Chunk second = frames.next();
                    Chunk third = frames.next()) {
                for (Chunk frame : List.of(first, second, third)) {
                    assertArrayEquals(Hostile.random(40, 40), frame.toArray());
                }
                assertEquals(42, second.offset());
                assertEquals(3, pool.stats().out());
                assertNull(frames.tryNext(), "no slab is free for the rest");
                assertFalse(chunks.isAtEnd());
            }
            frames.next().close();
            assertTrue(pool.stats().copied() > 0);
        }
    }

    @Test
    void frame_longerThanASlab_getsMemoryOfItsOwn() throws Exception {
        byte[] source = prefixed(4, ByteOrder.BIG_ENDIAN, 10, 1000, 10);
        try (SlabPool pool = SlabPool.builder().slabSize(SLAB).maxSlabs(2).build();
                Chunker chunks = Chunker.of(new ByteArrayInputStream(source))
                        .chunkSize(SLAB)
                        .slabs(pool)
                        .open()) {
            Frames frames = Framing.lengthPrefix(4).over(chunks);
            frames.next().close();
            try (Chunk large = frames.next()) {
                assertArrayEquals(Hostile.random(1000, 1000), large.toArray());
            }
            assertEquals(1, pool.stats().large());
            try (Chunk last = frames.next()) {
                assertArrayEquals(Hostile.random(10, 10), last.toArray());
            }
            assertFalse(frames.hasNext());
            assertEquals(0, pool.stats().out());
            assertTrue(pool.stats().slabs() <= 2, "the large one is not kept");
        }
    }

    @Test
    void delimiter_farAway_isFoundWithoutMovingTheFrameOften() throws Exception {
        byte[] line = new byte[100_000];
        line[99_999] = '\n';
        try (SlabPool pool = SlabPool.builder().slabSize(SLAB).maxSlabs(2).build();
                Chunker chunks = Chunker.of(new ByteArrayInputStream(line))
                        .chunkSize(SLAB)
                        .slabs(pool)
                        .open()) {
            try (Chunk found = Framing.lines().over(chunks).next()) {
                assertEquals(99_999, found.length());
            }
            assertTrue(pool.stats().large() <= 11, () -> pool.stats().toString());
        }
        Path file = Files.write(folder.resolve("line"), line);
        try (Chunker chunks =
                Chunker.of(file).mapped(true).windowSize(1000).chunkSize(1).open()) {
            try (Chunk found = Framing.lines().over(chunks).next()) {
                assertEquals(99_999, found.length());
            }
            assertTrue(chunks.stats().windows() <= 8, () -> chunks.stats().toString());
        }
    }

    @Test
    void lengthPrefix_tooLongNegativeOrOverflowing_takesNoMemory() throws Exception {
        assertTooLong(Framing.lengthPrefix(4).maxFrame(100), new byte[] {0, 0, 0, 101, 1}, 101);
        assertTooLong(Framing.lengthPrefix(4), new byte[] {-1, -1, -1, -1, 1}, 0xffffffffL);
        assertTooLong(Framing.lengthPrefix(8), new byte[] {-128, 0, 0, 0, 0, 0, 0, 0}, Long.MIN_VALUE);
        assertTooLong(Framing.varintPrefix(), new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}, -1);
        assertTooLong(Framing.varintPrefix(), new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1}, -1);
    }

    @Test
    void delimiter_neverComes_isGivenUpAtTheLimit() throws Exception {
        byte[] source = new byte[10_000];
        assertTooLong(Framing.delimiter((byte) 1).maxFrame(100), source, -2);
        assertTooLong(Framing.lines().maxFrame(100), source, -2);
        byte[] exact = new byte[101];
        exact[100] = 1;
        assertEquals(1, cut(Framing.delimiter((byte) 1).maxFrame(100), exact).size());
        byte[] line = new byte[102];
        line[100] = '\r';
        line[101] = '\n';
        assertEquals(1, cut(Framing.lines().maxFrame(100), line).size());
    }

    @Test
    void end_inAFrame_isTold() throws Exception {
        for (byte[] source : List.of(new byte[] {0, 0, 0, 3, 1, 2}, new byte[] {0, 0})) {
            try (Chunker chunks = chunker(source)) {
                TruncatedFrameException cut = assertThrows(
                        TruncatedFrameException.class, Framing.lengthPrefix(4).over(chunks)::next);
                assertEquals(0, cut.offset());
                assertEquals(source.length, cut.present());
            }
        }
        try (Chunker chunks = chunker(new byte[] {1, 2, 0})) {
            Frames frames = Framing.delimiter((byte) 0, (byte) 0).over(chunks);
            assertThrows(TruncatedFrameException.class, frames::next);
            assertThrows(TruncatedFrameException.class, frames::next, "it stays where it is");
        }
        assertArrayEquals(
                new byte[] {1, 2},
                cut(Framing.lengthPrefix(4).allowPartial(), new byte[] {0, 0, 0, 3, 1, 2})
                        .get(0));
        assertEquals(
                0,
                cut(Framing.lengthPrefix(4).allowPartial(), new byte[] {0, 0}).get(0).length);
    }

    @Test
    void windows_frameOverTheBorder_isNotCopied() throws Exception {
        Path file = Files.write(folder.resolve("f"), prefixed(4, ByteOrder.BIG_ENDIAN, 4000, 4000, 9000, 10));
        try (Chunker chunks =
                Chunker.of(file).mapped(true).windowSize(4096).chunkSize(1).open()) {
            Frames frames = Framing.lengthPrefix(4).over(chunks);
            for (int length : new int[] {4000, 4000, 9000, 10}) {
                try (Chunk frame = frames.next()) {
                    assertArrayEquals(Hostile.random(length, length), frame.toArray());
                }
            }
            assertFalse(frames.hasNext());
            assertEquals(0, chunks.stats().copied());
            assertEquals(0, chunks.stats().out());
        }
    }

    @Test
    void chunksBehindFrames_oneSource_goOnWhereTheFrameEnded() throws Exception {
        byte[] source = prefixed(1, ByteOrder.BIG_ENDIAN, 10, 150);
        try (Chunker chunks = chunker(source)) {
            Framing.lengthPrefix(1).over(chunks).next().close();
            var out = new ByteArrayOutputStream();
            while (chunks.hasNext()) {
                try (Chunk chunk = chunks.next()) {
                    assertEquals(11 + out.size(), chunk.offset());
                    out.write(chunk.toArray());
                }
            }
            assertEquals(151, out.size());
        }
    }

    @Test
    void tryNext_nonBlockingSource_waitsForTheRestOfTheFrame() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        try (Chunker chunks = Chunker.of(pipe.source()).open()) {
            Frames frames = Framing.lengthPrefix(2).over(chunks);
            assertNull(frames.tryNext());
            pipe.sink().write(ByteBuffer.wrap(new byte[] {0, 2, 7}));
            assertNull(frames.tryNext());
            pipe.sink().write(ByteBuffer.wrap(new byte[] {8}));
            try (Chunk frame = frames.tryNext()) {
                assertArrayEquals(new byte[] {7, 8}, frame.toArray());
                assertEquals(2, frame.offset());
            }
        } finally {
            pipe.sink().close();
            pipe.source().close();
        }
    }

    @Test
    void arguments_thatBreakTheirRule_areNamed() {
        assertEquals(
                "maxFrame must be from 1 to 1 GiB: 0",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Framing.lines().maxFrame(0))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, Framing::delimiter);
    }

    static byte[] prefixed(int width, ByteOrder order, int... lengths) {
        var source = new ByteArrayOutputStream();
        for (int length : lengths) {
            ByteBuffer prefix = ByteBuffer.allocate(8).order(order).putLong(length);
            int from = order == ByteOrder.BIG_ENDIAN ? 8 - width : 0;
            source.write(prefix.array(), from, width);
            source.writeBytes(Hostile.random(length, length));
        }
        return source.toByteArray();
    }

    private static void assertTooLong(Framing framing, byte[] source, long length) throws Exception {
        try (SlabPool pool = SlabPool.builder().slabSize(SLAB).maxSlabs(2).build();
                Chunker chunks = Chunker.of(new ByteArrayInputStream(source))
                        .chunkSize(SLAB)
                        .slabs(pool)
                        .open()) {
            Frames frames = framing.over(chunks);
            FrameTooLongException first = assertThrows(FrameTooLongException.class, frames::next);
            assertEquals(0, first.offset());
            if (length != -2) {
                assertEquals(length, first.length());
                assertEquals(0, pool.stats().large());
            }
            assertThrows(FrameTooLongException.class, frames::next);
        }
    }

    private static List<String> lines(String text) throws Exception {
        List<String> lines = new ArrayList<>();
        for (byte[] line : cut(Framing.lines(), text.getBytes(StandardCharsets.ISO_8859_1))) {
            lines.add(new String(line, StandardCharsets.ISO_8859_1));
        }
        return lines;
    }

    private static List<byte[]> cut(Framing framing, byte[] source) throws Exception {
        List<byte[]> found = new ArrayList<>();
        try (Chunker chunks = chunker(source)) {
            Frames frames = framing.over(chunks);
            while (frames.hasNext()) {
                try (Chunk frame = frames.next()) {
                    found.add(frame.toArray());
                }
            }
        }
        return found;
    }

    private static Chunker chunker(byte[] source) throws Exception {
        SlabPool pool =
                SlabPool.builder().slabSize(SLAB).maxSlabs(2).strict(true).build();
        return Chunker.of(new ByteArrayInputStream(source))
                .chunkSize(SLAB)
                .slabs(pool)
                .open();
    }
}
