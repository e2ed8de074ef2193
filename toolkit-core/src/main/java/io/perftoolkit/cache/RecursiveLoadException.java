package io.perftoolkit.cache;

/** A load, or a function of the compute family, needs its own result. Callers see an {@link IllegalStateException}. */
final class RecursiveLoadException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    RecursiveLoadException(String message) {
        super(message);
    }

    /** The same event, told to another caller. */
    RecursiveLoadException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
