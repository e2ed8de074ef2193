package io.perftoolkit.objectpool;

/**
 * The factory has failed while the caller waited, and no object was left that could come back to it. Each caller that waited has
 * an exception of its own; the cause is what the factory threw. Who calls later is not told of it: the factory is tried
 * again.
 *
 * @since 0.1
 */
public final class PoolFactoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PoolFactoryException(String pool, Throwable cause) {
        super(pool + " could not make an object: " + cause, cause);
    }
}
