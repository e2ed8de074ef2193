package io.perftoolkit.admission;

import io.perftoolkit.internal.layout.PaddedLongs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** How many are under way, and how many may be. Lock-free. */
final class Gate {
    /*
     * Invariant: never more than the limit are under way by way of tryEnter and tryTake. tryEnter adds and takes back what was too
     * much; between the two another may be refused beside a free slot, which is allowed, but none gets in too many
     * (GateStress.LimitOne; its LoadThenStoreControl must let two in). One word counts, so that there is nothing to disagree with.
     * When the limit falls, those under way stay.
     *
     * Ordering: additions are volatile. A leaver takes off and then looks whether anybody waits, one who is about to wait
     * announces himself and then looks for room: at least one of them sees the other (LineStress.ReleaseOrEnqueue; its
     * NoFenceControl, which leaves by a plain load and a release store, must leave a sleeper beside a free slot). The limit is read
     * opaque: it guards no other data.
     *
     * Slots that threads keep in their lockers count as taken in the word. Whoever would be refused steals one of those first, so
     * that nobody is refused beside a kept slot that he could know of (LockersTest, LockersStress). They are kept only while there is
     * plenty, so that who refuses much need not look for them; and used only while the word is within the limit, or a limit that has fallen
     * would let in too many (LockersTest.resize_slotsKept_countAgainstTheNewLimit).
     *
     * Layout: the word has its lines to itself (PaddedLongs); the limit is beside it only in this object, whose other field is final.
     */

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle LIMIT;
    private static final int AT = PaddedLongs.index(0);

    /** A thread begins to keep its slot while no more than half are taken, and goes on while no more than three quarters are. */
    private static final int KEEP_WHILE = 4;

    private static final int KEEP_FROM = 2;

    static {
        try {
            LIMIT = MethodHandles.lookup().findVarHandle(Gate.class, "limit", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long[] word = PaddedLongs.allocate(1);
    private final @Nullable Lockers lockers;
    private final boolean fenced;

    @SuppressWarnings("unused") // read and written by LIMIT
    private int limit;

    Gate(int limit) {
        this(limit, null, false);
    }

    /** Where somebody may wait, what is put into a locker must be {@code fenced}: see Ordering. */
    Gate(int limit, @Nullable Lockers lockers, boolean fenced) {
        this.limit = limit;
        this.lockers = lockers;
        this.fenced = fenced;
    }

    /**
     * Takes a slot if one is free.
     *
     * @param locker the calling thread's, or {@link Lockers#NONE}
     * @return how many slots were left free behind it; -1 if it got none: then the caller must look for sleepers, see
     *     {@link #tryTake}
     */
    int tryEnter(int locker) {
        int most = (int) LIMIT.getOpaque(this);
        int free = most - (int) (long) WORD.getOpaque(word, AT);
        Lockers keepers = lockers;
        if (free <= 0 && (keepers == null || !keepers.anyInUse())) {
            return -1; // nobody keeps a slot, so neither does this thread
        }
        if (locker != Lockers.NONE && free >= 0 && keepers != null && keepers.take(locker)) {
            return free;
        }
        if (free <= 0) { // a read before the write: refusals leave the line where it is
            return steal(most) ? 0 : -1;
        }
        int before = (int) (long) WORD.getAndAdd(word, AT, 1L);
        if (before < most) {
            return most - before - 1;
        }
        WORD.getAndAdd(word, AT, -1L);
        return steal(most) ? 0 : -1;
    }

    /** Takes a slot if one is free, without ever seeming to take one too many. For whoever hands slots to sleepers. */
    boolean tryTake() {
        int most = (int) LIMIT.getOpaque(this);
        long seen = (long) WORD.getVolatile(word, AT);
        while (seen < most) {
            long found = (long) WORD.compareAndExchange(word, AT, seen, seen + 1);
            if (found == seen) {
                return true;
            }
            seen = found;
        }
        return steal(most);
    }

    /** Takes a slot that a thread keeps and does not use. If the limit has fallen, it is given back instead. */
    private boolean steal(int most) {
        Lockers keepers = lockers;
        if (keepers == null) {
            return false;
        }
        while (keepers.anyInUse() && keepers.steal()) {
            if ((long) WORD.getVolatile(word, AT) <= most) {
                return true;
            }
            WORD.getAndAdd(word, AT, -1L);
        }
        return false;
    }

    /**
     * Gives a slot back. The caller must look for sleepers afterwards.
     *
     * @param locker the calling thread's, or {@link Lockers#NONE}
     */
    void leave(int locker) {
        Lockers keepers = lockers;
        if (locker != Lockers.NONE && keepers != null) {
            int most = (int) LIMIT.getOpaque(this);
            long under = (long) WORD.getOpaque(word, AT);
            if (under * KEEP_WHILE <= (long) most * (keepers.isOut(locker) ? KEEP_WHILE - 1 : KEEP_FROM)) {
                if (keepers.keep(locker, fenced)) {
                    return;
                }
            } else {
                keepers.stopKeeping(locker);
            }
        }
        WORD.getAndAdd(word, AT, -1L);
    }

    /** Volatile, because whoever looks for sleepers or for room relies on its order. */
    boolean isFull() {
        int most = (int) LIMIT.getVolatile(this);
        return (long) WORD.getVolatile(word, AT) >= most
                && (lockers == null || !lockers.anyInUse() || inFlight() >= most);
    }

    /** Under way; may be a little too high while others are refused. */
    long inFlight() {
        return (long) WORD.getVolatile(word, AT) - (lockers == null ? 0 : lockers.kept());
    }

    int limit() {
        return (int) LIMIT.getOpaque(this);
    }

    /** The caller must look for sleepers if it has grown. */
    void limit(int most) {
        LIMIT.setVolatile(this, most);
    }
}
