package io.perftoolkit.admission;

import io.perftoolkit.internal.layout.PaddedLongs;
import io.perftoolkit.internal.owner.OwnerTable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A place of each thread's own in one limit: there it keeps the slot that it gave back, for the next time, and counts what it did.
 * Virtual threads have none, nor have those for whom there is no room left.
 */
final class Lockers {
    /*
     * Invariant: a kept slot is taken once. Only the owner puts one in, when none is in, so a plain store does; owner and thieves
     * take it out by compare-and-set (LockersStress.TakeOrSteal; its LoadThenStoreControl must see both). Any permit's end may put a slot
     * in: slots have no names, and the word of the Gate counts those in lockers as taken.
     *
     * Invariant: `inUse` is never below the number of lockers that hold a slot: it rises before the first one goes in, and falls
     * after the state has become NONE_KEPT. So who reads zero need not look (LockersStress.KeepOrRefuse).
     *
     * A locker is given to a slot of the owner table for good, and so to one living thread at a time; what a dead one has left in
     * it, its successor or a thief takes out (LockersTest).
     *
     * Ordering: a slot goes in by a release store: what its holder did is visible to the next one. Counts are stored with release and
     * read with acquire, so that who reads an end and then the starts finds the start that came before it.
     *
     * Layout: each locker has two cache lines to itself.
     */

    /** Instead of a locker: this thread has none. */
    static final int NONE = -1;

    private static final int OWNER = 1; // the cells of a locker; the first one is its state
    private static final int STARTED = 2;
    private static final int ENDED = STARTED + Priority.LANES;
    private static final int REFUSED = ENDED + 4;

    /** None in it, and none of the plenty is expected: not counted in inUse. */
    private static final long NONE_KEPT = 0;

    /** None in it for the moment. */
    private static final long OUT = 1;

    private static final long KEPT = 2;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle IN_USE;

    static {
        try {
            IN_USE = MethodHandles.lookup().findVarHandle(Lockers.class, "inUse", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int size;
    private final int shift;
    private final long[] cells;

    @SuppressWarnings("unused") // read and written by IN_USE
    private int inUse;

    Lockers() {
        this(Math.max(16, Math.min(256, 4 * Runtime.getRuntime().availableProcessors())));
    }

    Lockers(int atLeast) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(atLeast - 1);
        size = 1 << bits;
        shift = Integer.numberOfTrailingZeros(OwnerTable.SLOTS) - bits;
        cells = PaddedLongs.allocateApart(size);
    }

    /** The locker of the calling thread, or {@link #NONE}. */
    int mine() {
        Thread self = Thread.currentThread();
        int slot = OwnerTable.home(self);
        if (!OwnerTable.owns(slot, self)) {
            return NONE;
        }
        int locker = PaddedLongs.indexApart(slot >>> shift);
        return cells[locker + OWNER] == slot + 1 ? locker : claim(locker, slot);
    }

    private int claim(int locker, int slot) {
        long owner = (long) CELL.getOpaque(cells, locker + OWNER);
        return owner == 0 && CELL.compareAndSet(cells, locker + OWNER, 0L, slot + 1L) ? locker : NONE;
    }

    /** Takes out the slot that the calling thread keeps. */
    boolean take(int locker) {
        return (long) CELL.getOpaque(cells, locker) == KEPT && CELL.compareAndSet(cells, locker, KEPT, OUT);
    }

    /** Whether a slot could be kept now, and how dear it is to begin with that. For the owner. */
    boolean isOut(int locker) {
        return (long) CELL.getOpaque(cells, locker) == OUT;
    }

    /** Keeps a slot, if none is kept. For the owner. */
    boolean keep(int locker, boolean fenced) {
        long state = (long) CELL.getOpaque(cells, locker);
        if (state == KEPT) {
            return false;
        }
        if (state == NONE_KEPT) {
            IN_USE.getAndAdd(this, 1);
        }
        if (fenced) {
            CELL.setVolatile(cells, locker, KEPT);
        } else {
            CELL.setRelease(cells, locker, KEPT);
        }
        return true;
    }

    /** None will be kept for some time. For the owner. */
    void stopKeeping(int locker) {
        if ((long) CELL.getOpaque(cells, locker) == OUT) {
            CELL.setOpaque(cells, locker, NONE_KEPT);
            IN_USE.getAndAdd(this, -1);
        }
    }

    /** Whether any locker may hold a slot. */
    boolean anyInUse() {
        return (int) IN_USE.getVolatile(this) != 0;
    }

    /** Takes a slot out of whosever locker. */
    boolean steal() {
        for (int i = 0; i < size && anyInUse(); i++) {
            int locker = PaddedLongs.indexApart(i);
            if ((long) CELL.getVolatile(cells, locker) == KEPT && CELL.compareAndSet(cells, locker, KEPT, NONE_KEPT)) {
                IN_USE.getAndAdd(this, -1);
                return true;
            }
        }
        return false;
    }

    /** How many slots are kept. */
    int kept() {
        int kept = 0;
        for (int i = 0; i < size && anyInUse(); i++) {
            kept += (long) CELL.getVolatile(cells, PaddedLongs.indexApart(i)) == KEPT ? 1 : 0;
        }
        return kept;
    }

    /** How many have started here in all lanes, after this one; for the owner. */
    long started(int locker, int lane) {
        return raise(locker + STARTED + lane);
    }

    void ended(int locker, int outcome) {
        raise(locker + ENDED + outcome);
    }

    void refused(int locker, int lane) {
        raise(locker + REFUSED + lane);
    }

    private long raise(int cell) {
        long n = cells[cell] + 1;
        CELL.setRelease(cells, cell, n);
        return n;
    }

    void addStarted(long[] sums) {
        add(STARTED, Priority.LANES, sums, 0);
    }

    void addEnded(long[] sums) {
        add(ENDED, 4, sums, 0);
    }

    void addRefused(long[] sums, int from) {
        add(REFUSED, Priority.LANES, sums, from);
    }

    private void add(int first, int many, long[] sums, int from) {
        for (int i = 0; i < size; i++) {
            int locker = PaddedLongs.indexApart(i);
            for (int k = 0; k < many; k++) {
                sums[from + k] += (long) CELL.getAcquire(cells, locker + first + k);
            }
        }
    }
}
