package io.perftoolkit.bytes;

import java.nio.ByteBuffer;

/** Finds where the next frame begins and ends. One thread at a time. */
abstract class Cutter {
    /** How long a frame may be, without what belongs to the framing. */
    final int maxFrame;

    /** Of the frame found: bytes before it, of it, behind it. */
    int head;

    int length;
    int tail;

    /** If no whole frame was found: how many bytes in one piece would be more than there are. */
    int room;

    Cutter(int maxFrame) {
        this.maxFrame = maxFrame;
    }

    /**
     * Looks for a whole frame.
     *
     * @param bytes little-endian
     * @param from where the frame begins
     * @param to where the bytes end that are there; behind {@code from}
     * @param offset of the beginning in the source
     * @return whether there is one
     */
    abstract boolean find(ByteBuffer bytes, int from, int to, long offset);

    /** Takes what is there as the frame, at the end of the source. */
    abstract void takeRest(int from, int to, long offset);

    /** A length prefix. */
    static final class Prefix extends Cutter {
        private static final int MAX_VARINT = 10;
        private final int width;
        private final boolean bigEndian;

        /** Width 0 is for a varint. */
        Prefix(int width, boolean bigEndian, int maxFrame) {
            super(maxFrame);
            this.width = width;
            this.bigEndian = bigEndian;
        }

        @Override
        boolean find(ByteBuffer bytes, int from, int to, long offset) {
            int there = to - from;
            int prefix = width == 0 ? varintWidth(bytes, from, there, offset) : width;
            if (there < prefix) {
                head = there;
                room = prefix;
                return false;
            }
            long said = width == 0 ? varint(bytes, from, prefix) : fixed(bytes, from);
            if (said < 0 || said > maxFrame) {
                throw new FrameTooLongException(said, maxFrame, offset);
            }
            head = prefix;
            length = (int) said;
            tail = 0;
            room = prefix + length;
            return there >= room;
        }

        @Override
        void takeRest(int from, int to, long offset) {
            length = to - from - head; // find() has looked at the same bytes and set the head
            tail = 0;
        }

        private long fixed(ByteBuffer bytes, int from) {
            return switch (width) {
                case 1 -> Byte.toUnsignedLong(bytes.get(from));
                case 2 -> {
                    short s = bytes.getShort(from);
                    yield Short.toUnsignedLong(bigEndian ? Short.reverseBytes(s) : s);
                }
                case 4 -> {
                    int i = bytes.getInt(from);
                    yield Integer.toUnsignedLong(bigEndian ? Integer.reverseBytes(i) : i);
                }
                default -> {
                    long l = bytes.getLong(from);
                    yield bigEndian ? Long.reverseBytes(l) : l;
                }
            };
        }

        /** How many bytes it has; one more than are there if its end is not. */
        private int varintWidth(ByteBuffer bytes, int from, int there, long offset) {
            for (int i = 0; i < MAX_VARINT; i++) {
                if (i == there || bytes.get(from + i) >= 0) {
                    return i + 1;
                }
            }
            throw new FrameTooLongException(-1, maxFrame, offset);
        }

        /** Seven bits per byte, the lowest first (protocol buffers). */
        private static long varint(ByteBuffer bytes, int from, int width) {
            long value = 0;
            for (int i = 0; i < width; i++) {
                value |= (long) (bytes.get(from + i) & 0x7f) << (7 * i);
            }
            return width == MAX_VARINT ? -1 : value; // the tenth byte has the sign, or bits that are lost
        }
    }

    /** A sequence of bytes behind each frame. */
    static final class Delimiter extends Cutter {
        private final byte[] delimiter;

        /** A byte that goes with the delimiter if it stands before it; negative for none. */
        private final int optional;

        /** From there on nobody has looked, if the frame begins at {@code scannedAt}. */
        private int scanned;

        private long scannedAt = -1;

        Delimiter(byte[] delimiter, int optional, int maxFrame) {
            super(maxFrame);
            this.delimiter = delimiter;
            this.optional = optional;
        }

        @Override
        boolean find(ByteBuffer bytes, int from, int to, long offset) {
            int there = to - from;
            int at = from + (scannedAt == offset ? scanned : 0);
            while ((at = Words.indexOf(bytes, delimiter[0], at, to)) >= 0 && at + delimiter.length <= to) {
                if (matches(bytes, at)) {
                    scannedAt = -1;
                    found(bytes, from, at, offset);
                    return true;
                }
                at++;
            }
            scannedAt = offset;
            scanned = at < 0 ? there : at - from;
            if (scanned - (optional < 0 ? 0 : 1) > maxFrame) {
                throw new FrameTooLongException(scanned, maxFrame, offset);
            }
            room = there + 1;
            return false;
        }

        @Override
        void takeRest(int from, int to, long offset) {
            head = 0;
            length = to - from;
            tail = 0;
            if (length > maxFrame) {
                throw new FrameTooLongException(length, maxFrame, offset);
            }
        }

        private void found(ByteBuffer bytes, int from, int at, long offset) {
            head = 0;
            length = at - from;
            tail = delimiter.length;
            if (optional >= 0 && length > 0 && bytes.get(at - 1) == optional) {
                length--;
                tail++;
            }
            if (length > maxFrame) {
                throw new FrameTooLongException(length, maxFrame, offset);
            }
        }

        private boolean matches(ByteBuffer bytes, int at) {
            for (int i = 1; i < delimiter.length; i++) {
                if (bytes.get(at + i) != delimiter[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
