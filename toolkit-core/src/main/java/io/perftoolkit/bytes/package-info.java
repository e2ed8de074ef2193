/**
 * Splits a stream, a channel or a file into chunks or frames that are looked at where they were read, and whose memory is bounded
 * however long the source is.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.bytes.Chunker} cuts a source into chunks of one size,
 * {@link io.perftoolkit.bytes.Framing} into the frames of a protocol; {@link io.perftoolkit.bytes.SlabPool} is the memory that
 * many of them share. What they hand out is a {@link io.perftoolkit.bytes.Chunk}: close it.
 *
 * <p><b>Threads:</b> a chunker belongs to one thread at a time; its chunks may be read and closed by any other. A pool of
 * slabs is thread-safe. There are no threads of the room's own.
 */
package io.perftoolkit.bytes;
