/**
 * Where bytes lie: the only room that may pad. It knows sizes, no meanings.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.internal.layout.PaddedLongs}, {@link
 * io.perftoolkit.internal.layout.PaddedRefs}; {@link io.perftoolkit.internal.layout.PaddedLong} and {@link
 * io.perftoolkit.internal.layout.PaddedFront} to extend.
 *
 * <p><b>Threads:</b> pure functions and bare accesses; who may write an array is the business of the room that made it.
 */
package io.perftoolkit.internal.layout;
