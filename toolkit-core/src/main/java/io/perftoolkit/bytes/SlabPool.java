package io.perftoolkit.bytes;

import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.deadline.DeadlineExceededException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The memory of chunkers: a bounded number of slabs, made when they are first wanted, filled again and again.
 *
 * <p>Its size is the bound of all that its chunkers hold: when every slab is out, who wants one waits. That is the
 * back-pressure. Share one pool among the chunkers of a service; a chunker that is not given one makes its own.
 *
 * {@snippet class="io.perftoolkit.bytes.BytesExample" region="pool"}
 *
 * <p>Thread-safe, on platform threads and on virtual threads. Who comes does not overtake those who wait. There is one lock,
 * taken when a chunker goes on to another slab, and not at all while it can fill the same one again.
 *
 * @since 0.1
 */
public final class SlabPool implements AutoCloseable {
    /*
     * Invariant: out = blocks that were taken and are not returned, never above maxSlabs; all is under the lock. Who comes
     * while others wait waits behind them.
     *
     * Invariant: no place is free beside a sleeper. A return wakes the one who has waited longest; who leaves the queue wakes the
     * next if a place is left over; listeners are called whenever a place is free that nobody waits for. Listeners look
     * for themselves and come back if they find nothing, so all of them are called (SlabPoolThreadsTest).
     */

    final Tally tally = new Tally();
    final Settings settings;
    private final LeakCheck leaks;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();
    private final ArrayDeque<Slab> free = new ArrayDeque<>();
    private List<Runnable> listeners = new ArrayList<>(0);
    private int made;
    private int out;
    private int peak;
    private int waiting;
    private long ended;
    private boolean closed;

    SlabPool(Settings settings) {
        this.settings = settings;
        this.leaks = new LeakCheck(settings, tally);
    }

    /**
     * Starts the description of a pool.
     *
     * @return a builder with every default
     */
    public static SlabPoolBuilder builder() {
        return new SlabPoolBuilder();
    }

    /**
     * How large a slab is.
     *
     * @return bytes
     */
    public int slabSize() {
        return settings.slabSize();
    }

