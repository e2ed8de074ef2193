package io.perftoolkit.bytes;

import java.nio.ByteOrder;
import java.util.Objects;

/**
 * How a protocol tells where one message ends and the next begins.
 *
 * {@snippet class="io.perftoolkit.bytes.BytesExample" region="frames"}
 *
 * <p>Frames are chunks: looks into the slab or the window where they were read. Only a frame that crosses from one slab to the next
 * is copied, once, to the start of the next; one that is longer than a slab is given memory of its own. Frames of mapped files are never
 * copied.
 *
 * <p>Immutable.
 *
 * @since 0.1
 */
public final class Framing {
    private static final int DEFAULT_MAX = 4 << 20;
    private static final int LARGEST_MAX = 1 << 30;
    private static final int NO_BYTE = -1;

    private enum Kind {
        PREFIX,
        DELIMITER
    }

    private final Kind kind;
    private final byte[] delimiter;
    private final int optional;
    private final int width;
    private final boolean bigEndian;
    private final int maxFrame;
    private final boolean partial;

    private Framing(
            Kind kind, byte[] delimiter, int optional, int width, boolean bigEndian, int maxFrame, boolean partial) {
        this.kind = kind;
        this.delimiter = delimiter;
        this.optional = optional;
        this.width = width;
        this.bigEndian = bigEndian;
        this.maxFrame = maxFrame;
        this.partial = partial;
    }

    /**
     * Frames that are followed by these bytes, which are not part of them.
     *
     * @param bytes at least one; copied
     * @return the framing, for frames of 4 MiB at most
     * @throws IllegalArgumentException if there is no byte
     */
    public static Framing delimiter(byte... bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("a delimiter must have at least one byte");
        }
        return new Framing(Kind.DELIMITER, bytes.clone(), NO_BYTE, 0, true, DEFAULT_MAX, false);
    }

    /**
     * Lines that end with {@code \n} or {@code \r\n}, which are not part of them. The last one may do without.
     *
     * @return the framing, for lines of 4 MiB at most
     */
    public static Framing lines() {
        return new Framing(Kind.DELIMITER, new byte[] {'\n'}, '\r', 0, true, DEFAULT_MAX, true);
    }

    /**
     * Frames that follow their length, an unsigned big-endian number.
     *
     * @param width of the number in bytes: 1, 2, 4 or 8
     * @return the framing, for frames of 4 MiB at most
     * @throws IllegalArgumentException if it is another width
     */
    public static Framing lengthPrefix(int width) {
        return lengthPrefix(width, ByteOrder.BIG_ENDIAN);
    }

    /**
     * Frames that follow their length, an unsigned number.
     *
     * @param width of the number in bytes: 1, 2, 4 or 8
     * @param order of its bytes
     * @return the framing, for frames of 4 MiB at most
     * @throws IllegalArgumentException if it is another width
     */
    public static Framing lengthPrefix(int width, ByteOrder order) {
        Objects.requireNonNull(order, "order");
        if (width != 1 && width != 2 && width != 4 && width != 8) {
            throw new IllegalArgumentException("width must be 1, 2, 4 or 8: " + width);
        }
        return new Framing(
                Kind.PREFIX, new byte[0], NO_BYTE, width, order.equals(ByteOrder.BIG_ENDIAN), DEFAULT_MAX, false);
    }

    /**
     * Frames that follow their length, seven bits per byte and the lowest first, as delimited protocol buffers have it.
     *
     * @return the framing, for frames of 4 MiB at most
     */
    public static Framing varintPrefix() {
        return new Framing(Kind.PREFIX, new byte[0], NO_BYTE, 0, true, DEFAULT_MAX, false);
    }

    /**
     * The same framing with another limit.
     *
     * @param bytes the longest frame that is accepted, without prefix or delimiter; from 1 to 1 GiB
     * @return the framing
     * @throws IllegalArgumentException if it is outside
     */
    public Framing maxFrame(int bytes) {
        if (bytes <= 0 || bytes > LARGEST_MAX) {
            throw new IllegalArgumentException("maxFrame must be from 1 to 1 GiB: " + bytes);
        }
        return new Framing(kind, delimiter, optional, width, bigEndian, bytes, partial);
    }

    /**
     * The same framing, which takes what there is of an unfinished last frame for a frame; {@link Frames#isPartial} tells.
     *
     * @return the framing
     */
    public Framing allowPartial() {
        return new Framing(kind, delimiter, optional, width, bigEndian, maxFrame, true);
    }

    /**
     * The frames of a source, from where its chunker stands.
     *
     * @param chunks the source; use it for nothing else while there are frames left, and close it when there are none
     * @return the frames
     */
    public Frames over(Chunker chunks) {
        Cutter cutter = kind == Kind.PREFIX
                ? new Cutter.Prefix(width, bigEndian, maxFrame)
                : new Cutter.Delimiter(delimiter, optional, maxFrame);
        return new Frames(chunks, cutter, partial);
    }
}
