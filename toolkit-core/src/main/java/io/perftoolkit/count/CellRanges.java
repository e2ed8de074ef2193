package io.perftoolkit.count;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Hands out ranges of cell numbers, and takes a range back when nobody can reach it any more.
 *
 * <p>Whoever uses cells of a range keeps the {@link Range} object. Not thread-safe: guarded by the lock of the owner
 * table. Nothing runs in the background; what became unreachable is noticed by the next {@link #take}.
 */
final class CellRanges {
    /** The unit in which cells are handed out, so that eight single counters share one reference. */
    static final int BLOCK = 8;

    private final int bound;
    private final Reclaimer reclaimer;
    private final BitSet taken = new BitSet();
    private final @Nullable Lease[] leases;
    private final ReferenceQueue<Range> unreachable = new ReferenceQueue<>();

    /**
     * Creates ranges, none of them taken.
     *
     * @param bound how many cells there are; rounded down to whole blocks
     * @param reclaimer told each range before it is handed out again
     */
    CellRanges(int bound, Reclaimer reclaimer) {
        this.bound = bound / BLOCK;
        this.reclaimer = reclaimer;
        this.leases = new Lease[this.bound];
    }

    /**
     * Takes adjacent cells.
     *
     * @param cells how many at least
     * @return the range, or null if no such range is free
     */
    @Nullable
    Range take(int cells) {
        reclaim();
        int blocks = (cells - 1) / BLOCK + 1;
        int first = taken.nextClearBit(0);
        while (first <= bound - blocks) {
            int end = taken.nextSetBit(first);
            if (end < 0 || end - first >= blocks) {
                return take(first, blocks);
            }
            first = taken.nextClearBit(end);
        }
        return null;
    }

    private Range take(int first, int blocks) {
        Range range = new Range(first * BLOCK, blocks * BLOCK);
        leases[first] = new Lease(range, unreachable, first, blocks);
        taken.set(first, first + blocks);
        return range;
    }

    private void reclaim() {
        for (Reference<?> next = unreachable.poll(); next != null; next = unreachable.poll()) {
            Lease lease = (Lease) next;
            reclaimer.reclaim(lease.first * BLOCK, lease.blocks * BLOCK);
            taken.clear(lease.first, lease.first + lease.blocks);
            leases[lease.first] = null;
        }
    }

    /** What must happen to cells between two holders. */
    interface Reclaimer {
        void reclaim(int first, int cells);
    }

    /** The right to use some cells; ends when the object is unreachable. */
    static final class Range {
        final int first;
        final int cells;

        Range(int first, int cells) {
            this.first = first;
            this.cells = cells;
        }
    }

    /** Phantom, not weak: a range must stay taken while a finalizer could still bring its holder back. */
    private static final class Lease extends PhantomReference<Range> {
        final int first;
        final int blocks;

        Lease(Range range, ReferenceQueue<Range> queue, int first, int blocks) {
            super(range, queue);
            this.first = first;
            this.blocks = blocks;
        }
    }
}
