package io.perftoolkit.internal.layout;

/**
 * Arrays of longs whose cells share no cache line with anything outside the array.
 *
 * <p>The garbage collector moves arrays side by side, so an array that one thread writes would otherwise share its first
 * and last line with a stranger. A padded array keeps {@link #PAD} unused longs before its first cell and behind its
 * last one. Cells inside one array are not kept apart, except by {@link #allocateApart}, for arrays whose every cell may
 * have another writer.
 */
public final class PaddedLongs {
    /*
     * Layout: 128 bytes on each side, two lines of 64, because the prefetcher of common CPUs fetches lines in pairs
     * (PaddedLongsLayoutTest).
     */

    /** How many longs of padding stand before the first cell and behind the last one. */
    public static final int PAD = 16;

    private PaddedLongs() {}

    /**
     * A new array of zeros.
     *
     * @param cells how many cells
     * @return the array with its padding
     */
    public static long[] allocate(int cells) {
        return new long[PAD + cells + PAD];
    }

    /**
     * Where a cell lies in a padded array.
     *
     * @param cell the number of the cell, from 0
     * @return its index in the array
     */
    public static int index(int cell) {
        return PAD + cell;
    }

    /**
     * The first index behind the cells of a padded array.
     *
     * @param array a padded array, or one of length 0, which has no cells
     * @return the end; not above {@link #PAD} where there are no cells
     */
    public static int end(long[] array) {
        return array.length - PAD;
    }

    /**
     * A new array of zeros, with padding between its cells too. To be indexed by {@link #indexApart}.
     *
     * @param cells how many cells
     * @return the array with its padding
     */
    public static long[] allocateApart(int cells) {
        return new long[(cells + 2) * PAD];
    }

    /**
     * Where a cell lies in an array of {@link #allocateApart}.
     *
     * @param cell the number of the cell, from 0
     * @return its index in the array
     */
    public static int indexApart(int cell) {
        return (cell + 1) * PAD;
    }
}
