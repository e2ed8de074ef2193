package io.perftoolkit.admission;

import io.perftoolkit.count.CounterGroup;

/** In-service times, in cells a twelfth of themselves wide, apart for those that started at the limit. Cumulative. */
final class Samples {
    /*
     * One addition per sample, to a cell of the thread's own: number, mean, late share and percentiles all follow from the
     * cells. Times are scaled so that the time from which one is late is the edge of a cell; so late is exact.
     */

    private static final int SUB_BITS = 3;
    private static final int SUBS = 1 << SUB_BITS;
    private static final int LATE_BITS = 14;

    /** Three octaves above late; what is longer is as bad. */
    private static final int OCTAVES = LATE_BITS + 3;

    static final int CELLS = OCTAVES * SUBS;
    static final int LATE_CELL = cellOf(1L << LATE_BITS);

    private final CounterGroup cells = new CounterGroup(2 * CELLS);
    private final double scale;

    Samples(long lateNanos) {
        scale = (double) (1L << LATE_BITS) / lateNanos;
    }

    void record(long nanos, boolean binding) {
        cells.counter((binding ? CELLS : 0) + cellOf((long) (nanos * scale))).increment();
    }

    /** A sample that is late whatever time it took. */
    void recordDropped(boolean binding) {
        cells.counter((binding ? CELLS : 0) + LATE_CELL).increment();
    }

    /** Whether a time counts as late. */
    boolean isLate(long nanos) {
        return nanos * scale >= 1L << LATE_BITS;
    }

    /** Everything so far, beside how many were answered, timed or not. */
    Reading read(long answered) {
        return new Reading(cells.sums(), answered);
    }

    static int cellOf(long scaled) {
        if (scaled < SUBS) {
            return (int) Math.max(0, scaled);
        }
        int exponent = 63 - Long.numberOfLeadingZeros(scaled);
        int octave = exponent - SUB_BITS;
        int cell = ((octave + 1) << SUB_BITS) + (int) ((scaled >>> octave) & (SUBS - 1));
        return Math.min(cell, CELLS - 1);
    }

    /** The first scaled time behind a cell. */
    static double upperEdge(int cell) {
        if (cell < SUBS) {
            return cell + 1;
        }
        int octave = (cell >> SUB_BITS) - 1;
        return (double) ((SUBS + (cell & (SUBS - 1)) + 1L) << octave);
    }

    private static double middle(int cell) {
        return cell < SUBS ? cell + 0.5 : (upperEdge(cell) + upperEdge(cell - 1)) / 2;
    }

    /** Sums of all samples up to a moment; windows are differences of two. */
    final class Reading {
        private final long[] sums;

        /** How many were answered, timed or not. */
        final long answered;

        /** How many were timed; all below is about them. */
        final long count;

        final long binding;
        final long late;

        /** Of all in-service times, in nanoseconds. */
        final double total;

        private Reading(long[] sums, long answered) {
            this.sums = sums;
            this.answered = answered;
            long inAll = 0;
            long bound = 0;
            long tooLong = 0;
            double time = 0;
            for (int i = 0; i < CELLS; i++) {
                long atTheLimit = sums[CELLS + i];
                long here = sums[i] + atTheLimit;
                inAll += here;
                bound += atTheLimit;
                tooLong += i >= LATE_CELL ? here : 0;
                time += here * middle(i);
            }
            count = inAll;
            binding = bound;
            late = tooLong;
            total = time / scale;
        }

        long inCell(int cell) {
            return sums[cell] + sums[CELLS + cell];
        }

        /** In nanoseconds, the first time behind a cell. */
        double edge(int cell) {
            return upperEdge(cell) / scale;
        }
    }
}
