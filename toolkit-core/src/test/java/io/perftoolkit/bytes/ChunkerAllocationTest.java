package io.perftoolkit.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.memory.AllocationMeter;
import io.perftoolkit.memory.ChildJvm;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.junit.jupiter.api.Test;

/**
 * Where compiled code sees the whole life of a chunk, there is none. In a JVM of its own: what other tests do to a chunk decides what
 * the compiler puts together.
 */
class ChunkerAllocationTest {
    private static final int CHUNKS = 10_000;
    private static final int LAPS = 500;

    /** Who runs hot code waits for the compiler; so a number of laps suffices, however busy the machine is. */
    private static final String COMPILE_AT_ONCE = "-Xbatch";

    @Test
    void next_compiled_allocatesNothing() throws Exception {
        ChildJvm.Result result =
                ChildJvm.of(Child.class).options("-Xmx64m", COMPILE_AT_ONCE).run();
        assertEquals(0, result.exit(), result::output);
        String least =
                result.output().strip().lines().reduce((first, last) -> last).orElseThrow();
        assertTrue(Long.parseLong(least) < CHUNKS, () -> least + " bytes for " + CHUNKS + " chunks");
    }

    /** Prints the least that a whole source cost: the chunker, its feed and the meter. */
    static final class Child {
        private static long sum;

        private Child() {}

        public static void main(String[] args) throws Exception {
            try (SlabPool pool = SlabPool.builder().build()) {
                long least = Long.MAX_VALUE;
                for (int lap = 0; least > CHUNKS && lap < LAPS; lap++) {
                    long before = AllocationMeter.allocated();
                    use(pool);
                    least = Math.min(least, AllocationMeter.allocated() - before);
                }
                System.out.println("sum " + sum);
                System.out.println(least);
            }
        }

        private static void use(SlabPool pool) throws Exception {
            try (Chunker chunks =
                    Chunker.of(new Zeros()).chunkSize(1024).slabs(pool).open()) {
                while (chunks.hasNext()) {
                    try (Chunk chunk = chunks.next()) {
                        sum += chunk.bytes().get(0);
                    }
                }
            }
        }
    }

    /** So many zeros, and whatever was there before. */
    private static final class Zeros implements ReadableByteChannel {
        private int left = CHUNKS * 1024;

        @Override
        public int read(ByteBuffer into) {
            int count = Math.min(left, into.remaining());
            into.position(into.position() + count);
            left -= count;
            return count == 0 ? -1 : count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // nothing to close
        }
    }
}
