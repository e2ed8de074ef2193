package io.perftoolkit.internal.layout;

/**
 * Where references lie in an array whose cells share no cache line with each other or with anything outside the array.
 * For arrays whose every cell may have another writer.
 */
public final class PaddedRefs {
    /*
     * Layout: 128 bytes between cells where references take four bytes, 256 where they take eight (PaddedLongLayoutTest).
     */

    private static final int STRIDE = 32;

    private PaddedRefs() {}

    /**
     * How long the array must be.
     *
     * @param cells how many cells
     * @return a length
     */
    public static int length(int cells) {
        return (cells + 2) * STRIDE;
    }

    /**
     * Where a cell lies.
     *
     * @param cell the number of the cell, from 0
     * @return its index in the array
     */
    public static int index(int cell) {
        return (cell + 1) * STRIDE;
    }
}
