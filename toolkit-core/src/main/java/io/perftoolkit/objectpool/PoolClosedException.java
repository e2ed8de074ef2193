package io.perftoolkit.objectpool;

/**
 * The pool is closed: it was so before the call, or became so during the wait.
 *
 * @since 0.1
 */
public final class PoolClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PoolClosedException(String pool) {
        super(pool + " is closed");
    }
}
