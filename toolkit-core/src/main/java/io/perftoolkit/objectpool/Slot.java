package io.perftoolkit.objectpool;

import io.perftoolkit.internal.layout.PaddedLong;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A place for one object. Its padded long is the control word: how many leases of this place have ended, and what the place
 * is now.
 */
final class Slot<T> extends PaddedLong {
    /*
     * Invariant: whoever moved the word from FREE, or out of LENT, CHECKING, MAKING or DOOMED, owns the slot until it moves it on;
     * only the owner touches `value`. The epoch rises by one when a lease ends and at no other time, so a lease whose
     * word is not that of its slot has ended, and the epochs of all slots add up to the leases that have
     * (ClaimStress, ObjectPoolThreadsTest).
     *
     * Layout: the word lies alone (SlotLayoutTest); what is written once per object or by the clock lies behind it.
     */

    /** Holds an object that anybody may claim. */
    static final long FREE = 0;
    /** Claimed by a borrower. */
    static final long LENT = 1;
    /** Has no object. */
    static final long EMPTY = 2;
    /** The factory is at work. */
    static final long MAKING = 3;
    /** Holds an object that the pool looks after: it is reset, or on its way to a waiter. */
    static final long CHECKING = 4;
    /** Holds an object that is to be destroyed. */
    static final long DOOMED = 5;
    /** Is out of use, because the pool was made smaller. */
    static final long RETIRED = 6;

    /** What a word holds beside the epoch. */
    static final long STATUS = 7;
    /** One epoch. */
    static final long EPOCH = 8;

    /** The generation of objects that are not to be lent, whatever the pool's is. */
    static final int NO_GENERATION = -1;

    /** A generation that no object is of. */
    static final int NO_OBJECT = -2;

    private static final VarHandle SINCE;

    static {
        try {
            SINCE = MethodHandles.lookup().findVarHandle(Slot.class, "since", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final int number;

    /** Of the owner. */
    @Nullable
    T value;

    /** The generation of the object; the pool's may have gone on since. */
    volatile int generation = NO_GENERATION;

    /** Whether the slot retires as soon as it has no object. */
    volatile boolean leaving;

    /** When the object is too old. Of the owner. */
    long expiresNanos;

    /** When it was last validated while it was idle. Of the owner. */
    long validatedNanos;

    /** When it was last claimed or given back, by the coarse clock. */
    @SuppressWarnings("unused") // read and written by SINCE
    private long since;

    /** Who runs the factory for this slot. Under the lock of the workshop. */
    @Nullable
    Thread maker;

    /** Where it was claimed; null unless leaks are looked for and this lease is one of the sample. */
    volatile @Nullable Borrowing borrowing;

    /** The name of the thread that claimed it last; null unless leaks are looked for. */
    @Nullable
    String borrower;

    /** Has had a leak: each of its borrowers is looked at from now on. */
    volatile boolean suspect;

    Slot(int number) {
        super(EMPTY);
        this.number = number;
    }

    static long status(long word) {
        return word & STATUS;
    }

    static long epoch(long word) {
        return word >>> 3;
    }

    /** The same epoch with another status. */
    static long with(long word, long status) {
        return (word & ~STATUS) | status;
    }

    /** The word that ends a lease. */
    static long ended(long word, long status) {
        return with(word, status) + EPOCH;
    }

    /** Moves on what the caller owns. */
    void move(long status) {
        fenced(with(plain(), status));
    }

    long since() {
        return (long) SINCE.getOpaque(this);
    }

    void since(long nanos) {
        SINCE.setOpaque(this, nanos);
    }
}
