package io.perftoolkit.bytes;

/**
 * The source has ended in the middle of a frame.
 *
 * @since 0.1
 */
public final class TruncatedFrameException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Where. */
    private final long offset;

    /** How many bytes there are. */
    private final int present;

    TruncatedFrameException(long offset, int present) {
        super("the source ends in the frame at " + offset + ", after " + present + " bytes of it");
        this.offset = offset;
        this.present = present;
    }

    /**
     * Where the frame begins, with its prefix.
     *
     * @return an offset in the source
     */
    public long offset() {
        return offset;
    }

    /**
     * How many bytes of it there are, with its prefix.
     *
     * @return more than 0
     */
    public int present() {
        return present;
    }
}