    /**
     * What the pool holds and has counted. Looks for leaks, if that is wanted.
     *
     * @return a reading
     */
    public ChunkerStats stats() {
        leaks.look();
        lock.lock();
        try {
            return tally.stats(settings.maxSlabs(), made, out, peak, waiting, ended);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lends no more. Who waits is told by an {@link IllegalStateException}; what is out may be looked at and closed as before.
     * Idempotent.
     */
    @Override
    public void close() {
        List<Runnable> told;
        lock.lock();
        try {
            closed = true;
            made -= free.size();
            free.clear();
            returned.signalAll();
            told = listeners;
            listeners = new ArrayList<>(0);
        } finally {
            lock.unlock();
        }
        told.forEach(Runnable::run);
    }

    /**
     * A slab of that size at least, with its share. Null if there is none and no deadline, which is for those who do not wait.
     */
    @Nullable
    Slab take(int bytes, WeakReference<Feed> filler, @Nullable Deadline deadline) throws InterruptedException {
        if (!enter(deadline)) {
            return null;
        }
        boolean large = bytes > settings.slabSize();
        Slab slab = large ? null : reuse();
        if (slab == null) {
            slab = make(large ? bytes : settings.slabSize(), large);
        }
        begin(slab, filler);
        return slab;
    }

    /** A tenancy begins, of a block that nobody else sees. */
    void begin(Block block, WeakReference<Feed> filler) {
        leaks.began(block, filler);
        block.begin();
    }

    /** A place for a block. False if there is none and no deadline. */
    boolean enter(@Nullable Deadline deadline) throws InterruptedException {
        if (settings.leakAfterNanos() > 0 && isFull()) {
            leaks.look();
        }
        List<Runnable> told;
        lock.lock();
        try {
            requireOpen();
            boolean entered = isAvailable();
            if (!entered && deadline == null) {
                tally.missed.increment();
                return false;
            }
            if (!entered) {
                await(deadline == null ? Deadline.NONE : deadline);
            }
            out++;
            peak = Math.max(peak, out);
            return true;
        } finally {
            told = listenersToCall();
            lock.unlock();
            told.forEach(Runnable::run);
        }
    }

    /** For whoever entered and got no memory. */
    void leave() {
        left(null, null);
    }

    void giveBack(Slab slab) {
        left(slab, slab);
    }

    void giveBack(Window window, boolean unmapped) {
        if (!unmapped) {
            tally.unmapDeferred.increment();
        }
        left(window, null);
    }

    /** Calls once when a place is free or the pool closed. Answers false, and calls nobody, if that is so now. */
    boolean whenFree(Runnable listener) {
        lock.lock();
        try {
            if (closed || isAvailable()) {
                return false;
            }
            listeners.add(listener);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Slab reuse() {
        lock.lock();
        try {
            Slab slab = free.pollFirst();
            made += slab == null ? 1 : 0;
            return slab;
        } finally {
            lock.unlock();
        }
    }

    /** For whom there is a place, and the count was raised unless it is large. */
    private Slab make(int size, boolean large) {
        Slab slab = null;
        try {
            slab = new Slab(this, size, large, settings.strict());
            return slab;
        } finally {
            if (large) {
                tally.large.increment();
            }
            if (slab == null) { // no memory: perhaps the next one has better luck
                forget(large);
                leave();
            }
        }
    }

    private void forget(boolean large) {
        lock.lock();
        try {
            made -= large ? 0 : 1;
        } finally {
            lock.unlock();
        }
    }

    /** Whether whoever comes now would wait. */
    boolean isFull() {
        lock.lock();
        try {
            return !isAvailable();
        } finally {
            lock.unlock();
        }
    }

    private boolean isAvailable() {
        return out < settings.maxSlabs() && waiting == 0;
    }

    /** Under the lock, until there is a place. */
    private void await(Deadline deadline) throws InterruptedException {
        long since = settings.ticker().getAsLong();
        boolean entered = false;
        tally.waits.increment();
        waiting++;
        try {
            while (!entered) {
                long waited = settings.ticker().getAsLong() - since;
                long left = Math.min(settings.maxWaitNanos() - waited, deadline.remainingNanos());
                if (left <= 0) {
                    throw outOfTime(deadline, Duration.ofNanos(waited));
                }
                long ignored = returned.awaitNanos(left);
                requireOpen();
                entered = out < settings.maxSlabs();
            }
        } catch (InterruptedException e) {
            tally.interrupted.increment();
            throw e;
        } finally {
            waiting--;
            if (waiting > 0 && out + (entered ? 1 : 0) < settings.maxSlabs()) {
                returned.signal();
            }
        }
    }

    private RuntimeException outOfTime(Deadline deadline, Duration waited) {
        if (deadline.isExpired()) {
            tally.outOfTime.increment();
            return new DeadlineExceededException(settings.name(), "a slab", waited);
        }
        tally.exhausted.increment();
        return new SlabsExhaustedException(settings.name(), waited, out, tally.leaked.sum());
    }

    /** A place is free: of a block, or of one who got none; and perhaps its memory. */
    private void left(@Nullable Block block, @Nullable Slab slab) {
        List<Runnable> told;
        lock.lock();
        try {
            out--;
            if (block != null) {
                ended++;
                leaks.ended(block);
            }
            if (slab != null && !slab.isLarge) {
                if (closed) {
                    made--;
                } else {
                    free.addFirst(slab);
                }
            }
            returned.signal();
            told = listenersToCall();
        } finally {
            lock.unlock();
        }
        told.forEach(Runnable::run);
    }

    /** Under the lock. */
    private List<Runnable> listenersToCall() {
        if (listeners.isEmpty() || !isAvailable()) {
            return List.of();
        }
        List<Runnable> told = listeners;
        listeners = new ArrayList<>(0);
        return told;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(settings.name() + " is closed");
        }
    }
}
