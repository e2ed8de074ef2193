package io.perftoolkit.memory;

import io.perftoolkit.internal.layout.PaddedLongs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * What the threads of a striped account have not posted to its balance yet.
 *
 * <p>Each stripe holds less than {@link #FLUSH_BYTES} on either side of zero between two operations, so the balance in
 * the account, and the peak taken from it, is off by less than stripes x 64 KiB.
 */
final class AccountStripes {
    static final long FLUSH_BYTES = 64 << 10;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int PENDING = PaddedLongs.index(0);

    private final long[][] stripes; // one padded cell each
    private final int mask;

    AccountStripes() {
        this(Runtime.getRuntime().availableProcessors());
    }

    AccountStripes(int processors) {
        int count = Math.min(64, Integer.highestOneBit(Math.max(1, processors * 2 - 1)));
        this.mask = count - 1;
        this.stripes = new long[count][];
        Arrays.setAll(stripes, stripe -> PaddedLongs.allocate(1));
    }

    int count() {
        return mask + 1;
    }

    /** Adds to the calling thread's stripe; what it returns is due to the balance (mostly 0). */
    long add(long delta) {
        if (delta >= FLUSH_BYTES || delta <= -FLUSH_BYTES) {
            return delta;
        }
        long[] stripe = stripe();
        long pending = (long) CELL.getAndAdd(stripe, PENDING, delta) + delta;
        return pending >= FLUSH_BYTES || pending <= -FLUSH_BYTES ? (long) CELL.getAndSet(stripe, PENDING, 0L) : 0;
    }

    long pending() {
        long sum = 0;
        for (long[] stripe : stripes) {
            sum += (long) CELL.getVolatile(stripe, PENDING);
        }
        return sum;
    }

    private long[] stripe() {
        // Identity hash, not the thread's id: getId() can be overridden. Threads that share a stripe share its cost
        // only.
        int hash = System.identityHashCode(Thread.currentThread());
        return stripes[(hash ^ (hash >>> 16)) & mask];
    }
}
