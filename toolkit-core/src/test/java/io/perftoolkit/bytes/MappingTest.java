package io.perftoolkit.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingTest {
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final int WINDOW = 64 << 10;

    @TempDir
    Path folder;

    @Test
    void windows_asLongAsSomebodyLooks_areMapped() throws Exception {
        Path file = Files.write(folder.resolve("windows"), Hostile.random(3 * WINDOW, 1));
        Chunk kept;
        try (Chunker chunks = Chunker.of(file)
                .mapped(true)
                .windowSize(WINDOW)
                .chunkSize(WINDOW / 2)
                .open()) {
            chunks.next().close();
            kept = chunks.next();
            chunks.next().close();
            assertEquals(2, chunks.stats().windows());
            assertEquals(2, chunks.stats().out());
            assertMaps(2, file);
        }
        assertMaps(1, file);
        assertArrayEquals(Hostile.random(3 * WINDOW, 1), WINDOW / 2, kept.toArray());
        ByteBuffer raw = kept.bytes();
        kept.close();
        assertMaps(0, file);
        if (Runtime.version().feature() >= 22) {
            assertThrows(
                    IllegalStateException.class, () -> raw.get(0), "later JDKs find even a raw buffer kept too long");
        }
    }

    @Test
    void windows_tooManyHeld_waitLikeSlabs() throws Exception {
        Path file = Files.write(folder.resolve("many"), new byte[3 * WINDOW]);
        try (SlabPool pool =
                        SlabPool.builder().maxSlabs(2).maxWait(Duration.ZERO).build();
                Chunker chunks = Chunker.of(file)
                        .mapped(true)
                        .windowSize(WINDOW)
                        .chunkSize(WINDOW)
                        .slabs(pool)
                        .open()) {
            Chunk first = chunks.next();
            Chunk second = chunks.next();
            assertNull(chunks.tryNext());
            assertThrows(SlabsExhaustedException.class, chunks::next);
            first.close();
            second.close();
            chunks.next().close();
            assertFalse(chunks.hasNext());
            assertTrue(chunks.isAtEnd());
        }
    }

    @Test
    void channel_ofTheCaller_isMappedFromWhereItStands() throws Exception {
        byte[] bytes = Hostile.random(10_000, 2);
        Path file = Files.write(folder.resolve("channel"), bytes);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.position(1234);
            try (Chunker chunks = Chunker.of(channel).mapped(true).open();
                    Chunk chunk = chunks.next()) {
                assertArrayEquals(bytes, 1234, chunk.toArray());
            }
            assertTrue(channel.isOpen());
        }
    }

    @Test
    void file_shorterThanItWas_isToldBeforeTheNextWindow() throws Exception {
        Path file = Files.write(folder.resolve("shorter"), new byte[3 * WINDOW]);
        try (SlabPool pool = SlabPool.builder().build();
                Chunker chunks = Chunker.of(file)
                        .mapped(true)
                        .windowSize(WINDOW)
                        .chunkSize(WINDOW)
                        .slabs(pool)
                        .open()) {
            chunks.next().close();
            try (FileChannel cut = FileChannel.open(file, StandardOpenOption.WRITE)) {
                cut.truncate(WINDOW + 10);
            }
            FileTruncatedException told = assertThrows(FileTruncatedException.class, chunks::next);
            assertEquals(WINDOW, told.offset());
            assertEquals(0, pool.stats().out());
        }
    }

    /** In a process of its own, which a fault in a mapped page would end if nobody caught it. */
    @Test
    void file_cutShortUnderAMap_isToldByTheChunk() throws Exception {
        Path file = Files.write(folder.resolve("cut"), new byte[1 << 20]);
        Path log = folder.resolve("log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                file.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            String said = Files.readString(log);
            assertEquals(0, process.exitValue(), said);
            assertTrue(said.contains("told of 524288"), said);
            assertTrue(said.contains("raw look: InternalError"), said);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Reads a file that it cuts short. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            Path file = Path.of(args[0]);
            try (Chunker chunks =
                    Chunker.of(file).mapped(true).chunkSize(1 << 19).open()) {
                Chunk first = chunks.next();
                Chunk second = chunks.next();
                try (FileChannel cut = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    cut.truncate(1 << 19);
                }
                first.toArray();
                try {
                    second.toArray();
                    System.out.println("not told");
                } catch (FileTruncatedException e) {
                    System.out.println("told of " + e.offset());
                }
                try {
                    second.bytes().get(5);
                    System.out.println("raw look: nothing");
                } catch (InternalError e) {
                    System.out.println("raw look: InternalError");
                }
                first.close();
                second.close();
            }
        }
    }

    private static void assertArrayEquals(byte[] all, int from, byte[] part) {
        for (int i = 0; i < part.length; i++) {
            assertEquals(all[from + i], part[i]);
        }
    }

    private static void assertMaps(int expected, Path file) throws IOException {
        if (!Files.isReadable(MAPS)) {
            System.err.println("MappingTest: no " + MAPS + ", so nobody can see what is mapped");
            return;
        }
        long found = Files.readAllLines(MAPS).stream()
                .filter(line -> line.contains(file.getFileName().toString()))
                .count();
        assertEquals(expected, found);
        assertFalse(found > 2);
    }
}
