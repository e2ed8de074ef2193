package io.perftoolkit.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** The code of the guide does what the guide says. */
class BytesExampleTest {
    @Test
    void examples_run() throws Exception {
        byte[] bytes = Hostile.random(100_000, 1);
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        assertEquals(checksum.getValue(), BytesExample.pull(new Hostile(bytes, 1, 9_000)));
        try (SlabPool pool = BytesExample.pool()) {
            byte[] frames = FramingTest.prefixed(4, ByteOrder.BIG_ENDIAN, 10, 20, 30);
            BytesExample.frames(new Hostile(frames, 1, 10), pool);
            assertEquals(3, pool.stats().chunks());
            assertEquals(0, pool.stats().out());
            assertEquals(256, pool.stats().maxSlabs());
        }
    }
}
