package io.perftoolkit.cache;

import io.perftoolkit.internal.layout.PaddedLongs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How much may still be put into a table. Whoever inserts takes the weight from here first, and gives back what leaves:
 * so the sum of all weights never exceeds the bound. Thread-safe, lock-free.
 */
final class Credit {
    /*
     * Invariant: bound = available + what shards hold as spare + the weight of all entries + what writers hold in hand.
     * None of these is ever negative, so the weight never exceeds the bound (SlotTableThreadsTest).
     *
     * Layout: a line of its own. In a full table it is 0 and only read: who inserts pays with what it evicts.
     */
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int AVAILABLE = PaddedLongs.index(0);

    private final long[] cells = PaddedLongs.allocate(1);
    private volatile long bound;

    Credit(long bound) {
        this.bound = bound;
        LONGS.setRelease(cells, AVAILABLE, bound);
    }

    long bound() {
        return bound;
    }

    /** Only by the one who resizes: after give(the difference) if it grows, after take if it shrinks. */
    void bound(long bound) {
        this.bound = bound;
    }

    long available() {
        return (long) LONGS.getOpaque(cells, AVAILABLE);
    }

    /** Takes as much as there is, but not more than {@code most}. */
    long take(long most) {
        long seen = available();
        while (seen > 0 && most > 0) {
            long taken = Math.min(seen, most);
            if (LONGS.weakCompareAndSet(cells, AVAILABLE, seen, seen - taken)) {
                return taken;
            }
            seen = available();
        }
        return 0;
    }

    void give(long weight) {
        if (weight > 0) {
            LONGS.getAndAdd(cells, AVAILABLE, weight);
        }
    }
}
