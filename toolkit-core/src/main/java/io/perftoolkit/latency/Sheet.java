package io.perftoolkit.latency;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A tally sheet: counts by cell, sum and extremes, written by one thread at a time.
 *
 * <p>An owned sheet is written by its owner without any atomic instruction. A shared sheet is written by whoever holds
 * its latch. Sheets are never emptied; readers take differences.
 */
@SuppressWarnings("ReferenceEquality") // which array it is, not what is in it
final class Sheet {
    /*
     * Invariant: one writer at a time. The owner of an owned sheet is set by that thread itself, and replaced only after
     * its death; so a thread that reads itself as the owner, however stale its view, is right. The latch of a shared
     * sheet is the lowest bit of its version. The OWNED bit keeps late comers of the time before off an owned sheet:
     * their compare-and-set expects a version without it. Arrays that have been outgrown stay busy for ever, so nobody
     * writes to them.
     *
     * Ordering: a version with the BUSY bit set announces a change; storeStoreFence keeps the change behind the
     * announcement, and the release store of the next version keeps it before that one. Reader: acquire, copy with plain
     * loads, acquireFence, compare (a sequence lock). So count, sum and extremes of a copy belong to the same records.
     * FROZEN makes an owner write elsewhere while a reader copies, so that a busy owner cannot starve the reader.
     *
     * Layout: the words that every record writes lie between words that are written rarely and the lanes, at least 128
     * bytes from either end: the array is its own padding (LatencyFootprintTest). The object itself is only read.
     *
     * Proof: SheetTest; SheetStress, whose controls must tear a copy and lose an update.
     */

    /** What {@link #tryLatch} answers when another thread is at it. */
    static final long TAKEN = -1;

    private static final long BUSY = 1;
    private static final long OWNED = 2;
    /** Versions advance by this: the bits below are flags. */
    static final long TURN = 4;

    private static final long FROZEN = -1;
    private static final int IDLE_CUTS = 3;

    /** A blank sheet: its object alone. */
    static final long BLANK_BYTES = 48;

    /** What a sheet is reckoned to need when a budget is asked: its object, and words for eight octaves. */
    static final long USUAL_BYTES = BLANK_BYTES + 16 + 8L * Layout.LANES + 8L * Schema6.PER_OCTAVE;

