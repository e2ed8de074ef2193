package io.perftoolkit.bench.prove.load;

import java.nio.ByteBuffer;

/**
 * Reads {@code :status} from a header block, and nothing else of it.
 *
 * <p>The pseudo-header comes first (RFC 9113, 8.3.2), and as this client allows the peer no dynamic table (header table
 * size 0), it can only be an entry of the static table or a literal (RFC 7541, 6.1 and 6.2).
 */
final class StatusCode {
    private static final int[] STATIC_TABLE = {200, 204, 206, 304, 400, 404, 500};
    private static final int FIRST_STATIC = 8;

    private StatusCode() {}

    /** The status, or -1 if the block does not begin with one. Moves the position. */
    static int of(ByteBuffer block) {
        int first = next(block);
        while ((first & 0xe0) == 0x20) { // size of the dynamic table: a peer may tell it before the first field
            if ((first & 0x1f) == 0x1f) {
                while ((next(block) & 0x80) != 0) {
                    // a long integer goes on
                }
            }
            first = next(block);
        }
        if ((first & 0x80) != 0) {
            int index = (first & 0x7f) - FIRST_STATIC;
            return index >= 0 && index < STATIC_TABLE.length ? STATIC_TABLE[index] : -1;
        }
        int nameIndex = (first & 0x40) != 0 ? first & 0x3f : first & 0x0f;
        if (nameIndex < FIRST_STATIC || nameIndex >= FIRST_STATIC + STATIC_TABLE.length) {
            return -1;
        }
        int length = next(block);
        return (length & 0x80) == 0 ? plain(block, length) : huffman(block, length & 0x7f);
    }

    private static int plain(ByteBuffer block, int length) {
        int status = 0;
        for (int i = 0; i < length; i++) {
            status = status * 10 + (next(block) - '0');
        }
        return length == 3 ? status : -1;
    }

    /** Digits only: 0 to 2 have 5 bits (00000 to 00010), 3 to 9 have 6 (011001 to 011111). */
    private static int huffman(ByteBuffer block, int length) {
        long bits = 0;
        int left = length * 8;
        if (length > 4) {
            return -1;
        }
        for (int i = 0; i < length; i++) {
            bits = bits << 8 | next(block);
        }
        int status = 0;
        for (int digit = 0; digit < 3; digit++) {
            if (left < 5) {
                return -1;
            }
            int five = (int) (bits >>> (left - 5)) & 0x1f;
            if (five <= 2) {
                status = status * 10 + five;
                left -= 5;
            } else if (left >= 6) {
                status = status * 10 + ((int) (bits >>> (left - 6)) & 0x3f) - 0x19 + 3;
                left -= 6;
            } else {
                return -1;
            }
        }
        return status;
    }

    private static int next(ByteBuffer block) {
        return block.hasRemaining() ? block.get() & 0xff : 0x7f;
    }
}
