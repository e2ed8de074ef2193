package io.perftoolkit.admission;

import io.perftoolkit.internal.layout.PaddedLongs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait, lane by lane. All that changes it happens under its lock, which nobody holds while he waits; how many
 * there are can be read without it.
 */
final class Line {
    /*
     * Invariant: a waiter leaves WAITING once, and is in a lane exactly as long as it is WAITING; so granting, expiring and cancelling
     * exclude each other (LineStress.GrantOrExpire; its LoadThenStoreControl must see both). `waiting` is the number of all in lanes.
     *
     * Ordering: `waiting` rises by a volatile store before the enqueuer looks for room, see Gate.
     */

    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);

    final ReentrantLock lock = new ReentrantLock();
    private final @Nullable Waiter[] heads = new Waiter[Priority.LANES];
    private final @Nullable Waiter[] tails = new Waiter[Priority.LANES];

    /** One cell for all lanes, then one for each; written under the lock, read without it. */
    private final long[] counts = PaddedLongs.allocate(1 + Priority.LANES);

    private long emptySinceNanos;

    Line(long nowNanos) {
        emptySinceNanos = nowNanos;
    }

    int waiting() {
        return (int) (long) COUNT.getVolatile(counts, PaddedLongs.index(0));
    }

    int waiting(int lane) {
        return (int) (long) COUNT.getVolatile(counts, PaddedLongs.index(1 + lane));
    }

    /** Those who are served before a newcomer of the lane. */
    int ahead(int lane) {
        int sum = 0;
        for (int i = 0; i <= lane; i++) {
            sum += waiting(i);
        }
        return sum;
    }

    /** For how long it has not been empty; a guess without the lock. */
    long standingNanos(long nowNanos) {
        return waiting() == 0 ? 0 : nowNanos - emptySinceNanos;
    }

    void add(Waiter waiter, long nowNanos) {
        int lane = waiter.lane;
        Waiter tail = tails[lane];
        if (waiting() == 0) {
            emptySinceNanos = nowNanos;
        }
        waiter.previous = tail;
        if (tail == null) {
            heads[lane] = waiter;
        } else {
            tail.next = waiter;
        }
        tails[lane] = waiter;
        count(lane, 1);
    }

    /** Whether it was waiting, and is no longer. */
    boolean take(Waiter waiter, int newState) {
        if (waiter.state != Waiter.WAITING) {
            return false;
        }
        int lane = waiter.lane;
        Waiter before = waiter.previous;
        Waiter after = waiter.next;
        if (before == null) {
            heads[lane] = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            tails[lane] = before;
        } else {
            after.previous = before;
        }
        waiter.previous = null;
        waiter.next = null;
        count(lane, -1);
        waiter.state = newState;
        return true;
    }

    /** Any, of the highest lane that has one. */
    @Nullable
    Waiter first() {
        for (Waiter head : heads) {
            if (head != null) {
                return head;
            }
        }
        return null;
    }

    @Nullable
    Waiter oldest(int lane) {
        return heads[lane];
    }

    @Nullable
    Waiter newest(int lane) {
        return tails[lane];
    }

    private void count(int lane, int change) {
        int cell = PaddedLongs.index(1 + lane);
        COUNT.setVolatile(counts, cell, (long) COUNT.get(counts, cell) + change);
        int all = PaddedLongs.index(0);
        COUNT.setVolatile(counts, all, (long) COUNT.get(counts, all) + change);
    }
}
