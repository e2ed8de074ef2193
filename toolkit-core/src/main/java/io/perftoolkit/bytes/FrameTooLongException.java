package io.perftoolkit.bytes;

/**
 * A frame is longer than is accepted. No memory was taken for it, and the frame stays where it is: the next call throws again.
 *
 * @since 0.1
 */
public final class FrameTooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** How long. */
    private final long length;

    /** What is accepted. */
    private final int limit;

    /** Where. */
    private final long offset;

    FrameTooLongException(long length, int limit, long offset) {
        super((length < 0
                        ? "the length of the frame at " + offset + " does not fit into 63 bits"
                        : "the frame at " + offset + " has " + length + " bytes or more")
                + "; the limit is " + limit);
        this.length = length;
        this.limit = limit;
        this.offset = offset;
    }

    /**
     * How long the frame is.
     *
     * @return what its prefix says; for a delimiter, how many bytes were looked at in vain; negative if the prefix does not fit
     *     into 63 bits
     */
    public long length() {
        return length;
    }

    /**
     * How long a frame may be.
     *
     * @return the limit
     */
    public int limit() {
        return limit;
    }

    /**
     * Where the frame begins, with its prefix.
     *
     * @return an offset in the source
     */
    public long offset() {
        return offset;
    }
}
