package io.perftoolkit.bytes;

import java.nio.ByteBuffer;

/** Looks for a byte eight at a time. */
final class Words {
    /*
     * Of a word whose wanted bytes were made zero, (w - 01..) & ~w & 80.. has the top bit of each zero byte set, and of bytes
     * above the first zero perhaps more: a borrow goes upwards only. So the lowest bit that is set is right, and in a little-endian
     * word it is that of the first byte (WordsTest). See Hacker's Delight, 6-1.
     */

    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    private Words() {}

    /**
     * Where a byte first stands.
     *
     * @param bytes little-endian
     * @return from {@code from} on and before {@code to}; -1 for nowhere
     */
    static int indexOf(ByteBuffer bytes, byte wanted, int from, int to) {
        long pattern = (wanted & 0xffL) * ONES;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long word = bytes.getLong(at) ^ pattern;
            long zeros = (word - ONES) & ~word & TOPS;
            if (zeros != 0) {
                return at + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        for (; at < to; at++) {
            if (bytes.get(at) == wanted) {
                return at;
            }
        }
        return -1;
    }
}
