package io.perftoolkit.bytes;

import org.jspecify.annotations.Nullable;

/**
 * A file has become shorter while it was being read.
 *
 * @since 0.1
 */
public final class FileTruncatedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Where the bytes were to begin. */
    private final long offset;

    FileTruncatedException(long offset, long length, @Nullable Throwable cause) {
        super("the file has no longer all of the " + length + " bytes at " + offset, cause);
        this.offset = offset;
    }

    /**
     * Where the bytes were to begin that are not all there.
     *
     * @return an offset in the source
     */
    public long offset() {
        return offset;
    }
}
