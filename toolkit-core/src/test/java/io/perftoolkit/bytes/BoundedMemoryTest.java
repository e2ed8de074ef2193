package io.perftoolkit.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.memory.AllocationMeter;
import java.io.RandomAccessFile;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However long the source is, no more memory is taken. -Dbytes.sparse=64 makes the longest file 64 GiB; default 1. */
class BoundedMemoryTest {
    private static final long GIB = 1L << 30;
    private static final long LONGEST = Long.getLong("bytes.sparse", 1) * GIB;
    private long sum;

    @TempDir
    Path folder;

    @Test
    void slabs_anyLength_takeTheSame() throws Exception {
        pass(GIB / 16, false); // loads classes, makes what is kept per thread
        for (long size : new long[] {GIB / 1024, LONGEST}) {
            long direct = bufferBytes("direct");
            long before = AllocationMeter.allocated();
            ChunkerStats stats = pass(size, false);
            long heap = AllocationMeter.allocated() - before;
            assertEquals(size, stats.bytes());
            assertEquals(size / 8192, stats.chunks());
            assertEquals(1, stats.slabs());
            assertEquals(0, stats.out());
            assertTrue(bufferBytes("direct") - direct <= 256 << 10, "one slab until the collector has found it");
            // The first passes are interpreted, with a chunk of 40 bytes each; ChunkerAllocationTest sees the rest.
            assertTrue(heap < 8 << 20, () -> heap + " bytes of heap for " + size);
        }
    }

    @Test
    void windows_anyLength_areUnmappedOnTheWay() throws Exception {
        for (long size : new long[] {2 * (GIB / 1024), LONGEST}) {
            ChunkerStats stats = pass(size, true);
            assertEquals(size, stats.bytes());
            assertEquals(1, stats.peak());
            assertEquals((size + (64 << 20) - 1) / (64 << 20), stats.windows());
            assertEquals(0, stats.unmapDeferred());
            assertEquals(0, stats.out());
        }
    }

    @Test
    void threads_manyAndShort_keepNoSlabs() throws Exception {
        int threads = 100_000;
        byte[] bytes = new byte[100];
        try (SlabPool pool = SlabPool.builder().slabSize(64).maxSlabs(4).build()) {
            long direct = bufferBytes("direct");
            for (int i = 0; i < threads; i++) {
                Thread thread = new Thread(null, () -> pull(pool, bytes), "short", 16 << 10, false);
                thread.start();
                thread.join();
            }
            ChunkerStats stats = pool.stats();
            assertEquals(1, stats.slabs());
            assertEquals(threads, stats.returned());
            assertEquals(0, stats.out());
            assertTrue(bufferBytes("direct") - direct <= 64 << 10);
        }
    }

    private ChunkerStats pass(long size, boolean mapped) throws Exception {
        Path file = folder.resolve("sparse");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(size);
        }
        try (Chunker chunks = Chunker.of(file).mapped(mapped).maxSlabs(2).open()) {
            while (chunks.hasNext()) {
                try (Chunk chunk = chunks.next()) {
                    ByteBuffer bytes = chunk.bytes();
                    sum += bytes.get(0) + bytes.get(bytes.limit() - 1);
                }
            }
            return chunks.stats();
        } finally {
            Files.delete(file);
            assertEquals(0, sum);
        }
    }

    private static void pull(SlabPool pool, byte[] bytes) {
        try (Chunker chunks = Chunker.of(new Hostile(bytes, 1, 100).inOnePiece())
                        .chunkSize(64)
                        .slabs(pool)
                        .open();
                Chunk chunk = chunks.next()) {
            assertEquals(64, chunk.length());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static long bufferBytes(String name) {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getMemoryUsed();
    }
}
