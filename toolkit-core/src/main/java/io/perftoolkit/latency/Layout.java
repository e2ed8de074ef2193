package io.perftoolkit.latency;

/**
 * Where things lie in the words of a {@link Sheet}: first what is written rarely, then what every record writes, then
 * lanes of eight bits, eight to a word, for a window of cells.
 *
 * <p>Pure functions and numbers; who may write when is the sheet's business.
 */
final class Layout {
    /** Counts beyond each service level, inside the cell that the level splits. */
    static final int BEYOND = 0;

    static final int ZEROS = ServiceLevels.MOST;

    /** Times below zero: clock faults. They count as zero too. */
    static final int FAULTS = ZEROS + 1;

    static final int OVERFLOWS = FAULTS + 1;

    /** The sum's part above 63 bits. */
    static final int SUM_HIGH = OVERFLOWS + 1;

    /** From here on every record writes: 128 bytes and more from the front. */
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

    static final long NO_MAX = -1;
    static final long NO_MIN = Long.MAX_VALUE;

    /** Windows begin and end at multiples of this many cells, half an octave. */
    private static final int STEP = 32;

    private Layout() {}

    /** Words without lanes in which nothing is counted. */
    static long[] empty() {
        long[] w = new long[LANES];
        w[MAX] = NO_MAX;
        w[MIN] = NO_MIN;
        return w;
    }

    static int cellOf(long nanos) {
        return nanos == 0 ? ZERO_CELL : Schema6.cell(nanos);
    }

    /** How many cells the window has. */
    static int lanes(long[] w) {
        return (w.length - LANES) << 3;
    }

    static boolean inWindow(long[] w, int cell) {
        int lane = cell - (int) w[LOW];
        return cell == ZERO_CELL || (lane >= 0 && lane < lanes(w));
    }

    /** The same words with a window that covers the cell too. */
    static long[] widened(long[] w, int cell) {
        int low = cell & -STEP;
        int high = low + STEP;
        if (lanes(w) > 0) {
            low = Math.min(low, (int) w[LOW]);
            high = Math.max(high, (int) w[LOW] + lanes(w));
        }
        long[] wider = new long[LANES + ((high - low) >> 3)];
        System.arraycopy(w, 0, wider, 0, LANES);
        if (lanes(w) > 0) {
            System.arraycopy(w, LANES, wider, LANES + (((int) w[LOW] - low) >> 3), w.length - LANES);
        }
        wider[LOW] = low;
        return wider;
    }

    /** What adding n to the cell carries into the next digit. */
    static long carry(long[] w, int cell, long n) {
        if (cell == ZERO_CELL) {
            return 0;
        }
        int lane = cell - (int) w[LOW];
        long digit = (w[LANES + (lane >> 3)] >>> (lane << 3)) & 0xFF;
        return (digit + n) >>> 8;
    }

    /** Adds n to the lowest digit of the cell, without the carry. */
    static void count(long[] w, int cell, long n) {
        int lane = cell - (int) w[LOW];
        int at = LANES + (lane >> 3);
        int shift = lane << 3;
        long digit = (w[at] >>> shift) & 0xFF;
        w[at] += (((digit + n) & 0xFF) - digit) << shift;
    }

    /** Adds the lowest digits; {@code counts[0]} is the cell {@code first}. */
    static void addTo(long[] counts, int first, long[] w) {
        int cell = (int) w[LOW] - first;
        for (int at = LANES; at < w.length; at++, cell += 8) {
            long word = w[at];
            for (int lane = 0; word != 0; lane++, word >>>= 8) {
                counts[cell + lane] += word & 0xFF;
            }
        }
    }

    /** Adds n times half of {@code twice}: the sum of an even row, from its ends. */
    static void sum(long[] w, long n, long twice) {
        long high = Math.multiplyHigh(n, twice);
        long low = ((n * twice) >>> 1) | (high << 63);
        long sum = w[SUM] + (low & Long.MAX_VALUE);
        w[SUM] = sum & Long.MAX_VALUE;
        w[SUM_HIGH] += ((high >>> 1) << 1) + (low >>> 63) + (sum >>> 63);
    }
}