    private static final VarHandle WORDS;
    private static final VarHandle CONTROL;
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    static {
        try {
            var lookup = MethodHandles.lookup();
            WORDS = lookup.findVarHandle(Sheet.class, "words", long[].class);
            CONTROL = lookup.findVarHandle(Sheet.class, "control", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The words of every blank sheet: for ever busy, so nobody writes to them. */
    private static final long[] BLANK = Layout.empty();

    static {
        BLANK[Layout.VERSION] = BUSY;
    }

    @Nullable
    Thread owner;

    private long[] words;
    private @Nullable Digits upper;

    /** The version at which the last reader cut an owned sheet, or FROZEN while one reads. */
    private long control;

    /** Who drew the last ticket of a shared sheet, and when, cut short: a hint, read and written racily. */
    int ticketThread;

    int ticketTime;

    /** How many cuts in a row found nothing new on an owned sheet. Guarded by the lock that readers hold. */
    private int idleCuts;

    /** A blank, shared sheet; it gets words of its own with the first entry. */
    Sheet() {
        this.words = BLANK;
    }

    // The owner's side.

    /**
     * Records one time the quick way. The caller is the owner.
     *
     * @return false, with nothing changed, if something is out of the ordinary
     */
    boolean record(long nanos, long splitCells) {
        long[] w = words;
        return (long) CONTROL.getOpaque(this) == w[Layout.CUT] && tally(w, nanos, splitCells, true);
    }

    /** As {@link #record}; the caller holds the latch of these words. */
    static boolean recordLatched(long[] w, long nanos, long splitCells) {
        return tally(w, nanos, splitCells, false);
    }

    /** Both of the above: under a latch there is nothing to announce. Compiled into each with the flag known. */
    private static boolean tally(long[] w, long nanos, long splitCells, boolean announce) {
        if (!Schema6.hasCell(nanos)) {
            return false;
        }
        int cell = Schema6.cell(nanos);
        int lane = cell - (int) w[Layout.LOW];
        int at = Layout.LANES + (lane >>> 3); // beyond the end also for a cell below the window
        if (at >= w.length || ((splitCells >>> cell) & 1) != 0) {
            return false;
        }
        int shift = lane << 3; // a shift takes the lowest six bits: the place within the word
        long word = w[at];
        long sum = w[Layout.SUM] + nanos;
        if (((word >>> shift) & 0xFF) == 0xFF || sum < 0) {
            return false;
        }
        long busy = announce ? begin(w) : 0;
        w[at] = word + (1L << shift);
        w[Layout.SUM] = sum;
        if (nanos > w[Layout.MAX]) {
            w[Layout.MAX] = nanos;
        }
        if (nanos < w[Layout.MIN]) {
            w[Layout.MIN] = nanos;
        }
        if (announce) {
            end(w, busy);
        }
        return true;
    }

    /**
     * Records {@code n} times, evenly spaced from {@code first} to {@code last} within one cell, on one side of every
     * service level. The caller is the owner.
     *
     * @param extra the header word that counts them too, or {@link Layout#NONE}
     * @return false, with nothing changed, while a reader reads
     */
    boolean put(long n, long first, long last, int extra, ServiceLevels levels) {
        int cell = Layout.cellOf(last);
        if (!settle()) {
            return false;
        }
        if (!Layout.inWindow(words, cell)) {
            growOwned(cell);
        }
        long[] w = words;
        long busy = begin(w);
        try {
            upper = Digits.grown(upper, cell, Layout.carry(w, cell, n));
            apply(w, cell, n, first, last, extra, levels);
        } finally {
            end(w, busy);
        }
        return true;
    }

    private void growOwned(int cell) {
        long[] wider = Layout.widened(words, cell);
        long busy = begin(words);
        wider[Layout.VERSION] = busy - BUSY + TURN;
        WORDS.setRelease(this, wider); // the old words stay busy for ever
    }

    /**
     * Learns of the last reader's cut. The extremes begin anew, unless a record slipped in between the cut and now: then
     * nobody knows its time any more, and the old extremes stay, so that none is lost.
     *
     * @return false while a reader reads
     */
    private boolean settle() {
        long cut = (long) CONTROL.getAcquire(this);
        long[] w = words;
        if (cut == FROZEN) {
            return false;
        }
        if (cut != w[Layout.CUT]) {
            boolean clean = (w[Layout.VERSION] & -TURN) == cut;
            long busy = begin(w);
            if (clean) {
                w[Layout.MAX] = Layout.NO_MAX;
                w[Layout.MIN] = Layout.NO_MIN;
            }
            w[Layout.CUT] = cut;
            end(w, busy);
        }
        return true;
    }

    private static long begin(long[] w) {
        long busy = w[Layout.VERSION] | BUSY;
        WORD.setOpaque(w, Layout.VERSION, busy);
        VarHandle.storeStoreFence();
        return busy;
    }

    private static void end(long[] w, long busy) {
        WORD.setRelease(w, Layout.VERSION, busy - BUSY + TURN);
    }

    // The shared side.

    /** The words to latch; they may be outgrown by the time they are. */
    long[] words() {
        return (long[]) WORDS.getAcquire(this);
    }

    /**
     * Takes the latch of a shared sheet, without waiting.
     *
     * @return the version to hand to {@link #unlatch}, or {@link #TAKEN}
     */
    static long tryLatch(long[] w) {
        long version = (long) WORD.getOpaque(w, Layout.VERSION);
        return (version & (BUSY | OWNED)) == 0 && WORD.compareAndSet(w, Layout.VERSION, version, version | BUSY)
                ? version
                : TAKEN;
    }

    /** Whether this was the last of so many turns, a power of two, since the last time this was so. */
    static boolean isEvery(long version, int turns) {
        return ((version / TURN + 1) & (turns - 1)) == 0;
    }

    static void unlatch(long[] w, long version) {
        WORD.setRelease(w, Layout.VERSION, version + TURN);
    }

    /**
     * Records as {@link #put} does. The caller holds the latch of these words.
     *
     * @return false, with nothing changed, if the sheet must grow first
     */
    boolean putLatched(long[] w, long n, long first, long last, int extra, ServiceLevels levels) {
        int cell = Layout.cellOf(last);
        if (!Layout.inWindow(w, cell) || !Digits.hold(upper, cell, Layout.carry(w, cell, n))) {
            return false;
        }
        apply(w, cell, n, first, last, extra, levels);
        return true;
    }

    /** Makes room for an entry, and gives the latch back. The caller holds it. */
    void growLatched(long[] w, long version, int cell, long n) {
        long[] wider = w;
        try {
            wider = Layout.inWindow(w, cell) ? w : Layout.widened(w, cell);
            upper = Digits.grown(upper, cell, Layout.carry(wider, cell, n));
        } finally {
            if (wider == w) {
                unlatch(w, version);
            } else {
                wider[Layout.VERSION] = version + TURN;
                WORDS.setRelease(this, wider); // the old words stay busy for ever
            }
        }
    }

    boolean isBlank() {
        return words() == BLANK;
    }

    /** Gives a blank sheet words, with room for the cell. The caller holds the lock that guards all growth. */
    void fillIn(int cell) {
        long[] first = cell == Layout.ZERO_CELL ? BLANK.clone() : Layout.widened(BLANK, cell);
        first[Layout.VERSION] = 0;
        WORDS.setRelease(this, first);
    }

    /** Gives a shared sheet, whose latch the new owner holds, to it. */
    void own(Thread newOwner, long[] w, long version) {
        owner = newOwner;
        WORD.setRelease(w, Layout.VERSION, version + TURN + OWNED);
    }

    /** Hands the sheet of a dead owner on. The caller is the new owner and has seen that the old one is dead. */
    void inherit(Thread newOwner) {
        long[] w = words;
        if ((w[Layout.VERSION] & BUSY) != 0) {
            end(w, w[Layout.VERSION]); // the old owner died inside a record
        }
        idleCuts = 0;
        owner = newOwner;
    }

    boolean isAbandoned() {
        Thread thread = owner;
        return thread == null || !thread.isAlive();
    }

    /** Whether its owner lives but has long recorded nothing. */
    boolean isIdle() {
        return idleCuts >= IDLE_CUTS;
    }

    // The reader's side. Readers of one recorder exclude each other.

    /** A consistent copy of an owned sheet; the extremes of the copy are those since the last cut. */
    Cut cutOwned() {
        long previous = control;
        long cut = previous;
        CONTROL.setVolatile(this, FROZEN);
        try {
            Cut copy = stableCopy();
            cut = copy.word(Layout.VERSION) & -TURN;
            if (cut == previous) {
                idleCuts++;
                copy.forgetExtremes(); // nothing happened since, and the owner has not yet heard of the last cut
            } else {
                idleCuts = 0;
            }
            return copy;
        } finally {
            CONTROL.setRelease(this, cut);
        }
    }

    private Cut stableCopy() {
        for (int round = 0; ; round++) {
            boolean abandoned = isAbandoned();
            long[] w = words();
            long version = (long) WORD.getAcquire(w, Layout.VERSION);
            if ((version & BUSY) == 0 || abandoned || round > Patience.ROUNDS) {
                Cut copy = copy(w);
                VarHandle.acquireFence();
                if ((long) WORD.getOpaque(w, Layout.VERSION) == version || round > Patience.ROUNDS) {
                    return copy;
                }
            }
            Patience.pause(round);
        }
    }

    /** As {@link #cutOwned}, of a shared sheet. */
    Cut cutShared() {
        for (int round = 0; ; round++) {
            long[] w = words();
            long version = tryLatch(w);
            if (version != TAKEN) {
                try {
                    Cut copy = copy(w);
                    w[Layout.MAX] = Layout.NO_MAX;
                    w[Layout.MIN] = Layout.NO_MIN;
                    return copy;
                } finally {
                    unlatch(w, version);
                }
            }
            if (w == BLANK || round > Patience.ROUNDS) {
                return copy(w);
            }
            Patience.pause(round);
        }
    }

    Cut copy(long[] w) {
        Digits digits = upper;
        return new Cut(Arrays.copyOf(w, w.length), digits == null ? null : digits.copy());
    }

    /** What the sheet occupies: its fields, its words and its planes. */
    long bytes() {
        long[] w = words();
        long bytes = BLANK_BYTES + (w == BLANK ? 0 : 16 + 8L * w.length);
        for (Digits plane = upper; plane != null; plane = plane.next) {
            bytes += plane.bytes();
        }
        return bytes;
    }

    private void apply(long[] w, int cell, long n, long first, long last, int extra, ServiceLevels levels) {
        if (cell == Layout.ZERO_CELL) {
            w[Layout.ZEROS] += n;
        } else {
            Digits.add(upper, cell, Layout.carry(w, cell, n));
            Layout.count(w, cell, n);
            levels.countBeyond(w, last, cell, n);
        }
        if (extra != Layout.NONE) {
            w[extra] += n;
        }
        Layout.sum(w, n, first + last);
        w[Layout.MAX] = Math.max(w[Layout.MAX], last);
        w[Layout.MIN] = Math.min(w[Layout.MIN], first);
    }
}
