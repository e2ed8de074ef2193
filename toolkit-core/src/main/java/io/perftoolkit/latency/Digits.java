package io.perftoolkit.latency;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One plane of higher digits of a sheet's counts, for the cells that need it.
 *
 * <p>A count is a number to the base 256. Its lowest digit lies in the sheet; the next one here, the one after that in
 * {@link #next}, and so on. Few cells of a latency distribution count high, so a plane covers only the range of cells
 * that have such a digit. Not thread-safe: the rules of the {@link Sheet} hold.
 */
final class Digits {
    /** Planes begin and end at multiples of this many cells, so that a shifting distribution does not copy each time. */
    private static final int STEP = 32;

    private final int low;
    private final byte[] digits;

    @Nullable
    Digits next;

    private Digits(int low, byte[] digits, @Nullable Digits next) {
        this.low = low;
        this.digits = digits;
        this.next = next;
    }

    /** A plane that covers the cell, and what the old one covered, with the old digits. */
    private static Digits covering(@Nullable Digits old, int cell) {
        int low = cell & -STEP;
        int high = low + STEP;
        if (old != null) {
            low = Math.min(low, old.low);
            high = Math.max(high, old.low + old.digits.length);
        }
        byte[] digits = new byte[high - low];
        if (old != null) {
            System.arraycopy(old.digits, 0, digits, old.low - low, old.digits.length);
        }
        return new Digits(low, digits, old == null ? null : old.next);
    }

    /** Whether the planes have room for what is carried into the cell. */
    static boolean hold(@Nullable Digits lowest, int cell, long carried) {
        long carry = carried;
        for (Digits plane = lowest; carry != 0; plane = plane.next) {
            if (plane == null || !plane.covers(cell)) {
                return false;
            }
            carry = (plane.digit(cell) + carry) >>> 8;
        }
        return true;
    }

    /** The planes, with room for what is carried into the cell. */
    static @Nullable Digits grown(@Nullable Digits lowest, int cell, long carry) {
        if (carry == 0) {
            return lowest;
        }
        Digits plane = lowest != null && lowest.covers(cell) ? lowest : covering(lowest, cell);
        plane.next = grown(plane.next, cell, (plane.digit(cell) + carry) >>> 8);
        return plane;
    }

    /** Adds what is carried into the cell; the planes have room. */
    static void add(@Nullable Digits lowest, int cell, long carried) {
        long carry = carried;
        for (Digits plane = lowest; carry != 0 && plane != null; plane = plane.next) {
            carry += plane.digit(cell);
            plane.digits[cell - plane.low] = (byte) carry;
            carry >>>= 8;
        }
    }

    private boolean covers(int cell) {
        int at = cell - low;
        return at >= 0 && at < digits.length;
    }

    private int digit(int cell) {
        return digits[cell - low] & 0xFF;
    }

    Digits copy() {
        Digits deeper = next;
        return new Digits(low, Arrays.copyOf(digits, digits.length), deeper == null ? null : deeper.copy());
    }

    /** Adds this plane and those above it to the counts; {@code counts[0]} is the cell {@code first}. */
    void addTo(long[] counts, int first) {
        int shift = 8;
        for (Digits plane = this; plane != null; plane = plane.next) {
            for (int i = 0; i < plane.digits.length; i++) {
                int digit = plane.digits[i] & 0xFF;
                if (digit != 0) {
                    counts[plane.low + i - first] += (long) digit << shift;
                }
            }
            shift += 8;
        }
    }

    /** What this plane alone occupies: header, three fields, and its array. */
    long bytes() {
        return 24L + 16 + digits.length;
    }
}
