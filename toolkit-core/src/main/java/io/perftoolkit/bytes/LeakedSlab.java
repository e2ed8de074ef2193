package io.perftoolkit.bytes;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A slab or a window that does not come back.
 *
 * @param pool the name of the pool
 * @param age how long it is out
 * @param stack where its first chunk was pulled; null if it was not in the sample
 * @param forgotten whether a chunker became garbage that was not closed; otherwise it is a chunk that is not closed
 * @since 0.1
 */
public record LeakedSlab(
        String pool, Duration age, @Nullable Throwable stack, boolean forgotten) {}
