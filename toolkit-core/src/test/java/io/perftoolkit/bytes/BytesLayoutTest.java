package io.perftoolkit.bytes;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;

/** What JOL says of the real layout in this JVM. */
class BytesLayoutTest {
    @Test
    void chunk_whereItIsAllocated_takesAtMost40Bytes() {
        long size = ClassLayout.parseClass(Chunk.class).instanceSize();
        assertTrue(size <= 40, () -> size + " bytes");
    }

    @Test
    void slab_besideItsMemory_takesAtMost64Bytes() {
        long size = ClassLayout.parseClass(Slab.class).instanceSize();
        assertTrue(size <= 64, () -> size + " bytes");
    }
}
