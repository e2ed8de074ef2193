/**
 * Counts and marks that many threads raise.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.count.HighWaterMark}.
 *
 * <p><b>Threads:</b> every type here is thread-safe.
 */
package io.perftoolkit.count;
