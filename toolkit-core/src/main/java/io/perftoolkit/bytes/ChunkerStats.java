package io.perftoolkit.bytes;

/**
 * What a pool of slabs holds, and what its chunkers have counted since it was built.
 *
 * <p>The sums agree in every reading: {@code taken = returned + out}. Chunks, bytes and copies are added up when a chunker goes
 * on to the next slab or window, so those of the present one are not yet in them.
 *
 * @param maxSlabs how many slabs and windows may be out at the same time
 * @param slabs slabs that hold memory now, free or out
 * @param out slabs and windows that are out now: being filled, or looked at
 * @param peak the most that were ever out
 * @param waiting chunkers that wait for one
 * @param taken tenancies that have begun; a slab that a chunker fills again in place begins none
 * @param returned tenancies that have ended
 * @param chunks chunks and frames handed out
 * @param bytes bytes handed out, with the prefixes and delimiters of frames
 * @param copied bytes that were copied because a frame crossed from one slab to the next
 * @param transferred bytes that went from a file to a channel without being looked at
 * @param large slabs made for one frame that was longer than a slab
 * @param windows parts of files that were mapped
 * @param unmapDeferred of those, how many are left to the collector to unmap
 * @param waits waits for a slab
 * @param exhausted of those, how many the longest wait ended
 * @param outOfTime how many a deadline ended
 * @param interrupted how many an interrupt ended
 * @param missed calls of {@code tryNext} that found no slab free
 * @param leaked slabs and windows found leaked
 * @since 0.1
 */
public record ChunkerStats(
        int maxSlabs,
        int slabs,
        int out,
        int peak,
        int waiting,
        long taken,
        long returned,
        long chunks,
        long bytes,
        long copied,
        long transferred,
        long large,
        long windows,
        long unmapDeferred,
        long waits,
        long exhausted,
        long outOfTime,
        long interrupted,
        long missed,
        long leaked) {}
