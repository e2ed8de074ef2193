package io.perftoolkit.objectpool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Those who wait, the oldest first. Every operation is O(1), leaving included. */
final class Waiters<T> {
    /*
     * Ordering: `head` is volatile, because whoever frees an object first writes the slot and then looks here, and whoever waits
     * first comes here and then looks at the slots. At least one sees the other (HandOffStress; see Exchange for the return
     * that has no fence). Everything else is under the lock, which is held for a few instructions and never while
     * code of the user runs.
     */

    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Waiter<T> head;
    private @Nullable Waiter<T> tail;
    private volatile int size;
    private boolean closed;

    boolean any() {
        return head != null;
    }

    @Nullable
    Waiter<T> head() {
        return head;
    }

    int size() {
        return size;
    }

    /** Answers false if the queue is closed. */
    @SuppressWarnings({"NonAtomicVolatileUpdate", "NonAtomicOperationOnVolatileField"}) // under the lock
    boolean add(Waiter<T> waiter) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            Waiter<T> last = tail;
            waiter.previous = last;
            tail = waiter;
            size++;
            if (last == null) {
                head = waiter;
            } else {
                last.next = waiter;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the waiter out; false if it has been given something, or told, in the meantime. */
    boolean leave(Waiter<T> waiter) {
        return end(waiter, Waiter.GONE, null, null);
    }

    /** Gives a slot to the oldest. */
    @Nullable
    Waiter<T> give(Slot<T> slot) {
        lock.lock();
        try {
            Waiter<T> oldest = head;
            if (oldest != null) {
                end(oldest, Waiter.GIVEN, slot, null);
            }
            return oldest;
        } finally {
            lock.unlock();
        }
    }

    /** Tells all of a failure; null says that the pool is closed, and none comes in any more. */
    List<Waiter<T>> failAll(@Nullable Throwable failure) {
        List<Waiter<T>> all = new ArrayList<>();
        lock.lock();
        try {
            closed |= failure == null;
            for (Waiter<T> oldest = head; oldest != null; oldest = head) {
                end(oldest, Waiter.FAILED, null, failure);
                all.add(oldest);
            }
        } finally {
            lock.unlock();
        }
        return all;
    }

    @SuppressWarnings({"NonAtomicVolatileUpdate", "NonAtomicOperationOnVolatileField"}) // under the lock
    private boolean end(Waiter<T> waiter, int outcome, @Nullable Slot<T> given, @Nullable Throwable failure) {
        lock.lock();
        try {
            if (waiter.outcome != Waiter.WAITING) {
                return false;
            }
            Waiter<T> next = waiter.next;
            Waiter<T> previous = waiter.previous;
            if (next == null) {
                tail = previous;
            } else {
                next.previous = previous;
            }
            if (previous == null) {
                head = next;
            } else {
                previous.next = next;
            }
            waiter.next = null;
            waiter.previous = null;
            size--;
            waiter.given = given;
            waiter.failure = failure;
            waiter.outcome = outcome;
            return true;
        } finally {
            lock.unlock();
        }
    }
}
