package io.perftoolkit.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void indexOf_everyPlaceAndLength_isTheFirst() {
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[40];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] =
                        (byte) (random.nextInt(3) - 1 + (random.nextBoolean() ? 0x7f : 0)); // neighbours, for borrows
            }
            ByteBuffer buffer = ByteBuffer.allocateDirect(40)
                    .put(bytes)
                    .asReadOnlyBuffer()
                    .clear()
                    .order(ByteOrder.LITTLE_ENDIAN);
            int from = random.nextInt(40);
            int to = from + random.nextInt(41 - from);
            byte wanted = bytes[random.nextInt(40)];
            assertEquals(indexOf(bytes, wanted, from, to), Words.indexOf(buffer, wanted, from, to));
        }
    }

    private static int indexOf(byte[] bytes, byte wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
