package io.perftoolkit.count;

import io.perftoolkit.count.CellRanges.Range;
import io.perftoolkit.internal.layout.PaddedLongs;
import io.perftoolkit.internal.owner.OwnerTable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The cells of all counters: a slab for each thread that counts, in it a cell for each counter. */
final class Slabs {
    /*
     * Invariant 1: a slab has one writer, the owner of its slot. Nobody else stores into it, neither to reset nor to
     * fold; else a load, an add and a store would lose counts (StripedCounterStress.TwoWritersControl). What readers
     * take away or carry over they write into BASE, which only the lock's holder touches.
     *
     * Invariant 2: the count of a cell is BASE plus that cell of all slabs. A slab leaves the sum by fold(), in one
     * step under the lock (FoldStress), and a cell number changes hands with BASE set so that the count is zero
     * (StripedCounterReuseTest).
     *
     * Ordering: the owner stores opaquely, so that compiled code cannot keep a count in a register, and publishes a
     * longer slab with release; readers load slab and cells with acquire. A cell is one location, and per location
     * reads are coherent: one reader never sees an add-only cell go back (StripedCounterStress.Monotone).
     *
     * Layout: slabs are padded on both sides (PaddedLongsLayoutTest). SLABS is static final, so that compiled code
     * knows its address. A slot without a slab holds NO_CELLS, not null: the check of the length is then the only one.
     */

    /** How many live counters have cells, by default; those past it share one adder each among all threads. */
    static final int DEFAULT_BOUND = 8192;

    /** A cell that no slab has. */
    static final int NO_CELL = Integer.MAX_VALUE;

    static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    /** Read plainly by the owner of the slot; else under the lock. */
    static final long[][] SLABS = new long[OwnerTable.SLOTS][];

    private static final VarHandle SLAB = MethodHandles.arrayElementVarHandle(long[][].class);
    private static final long[] NO_CELLS = {};
    private static final int SMALLEST = 64;

    // All below: guarded by the lock of the owner table.
    private static final CellRanges RANGES = new CellRanges(
            Math.min(1 << 20, Math.max(0, Integer.getInteger("io.perftoolkit.count.cells", DEFAULT_BOUND))),
            Slabs::startFromZero);

    private static long[] base = {};
    private static @Nullable Range open;
    private static int usedOfOpen;

    static {
        Arrays.fill(SLABS, NO_CELLS);
        OwnerTable.onRetire(Slabs::fold);
    }

    private Slabs() {}

    /** The place of a counter: its cell, and the range that it must keep reachable. */
    static final class Place {
        static final Place SHARED = new Place(NO_CELL, null);

        final int cell;
        final @Nullable Range range;

        Place(int cell, @Nullable Range range) {
            this.cell = cell;
            this.range = range;
        }
    }

    /** A cell for a single counter; eight of them share a range. */
    static Place takeOne() {
        OwnerTable.lock();
        try {
            if (open == null || usedOfOpen == open.cells) {
                open = RANGES.take(1);
                usedOfOpen = 0;
            }
            if (open == null) {
                return Place.SHARED;
            }
            coverWithBase(open);
            return new Place(PaddedLongs.index(open.first + usedOfOpen++), open);
        } finally {
            OwnerTable.unlock();
        }
    }

    /** Adjacent cells; the place of the first. */
    static Place takeAdjacent(int cells) {
        OwnerTable.lock();
        try {
            Range range = RANGES.take(cells);
            if (range == null) {
                return Place.SHARED;
            }
            coverWithBase(range);
            return new Place(PaddedLongs.index(range.first), range);
        } finally {
            OwnerTable.unlock();
        }
    }

    /**
     * The slab of a slot, long enough for a cell. Only for the slot's owner: it alone may copy cells, because it alone
     * writes them.
     */
    static long[] reaching(int slot, int cell) {
        long[] slab = SLABS[slot];
        if (cell < PaddedLongs.end(slab)) {
            return slab;
        }
        int cells = Math.max(SMALLEST, Integer.highestOneBit(cell - PaddedLongs.PAD) << 1);
        long[] longer = PaddedLongs.allocate(cells);
        int held = PaddedLongs.end(slab) - PaddedLongs.PAD;
        if (held > 0) {
            System.arraycopy(slab, PaddedLongs.PAD, longer, PaddedLongs.PAD, held);
        }
        SLAB.setRelease(SLABS, slot, longer);
        return longer;
    }

    /** What all threads, living and dead, have added to a cell, less what was taken away. Under the lock. */
    static long sum(int cell) {
        return base[cell - PaddedLongs.PAD] + inSlabs(cell);
    }

    /** Adds to what a cell counts without being one of its writers. Under the lock. */
    static void carry(int cell, long n) {
        base[cell - PaddedLongs.PAD] += n;
    }

    /** Adjacent sums, slab by slab, so that each slab is walked once and in order. Under the lock. */
    static void sums(int first, long[] into) {
        System.arraycopy(base, first - PaddedLongs.PAD, into, 0, into.length);
        for (int k = OwnerTable.claimed(); --k >= 0; ) {
            long[] slab = slab(OwnerTable.claimed(k));
            int end = Math.min(into.length, PaddedLongs.end(slab) - first);
            for (int i = 0; i < end; i++) {
                into[i] += (long) CELL.getAcquire(slab, first + i);
            }
        }
    }

    private static long inSlabs(int cell) {
        long sum = 0;
        for (int k = OwnerTable.claimed(); --k >= 0; ) {
            long[] slab = slab(OwnerTable.claimed(k));
            if (cell < PaddedLongs.end(slab)) {
                sum += (long) CELL.getAcquire(slab, cell);
            }
        }
        return sum;
    }

    private static long[] slab(int slot) {
        return (long[]) SLAB.getAcquire(SLABS, slot);
    }

    /** The owner is dead, and its last stores are visible: they move into the base, and the slab goes. */
    private static void fold(int slot) {
        long[] slab = SLABS[slot];
        for (int i = Math.min(base.length, PaddedLongs.end(slab) - PaddedLongs.PAD); --i >= 0; ) {
            base[i] += slab[PaddedLongs.index(i)];
        }
        SLABS[slot] = NO_CELLS;
        CounterGroup.Recorder.forget(slot);
    }

    /** Cells are never set back, as they have one writer; the next counter starts from a base that outweighs them. */
    private static void startFromZero(int first, int cells) {
        for (int i = first; i < first + cells; i++) {
            base[i] = -inSlabs(PaddedLongs.index(i));
        }
    }

    private static void coverWithBase(Range range) {
        int end = range.first + range.cells;
        if (end > base.length) {
            base = Arrays.copyOf(base, Math.max(end, 2 * base.length));
        }
    }
}
