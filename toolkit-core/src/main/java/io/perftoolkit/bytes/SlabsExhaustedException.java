package io.perftoolkit.bytes;

import java.time.Duration;

/**
 * No slab came back within the longest wait of the pool: chunks are not closed, or whoever should close them waits for this
 * one.
 *
 * @since 0.1
 */
public final class SlabsExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SlabsExhaustedException(String pool, Duration waited, int out, long leaked) {
        super(pool + " had no slab free within " + waited.toNanos() / 1_000 + " us: all " + out + " are out, " + leaked
                + " were found leaked so far");
    }
}
