package io.perftoolkit.admission;

import io.perftoolkit.internal.layout.PaddedLongs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

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
     * Layout: the word has its lines to itself (PaddedLongs); the limit is beside it only in this object, whose other field is final.
     */

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle LIMIT;
    private static final int AT = PaddedLongs.index(0);

    static {
        try {
            LIMIT = MethodHandles.lookup().findVarHandle(Gate.class, "limit", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long[] word = PaddedLongs.allocate(1);

    @SuppressWarnings("unused") // read and written by LIMIT
    private int limit;

    Gate(int limit) {
        this.limit = limit;
    }

    /**
     * Takes a slot if one is free.
     *
     * @return how many were under way before, or -1; a caller that got -1 must look for sleepers, see {@link #tryTake}
     */
    int tryEnter() {
        int most = (int) LIMIT.getOpaque(this);
        if ((long) WORD.getOpaque(word, AT) >= most) {
            return -1; // a read before the write: refusals leave the line where it is
        }
        int before = (int) (long) WORD.getAndAdd(word, AT, 1L);
        if (before < most) {
            return before;
        }
        leave();
        return -1;
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
        return false;
    }

    /** Gives a slot back. The caller must look for sleepers afterwards. */
    void leave() {
        WORD.getAndAdd(word, AT, -1L);
    }

    /** Volatile, because whoever looks for sleepers or for room relies on its order. */
    boolean isFull() {
        return (long) WORD.getVolatile(word, AT) >= (int) LIMIT.getVolatile(this);
    }

    /** Under way; may be a little too high while others are refused. */
    long inFlight() {
        return (long) WORD.getVolatile(word, AT);
    }

    int limit() {
        return (int) LIMIT.getOpaque(this);
    }

    /** The caller must look for sleepers if it has grown. */
    void limit(int most) {
        LIMIT.setVolatile(this, most);
    }
}
