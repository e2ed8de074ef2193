package io.perftoolkit.cache;

/**
 * A value could not be loaded. Each caller gets an exception of his own; the cause, what the loader threw, is common to
 * all that waited for one load.
 *
 * @since 0.1
 */
public final class LoadFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param message what failed
     * @param cause what the loader threw
     */
    public LoadFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
