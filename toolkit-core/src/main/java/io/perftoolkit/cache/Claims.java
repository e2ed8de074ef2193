package io.perftoolkit.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Values of {@link Slots} that one thread took away for a moment, to put another one in their place without the lock of
 * the shard. Pure functions over the array of values.
 */
@SuppressWarnings("ReferenceEquality") // a table compares the objects that it keeps, not what they mean
final class Claims {
    /*
     * Invariant: from the compare-and-set that claims a place until the release that ends the claim, nobody else stores
     * there. So writers of one value come one after the other, and each learns what it replaced (SwapStress.Swaps,
     * SwapAndRemoval). What runs under a claim is what may run under the lock of the key: a gate, and who hears of removals.
     *
     * A claim proves that the place had this value, not that it still is the place of this key: the slot may have been
     * given to another key with the very same value. Therefore the claimer looks at the version once more, and gives back
     * what it took if that has moved. Who gives a slot away claims it first: so once the claimer has found the version
     * unmoved, the slot stays the key's until the claim ends (SwapStress.SwapOfAStranger, whose control does not look).
     *
     * Ordering: arrays that are left are not claimed place by place. Their version says so first, then their values are
     * looked at; a claimer claims first, then looks at the version. All four are sequentially consistent: either the claimer
     * sees that the arrays are left, or who leaves them sees the claim and waits for its end (SwapStress.SwapAndGrowth,
     * SwapAndHandOver, whose control LeftTooLateControl looks at the values first).
     * In the same way a flight is attached before its turn looks at the value, and a claimer claims before its gate looks
     * for flights (LinearizableTest).
     */

    /** In place of a value while one thread alone may say what follows it. */
    static final Object CLAIMED = new Object();

    private static final VarHandle OBJECTS = MethodHandles.arrayElementVarHandle(Object[].class);
    private static final int SPINS = 100;
    private static final long PARK_NANOS = 20_000;

    private Claims() {}

    /** Claims a place if it has this value. */
    static boolean tryClaim(@Nullable Object[] values, int at, Object value) {
        return value != CLAIMED && OBJECTS.compareAndSet(values, at, value, CLAIMED);
    }

    /** Claims a place, if it has the expected value or {@link Table#ANY} is; answers its value, expected or not. */
    static @Nullable Object claim(@Nullable Object[] values, int at, @Nullable Object expected) {
        Object value = unclaimed(values, at);
        while (value != null && (expected == Table.ANY || expected == value) && !tryClaim(values, at, value)) {
            value = unclaimed(values, at);
        }
        return value;
    }

    /** The value of a place; waits for the end of a claim: a few instructions, unless the claimer was stopped in them. */
    static @Nullable Object unclaimed(@Nullable Object[] values, int at) {
        Object value = OBJECTS.getVolatile(values, at);
        for (int spins = 0; value == CLAIMED; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(values, PARK_NANOS);
            }
            value = OBJECTS.getVolatile(values, at);
        }
        return value;
    }

    /**
     * A copy of keys and values in turn, of arrays whose version says that they are left: who claims from here on gives
     * back, and whoever claimed before is waited for.
     */
    static @Nullable Object[] settled(@Nullable Object[] keysAndValues) {
        VarHandle.fullFence(); // between the version and the values
        @Nullable Object[] copy = keysAndValues.clone();
        VarHandle.acquireFence(); // values that were swapped without the lock are whole
        for (int at = 1; at < copy.length; at += 2) {
            if (copy[at] == CLAIMED) {
                copy[at] = unclaimed(keysAndValues, at);
            }
        }
        return copy;
    }
}
