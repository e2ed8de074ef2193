package io.perftoolkit.task;

import io.perftoolkit.internal.layout.PaddedLongs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who is awake, who is searching for work, and who sleeps.
 *
 * <p>After the idle state of Tokio's scheduler: one searcher is enough to find a new task, so while there is one, or
 * while nobody sleeps, whoever adds a task wakes nobody.
 */
final class Sleepers {
    /*
     * Invariant: no task is visible while all workers sleep. Who adds a task makes it visible first and looks at the
     * state then; who goes to sleep changes the state first and looks for tasks then, and so does the last searcher when
     * it stops searching. The changes and the looks are volatile, so one of the two sees the other. (ParkStress; its
     * NoFenceControl, which makes the task visible by a release store only, must lose a wake-up.)
     *
     * Invariant: a worker is told that it searches before it is told that it is awake. In the other order a
     * spurious wake-up between the two leaves the count of searchers one too high for ever, and nobody is woken again
     * (SleepersTest.wake_*).
     *
     * Layout: one long on a line of its own: awake << 32 | searching. All producers read it, workers change it when they
     * begin or end a search, fall asleep or wake.
     *
     * Proof: ParkStress, SleepersTest, LivenessTest.
     */

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int STATE = PaddedLongs.index(0);
    private static final long ONE_AWAKE = 1L << 32;

    private final long[] words = PaddedLongs.allocate(1);
    private final int workers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Sleeper[] stack; // guarded by lock
    private int asleep; // guarded by lock

    /** All of them are awake at first. */
    Sleepers(int workers) {
        this.workers = workers;
        stack = new Sleeper[workers];
        words[STATE] = workers * ONE_AWAKE;
    }

    private static int awake(long state) {
        return (int) (state >>> 32);
    }

    private static int searching(long state) {
        return (int) state;
    }

    private long state() {
        return (long) WORD.getVolatile(words, STATE);
    }

    int awake() {
        return awake(state());
    }

    int searching() {
        return searching(state());
    }

    /** Wakes one, if there is one to wake and none that searches. After a task has become visible by a volatile write. */
    void wakeOne() {
        if (needsWaking(state())) {
            wakeOneSlowly();
        }
    }

    private boolean needsWaking(long state) {
        return searching(state) == 0 && awake(state) < workers;
    }

    private void wakeOneSlowly() {
        Sleeper woken;
        lock.lock();
        try {
            if (!needsWaking(state())) {
                return;
            }
            woken = stack[--asleep];
            WORD.getAndAdd(words, STATE, ONE_AWAKE + 1);
            woken.markAwakeSearching();
        } finally {
            lock.unlock();
        }
        woken.unpark();
    }

    /** Wakes all, none of them as a searcher: for the end. */
    void wakeAll() {
        @Nullable Sleeper[] woken;
        lock.lock();
        try {
            woken = new Sleeper[asleep];
            while (asleep > 0) {
                Sleeper sleeper = stack[--asleep];
                WORD.getAndAdd(words, STATE, ONE_AWAKE);
                sleeper.markAwake();
                woken[asleep] = sleeper;
            }
        } finally {
            lock.unlock();
        }
        for (Sleeper sleeper : woken) {
            if (sleeper != null) {
                sleeper.unpark();
            }
        }
    }

    /** Becomes a searcher, unless half of those awake are at it. */
    boolean beginSearch() {
        long state = state();
        if (2 * searching(state) >= awake(state)) {
            return false;
        }
        WORD.getAndAdd(words, STATE, 1L);
        return true;
    }

    /**
     * Stops searching with a task in hand.
     *
     * @return whether nobody searches now: then the caller must look whether there is more work, and wake one if so
     */
    boolean endSearch() {
        return searching((long) WORD.getAndAdd(words, STATE, -1L)) == 1;
    }

    /**
     * Falls asleep. The caller must look for work once more after this, wake one if there is any, and then wait until it
     * is awake again.
     *
     * @return whether all are asleep now
     */
    boolean fallAsleep(Sleeper sleeper, boolean searching) {
        lock.lock();
        try {
            sleeper.markAsleep();
            long change = ONE_AWAKE + (searching ? 1 : 0);
            long before = (long) WORD.getAndAdd(words, STATE, -change);
            stack[asleep++] = sleeper;
            return awake(before) == 1;
        } finally {
            lock.unlock();
        }
    }

    /** What sleeps. All but the last method are called under the lock. */
    interface Sleeper {
        /** Remembers that it sleeps. */
        void markAsleep();

        /** Remembers that it searches, and then that it is awake. */
        void markAwakeSearching();

        /** Remembers that it is awake. */
        void markAwake();

        /** Lets the thread look whether it is awake. */
        void unpark();
    }
}
