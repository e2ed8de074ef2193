package io.perftoolkit.objectpool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * No object became free within the longest wait of the pool, or of the call. The cause, if there is one, is a failure of
 * the factory during the wait.
 *
 * @since 0.1
 */
public final class PoolExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PoolExhaustedException(String pool, Duration waited, Census census, @Nullable Throwable cause) {
        super(
                pool + " had no object free within " + waited.toNanos() / 1_000 + " us: " + census.out + " of "
                        + census.capacity() + " borrowed, " + census.making + " being made, " + census.waiting
                        + " waiting",
                cause);
    }
}
