package io.perftoolkit.memory;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What the threads of a striped account have not posted to its balance yet.
 *
 * <p>Each stripe holds less than {@link #FLUSH_BYTES} on either side of zero between two operations, so the balance in
 * the account, and the peak taken from it, is off by less than stripes x 64 KiB.
 */
final class AccountStripes {
    static final long FLUSH_BYTES = 64 << 10;

    // 16 longs apart: two cache lines, since processors fetch lines in pairs. The first cell stays clear of the header.
    private static final int SPACING = 16;

    private final AtomicLongArray cells;
    private final int mask;

    AccountStripes() {
        this(Runtime.getRuntime().availableProcessors());
    }

    AccountStripes(int processors) {
        int stripes = Math.min(64, Integer.highestOneBit(Math.max(1, processors * 2 - 1)));
        this.mask = stripes - 1;
        this.cells = new AtomicLongArray((stripes + 1) * SPACING);
    }

    int count() {
        return mask + 1;
    }

    /** Adds to the calling thread's stripe; what it returns is due to the balance (mostly 0). */
    long add(long delta) {
        if (delta >= FLUSH_BYTES || delta <= -FLUSH_BYTES) {
            return delta;
        }
        int cell = cell();
        long pending = cells.addAndGet(cell, delta);
        return pending >= FLUSH_BYTES || pending <= -FLUSH_BYTES ? cells.getAndSet(cell, 0) : 0;
    }

    long pending() {
        long sum = 0;
        for (int stripe = 0; stripe <= mask; stripe++) {
            sum += cells.get((stripe + 1) * SPACING);
        }
        return sum;
    }

    private int cell() {
        // Identity hash, not the thread's id: getId() can be overridden. Threads that share a stripe share its cost
        // only.
        int hash = System.identityHashCode(Thread.currentThread());
        return (((hash ^ (hash >>> 16)) & mask) + 1) * SPACING;
    }
}
