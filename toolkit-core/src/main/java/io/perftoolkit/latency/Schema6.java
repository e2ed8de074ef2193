package io.perftoolkit.latency;

/**
 * The cells: 64 to an octave, each 1.089 % wide, upper bounds inclusive.
 *
 * <p>Cell boundaries are those of Prometheus native histograms with schema 6 over seconds, which are those of
 * OpenTelemetry exponential histograms with scale 6: bucket {@code k} holds the values in
 * {@code (2^((k-1)/64), 2^(k/64)]} seconds. Here cells are numbered from 0, the cell of 1 ns.
 *
 * @see <a href="https://prometheus.io/docs/specs/native_histograms/">Prometheus native histograms</a>
 */
final class Schema6 {
    /*
     * Invariant: cell(v) is the native bucket of the double v / 1e9, for every v in 1 .. LIMIT, bit for bit. It holds
     * because v up to 2^53 is exact as a double, and halving commutes with both the division and the bucket search: the
     * bucket of 2v is the bucket of v plus 64. So 64 thresholds on the 53 mantissa bits, found here by asking the
     * definition itself, answer for all octaves. Multiplying by 1e-9 instead would round differently.
     *
     * Layout: a slice of the mantissa as wide as 1/256 contains at most one threshold, so one table look-up and one
     * compare find the cell. The look-up brings the threshold and, in its low bits, where no mantissa below 2^53 has any,
     * how many cells of the octave end before the slice.
     *
     * Proof: Schema6Test (equal to client_java's own buckets, and on both sides of every bound).
     */

    /** The schema, as Prometheus numbers them: 2^6 cells to an octave. */
    static final int SCHEMA = 6;

    /** Cells to an octave. */
    static final int PER_OCTAVE = 1 << SCHEMA;

    /** The native bucket index of cell 0. */
    static final int FIRST_BUCKET = -1913;

    private static final int LIMIT_BITS = 53;

    /** The longest time with a cell of its own: 2^53 ns, a little more than 104 days. */
    static final long LIMIT = 1L << LIMIT_BITS;

    private static final int SLICE_BITS = 8;
    private static final int SLICES = 1 << SLICE_BITS;

    private static final int FREE_BITS = 11;
    private static final int BEFORE = (1 << FREE_BITS) - 1;

    /** Cell k of an octave ends with the mantissa THRESHOLD[k], whose leading bit is bit 63; the last ends the scan. */
    private static final long[] THRESHOLD = new long[PER_OCTAVE + 1];

    /** By slice: the threshold in it, or one beyond it; and in the low bits how many cells end before it. */
    private static final long[] SLICE = new long[SLICES];

    static {
        double[] bounds = nativeBounds();
        for (int k = 0; k < PER_OCTAVE; k++) {
            THRESHOLD[k] = largestMantissa(bounds, FIRST_BUCKET + k) << FREE_BITS;
        }
        THRESHOLD[PER_OCTAVE] = -1L << FREE_BITS;
        for (int slice = 0, before = 0; slice < SLICES; slice++) {
            long first = (1L << 63) | ((long) slice << (63 - SLICE_BITS));
            while (THRESHOLD[before] < first) {
                before++;
            }
            SLICE[slice] = THRESHOLD[before] | before;
        }
    }

    /** How many cells there are. */
    static final int CELLS = cell(LIMIT) + 1;

    private Schema6() {}

    /** Whether a time is from 1 to {@link #LIMIT}, in one compare. */
    static boolean hasCell(long nanos) {
        return (nanos - 1) >>> LIMIT_BITS == 0;
    }

    /**
     * The cell of a time.
     *
     * @param nanos from 1 to {@link #LIMIT}; the caller checks
     */
    static int cell(long nanos) {
        int zeros = Long.numberOfLeadingZeros(nanos);
        long mantissa = nanos << zeros; // both sides of the compare have bit 63 set, so signed order is the right one
        long slice = SLICE[(int) (mantissa >>> (63 - SLICE_BITS)) & (SLICES - 1)];
        return ((63 - zeros) << SCHEMA) + (int) (slice & BEFORE) + (mantissa > slice ? 1 : 0);
    }

    /** The longest time in the cell, in whole nanoseconds; below 100 ns some cells hold no whole nanosecond. */
    static long longest(int cell) {
        return THRESHOLD[cell & (PER_OCTAVE - 1)] >>> (63 - (cell >> SCHEMA));
    }

    /** The shortest time in the cell, in whole nanoseconds. */
    static long shortest(int cell) {
        return cell == 0 ? 1 : longest(cell - 1) + 1;
    }

    /** Native bounds within (0.5, 1], by the recurrence that Prometheus' clients use, so that rounding agrees. */
    private static double[] nativeBounds() {
        double[] bounds = {0.5};
        for (int schema = 1; schema <= SCHEMA; schema++) {
            double[] finer = new double[1 << schema];
            double base = Math.pow(2, Math.pow(2, -schema));
            for (int i = 0; i < finer.length; i++) {
                finer[i] = i % 2 == 0 ? bounds[i / 2] : finer[i - 1] * base;
            }
            bounds = finer;
        }
        return bounds;
    }

    /** The largest 53-bit integer m whose time, scaled by a power of two, falls into the given bucket or below. */
    private static long largestMantissa(double[] bounds, int bucket) {
        double upper = Math.scalb(bounds[bucket & (PER_OCTAVE - 1)], (bucket >> SCHEMA) + 1 + 52);
        long low = 1L << 52;
        long high = (1L << 53) - 1;
        while (low < high) {
            long middle = (low + high + 1) >>> 1;
            if (middle / 1e9 <= upper) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
