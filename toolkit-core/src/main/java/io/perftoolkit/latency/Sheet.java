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
     * Layout: header words, then lanes of eight bits, eight to a word, for a window of cells. The words written by every
     * record lie at least 128 bytes from the front, behind the words that are written rarely, and lanes follow them: the
     * array is its own padding.
     *
     * Proof: SheetTest, SheetLayoutTest, LatencyStress with its broken controls.
     */

    /** Counts beyond each service level, inside the cell that the level splits. */
    static final int BEYOND = 0;

    static final int ZEROS = ServiceLevels.MOST;
    /** Times below zero: clock faults. They count as zero too. */
    static final int FAULTS = ZEROS + 1;

    static final int OVERFLOWS = FAULTS + 1;
    /** The sum's part above 63 bits. */
    static final int SUM_HIGH = OVERFLOWS + 1;

    static final int VERSION = SUM_HIGH + 1;
    static final int SUM = VERSION + 1;
    /** The extremes since the last cut. */
    static final int MAX = SUM + 1;

    static final int MIN = MAX + 1;
    /** The cut that the extremes begin at, as the owner knows it. */
    static final int CUT = MIN + 1;
    /** The cell of the first lane. */
    static final int LOW = CUT + 1;

    static final int LANES = LOW + 1;

    /** In place of a header word that is to be raised: none. */
    static final int NONE = -1;

    /** In place of a cell: the time is zero. */
    static final int ZERO_CELL = -1;

    /** What {@link #tryLatch} answers when another thread is at it. */
    static final long TAKEN = -1;

    static final long NO_MAX = -1;
    static final long NO_MIN = Long.MAX_VALUE;

    private static final long BUSY = 1;
    private static final long OWNED = 2;
    /** Versions advance by this: the bits below are flags. */
    static final long TURN = 4;

    private static final long FROZEN = -1;

    /** Windows begin and end at multiples of this many cells, half an octave. */
    private static final int STEP = 32;

    /** A blank sheet: its object alone. */
    static final long BLANK_BYTES = 40;

    /** What a sheet is reckoned to need when a budget is asked: its object, and words for eight octaves. */
    static final long USUAL_BYTES = BLANK_BYTES + 16 + 8L * LANES + 8L * Schema6.PER_OCTAVE;

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
    private static final long[] BLANK = new long[LANES];

    static {
        BLANK[VERSION] = BUSY;
        BLANK[MAX] = NO_MAX;
        BLANK[MIN] = NO_MIN;
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

    /** A blank, shared sheet; it gets words of its own with the first entry. */
    Sheet() {
        this(BLANK, null);
    }

    private Sheet(long[] words, @Nullable Digits upper) {
        this.words = words;
        this.upper = upper;
    }

    // The owner's side.

    /**
     * Records one time the quick way. The caller is the owner.
     *
     * @return false, with nothing changed, if something is out of the ordinary
     */
    boolean record(long nanos, long splitCells) {
        long[] w = words;
        if (!Schema6.hasCell(nanos) || (long) CONTROL.getOpaque(this) != w[CUT]) {
            return false;
        }
        int cell = Schema6.cell(nanos);
        int lane = cell - (int) w[LOW];
        int at = LANES + (lane >>> 3); // beyond the end also for a cell below the window
        if (at >= w.length || ((splitCells >>> cell) & 1) != 0) {
            return false;
        }
        int shift = lane << 3; // a shift takes the lowest six bits: the place within the word
        long word = w[at];
        long sum = w[SUM] + nanos;
        if (((word >>> shift) & 0xFF) == 0xFF || sum < 0) {
            return false;
        }
        long busy = begin(w);
        w[at] = word + (1L << shift);
        w[SUM] = sum;
        if (nanos > w[MAX]) {
            w[MAX] = nanos;
        }
        if (nanos < w[MIN]) {
            w[MIN] = nanos;
        }
        end(w, busy);
        return true;
    }

    /**
     * Records {@code n} times, evenly spaced from {@code first} to {@code last} within one cell, on one side of every
     * service level. The caller is the owner.
     *
     * @param extra the header word that counts them too, or {@link #NONE}
     * @return false, with nothing changed, while a reader reads
     */
    boolean put(long n, long first, long last, int extra, ServiceLevels levels) {
        int cell = cellOf(last);
        if (!settle()) {
            return false;
        }
        if (!inWindow(words, cell)) {
            growOwned(cell);
        }
        long[] w = words;
        long busy = begin(w);
        try {
            growDigits(w, cell, n);
            apply(w, cell, n, first, last, extra, levels);
        } finally {
            end(w, busy);
        }
        return true;
    }

    private void growOwned(int cell) {
        long[] wider = widened(words, cell);
        long busy = begin(words);
        wider[VERSION] = busy - BUSY + TURN;
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
        if (cut != w[CUT]) {
            boolean clean = (w[VERSION] & -TURN) == cut;
            long busy = begin(w);
            if (clean) {
                w[MAX] = NO_MAX;
                w[MIN] = NO_MIN;
            }
            w[CUT] = cut;
            end(w, busy);
        }
        return true;
    }

    private static long begin(long[] w) {
        long busy = w[VERSION] | BUSY;
        WORD.setOpaque(w, VERSION, busy);
        VarHandle.storeStoreFence();
        return busy;
    }

    private static void end(long[] w, long busy) {
        WORD.setRelease(w, VERSION, busy - BUSY + TURN);
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
        long version = (long) WORD.getOpaque(w, VERSION);
        return (version & (BUSY | OWNED)) == 0 && WORD.compareAndSet(w, VERSION, version, version | BUSY)
                ? version
                : TAKEN;
    }

    static void unlatch(long[] w, long version) {
        WORD.setRelease(w, VERSION, version + TURN);
    }

    /**
     * Records as {@link #put} does. The caller holds the latch of these words.
     *
     * @return false, with nothing changed, if the sheet must grow first
     */
    boolean putLatched(long[] w, long n, long first, long last, int extra, ServiceLevels levels) {
        int cell = cellOf(last);
        if (!inWindow(w, cell) || !hasDigits(w, cell, n)) {
            return false;
        }
        apply(w, cell, n, first, last, extra, levels);
        return true;
    }

    /** Makes room for an entry, and gives the latch back. The caller holds it. */
    void growLatched(long[] w, long version, int cell, long n) {
        long[] wider = w;
        try {
            wider = inWindow(w, cell) ? w : widened(w, cell);
            growDigits(wider, cell, n);
        } finally {
            if (wider == w) {
                unlatch(w, version);
            } else {
                wider[VERSION] = version + TURN;
                WORDS.setRelease(this, wider); // the old words stay busy for ever
            }
        }
    }

    boolean isBlank() {
        return words() == BLANK;
    }

    /** Gives a blank sheet words, with room for the cell. The caller holds the lock that guards all growth. */
    void fillIn(int cell) {
        long[] first = cell == ZERO_CELL ? BLANK.clone() : widened(BLANK, cell);
        first[VERSION] = 0;
        WORDS.setRelease(this, first);
    }

    /** Gives a shared sheet, whose latch the new owner holds, to it. */
    void own(Thread newOwner, long[] w, long version) {
        owner = newOwner;
        WORD.setRelease(w, VERSION, version + TURN + OWNED);
    }

    /** Hands the sheet of a dead owner on. The caller is the new owner and has seen that the old one is dead. */
    void inherit(Thread newOwner) {
        long[] w = words;
        end(w, w[VERSION] | BUSY); // the old owner may have died inside a record
        owner = newOwner;
    }

    boolean isAbandoned() {
        Thread thread = owner;
        return thread == null || !thread.isAlive();
    }

    // The reader's side. Readers of one recorder exclude each other.

    /** A consistent copy of an owned sheet; the extremes of the copy are those since the last cut. */
    Sheet cutOwned() {
        long previous = control;
        long cut = previous;
        CONTROL.setVolatile(this, FROZEN);
        try {
            Sheet copy = stableCopy();
            cut = copy.words[VERSION] & -TURN;
            if (cut == previous) {
                copy.forgetExtremes(); // nothing happened since, and the owner has not yet heard of the last cut
            }
            return copy;
        } finally {
            CONTROL.setRelease(this, cut);
        }
    }

    private Sheet stableCopy() {
        for (int round = 0; ; round++) {
            boolean abandoned = isAbandoned();
            long[] w = words();
            long version = (long) WORD.getAcquire(w, VERSION);
            if ((version & BUSY) == 0 || abandoned || round > Patience.ROUNDS) {
                Sheet copy = copy(w);
                VarHandle.acquireFence();
                if ((long) WORD.getOpaque(w, VERSION) == version || round > Patience.ROUNDS) {
                    return copy;
                }
            }
            Patience.pause(round);
        }
    }

    /** As {@link #cutOwned}, of a shared sheet. */
    Sheet cutShared() {
        for (int round = 0; ; round++) {
            long[] w = words();
            long version = tryLatch(w);
            if (version != TAKEN) {
                try {
                    Sheet copy = copy(w);
                    w[MAX] = NO_MAX;
                    w[MIN] = NO_MIN;
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

    Sheet copy(long[] w) {
        Digits digits = upper;
        return new Sheet(Arrays.copyOf(w, w.length), digits == null ? null : digits.copy());
    }

    private void forgetExtremes() {
        words[MAX] = NO_MAX;
        words[MIN] = NO_MIN;
    }

    // What a copy tells.

    long word(int index) {
        return words[index];
    }

    int low() {
        return (int) words[LOW];
    }

    int high() {
        return low() + ((words.length - LANES) << 3);
    }

    /** Adds the counts by cell; {@code counts[0]} is the cell {@code first}. */
    void addTo(long[] counts, int first) {
        int cell = low() - first;
        for (int at = LANES; at < words.length; at++, cell += 8) {
            long word = words[at];
            for (int lane = 0; word != 0; lane++, word >>>= 8) {
                counts[cell + lane] += word & 0xFF;
            }
        }
        Digits digits = upper;
        if (digits != null) {
            digits.addTo(counts, first);
        }
    }

    /** The counts of all cells. */
    long[] addedUp() {
        long[] counts = new long[Schema6.CELLS];
        addTo(counts, 0);
        return counts;
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

    // Cells and digits. The caller is the writer.

    static int cellOf(long nanos) {
        return nanos == 0 ? ZERO_CELL : Schema6.cell(nanos);
    }

    private static boolean inWindow(long[] w, int cell) {
        int lane = cell - (int) w[LOW];
        return cell == ZERO_CELL || (lane >= 0 && lane < (w.length - LANES) << 3);
    }

    /** The same words with a window that covers the cell too. */
    private static long[] widened(long[] w, int cell) {
        int low = cell & -STEP;
        int high = low + STEP;
        int lanes = (w.length - LANES) << 3;
        if (lanes > 0) {
            low = Math.min(low, (int) w[LOW]);
            high = Math.max(high, (int) w[LOW] + lanes);
        }
        long[] wider = new long[LANES + ((high - low) >> 3)];
        System.arraycopy(w, 0, wider, 0, LANES);
        System.arraycopy(w, LANES, wider, LANES + (((int) w[LOW] - low) >> 3) * Integer.signum(lanes), lanes >> 3);
        wider[LOW] = low;
        return wider;
    }

    private boolean hasDigits(long[] w, int cell, long n) {
        long carry = cell == ZERO_CELL ? 0 : (lane(w, cell) + n) >>> 8;
        for (Digits plane = upper; carry != 0; plane = plane.next) {
            if (plane == null || !plane.covers(cell)) {
                return false;
            }
            carry = (plane.digit(cell) + carry) >>> 8;
        }
        return true;
    }

    /** Makes the planes that adding n to the cell carries into. */
    private void growDigits(long[] w, int cell, long n) {
        long carry = cell == ZERO_CELL ? 0 : (lane(w, cell) + n) >>> 8;
        Digits below = null;
        for (Digits plane = upper; carry != 0; plane = plane.next) {
            if (plane == null || !plane.covers(cell)) {
                plane = Digits.covering(plane, cell);
                if (below == null) {
                    upper = plane;
                } else {
                    below.next = plane;
                }
            }
            carry = (plane.digit(cell) + carry) >>> 8;
            below = plane;
        }
    }

    private static long lane(long[] w, int cell) {
        int lane = cell - (int) w[LOW];
        return (w[LANES + (lane >> 3)] >>> (lane << 3)) & 0xFF;
    }

    private void apply(long[] w, int cell, long n, long first, long last, int extra, ServiceLevels levels) {
        if (cell == ZERO_CELL) {
            w[ZEROS] += n;
        } else {
            count(w, cell, n);
            levels.countBeyond(w, last, cell, n);
        }
        if (extra != NONE) {
            w[extra] += n;
        }
        sum(w, n, first + last);
        w[MAX] = Math.max(w[MAX], last);
        w[MIN] = Math.min(w[MIN], first);
    }

    private void count(long[] w, int cell, long n) {
        int lane = cell - (int) w[LOW];
        int at = LANES + (lane >> 3);
        int shift = lane << 3;
        long digit = (w[at] >>> shift) & 0xFF;
        long carry = digit + n;
        w[at] += ((carry & 0xFF) - digit) << shift;
        carry >>>= 8;
        for (Digits plane = upper; carry != 0 && plane != null; plane = plane.next) {
            carry += plane.digit(cell);
            plane.set(cell, carry);
            carry >>>= 8;
        }
    }

    /** Adds n times half of {@code twice}: the sum of an even row, from its ends. */
    private static void sum(long[] w, long n, long twice) {
        long high = Math.multiplyHigh(n, twice);
        long low = ((n * twice) >>> 1) | (high << 63);
        long sum = w[SUM] + (low & Long.MAX_VALUE);
        w[SUM] = sum & Long.MAX_VALUE;
        w[SUM_HIGH] += ((high >>> 1) << 1) + (low >>> 63) + (sum >>> 63);
    }
}
