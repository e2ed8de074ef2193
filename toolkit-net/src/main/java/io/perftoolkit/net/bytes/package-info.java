/**
 * Chunks as Netty's buffers and back: what was read into a slab goes through a pipeline, and what came through one is cut
 * into chunks, where it lies.
 *
 * <p><b>Door:</b> {@link io.perftoolkit.net.bytes.ChunkBuffers}.
 *
 * <p><b>Threads:</b> as Netty's: a buffer is used by one thread at a time and may be released by any; so may a chunk.
 */
package io.perftoolkit.net.bytes;
