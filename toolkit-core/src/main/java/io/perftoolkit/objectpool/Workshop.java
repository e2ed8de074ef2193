package io.perftoolkit.objectpool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes objects, destroys them, and fills and empties slots, all beside the callers of the pool. */
final class Workshop<T> {
    /*
     * Invariant: slots enter and leave EMPTY and RETIRED under the lock only, and `making` is the number of slots in
     * MAKING that have been through it. The factory, the callbacks and the executors are never called under it.
     */

    private static final Logger LOG = LoggerFactory.getLogger(ObjectPool.class);
    private static final long[] SWEEPS_NANOS = {1_000_000, 100_000_000};

    final Tools tools;
    private final Exchange<T> exchange;
    private final Settings<T> settings;

    // All below under the lock; volatile is what is looked at without it.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition emptied = lock.newCondition();
    private volatile int empty;
    private int making;
    private int capacity;
    private final Failures failed = new Failures();
    private volatile boolean closed;
    private boolean callbackLogged;

    Workshop(Exchange<T> exchange, Tools tools) {
        this.exchange = exchange;
        this.settings = exchange.settings;
        this.tools = tools;
        this.empty = settings.capacity();
        this.capacity = settings.capacity();
    }

    /** Has objects made for those who wait, for those who are to be idle, and for so many more. */
    void replenish(int more) {
        if (empty == 0 || closed) {
            return;
        }
        List<Slot<T>> slots = new ArrayList<>(0);
        lock.lock();
        try {
            if (closed || failed.isPausing(settings.now())) {
                return;
            }
            int wanted = exchange.waiters.size() + settings.minIdle() + more - making;
            wanted -= wanted > 0 ? exchange.census().idle : 0;
            if (failed.isFailing()) {
                wanted = Math.min(wanted, 1 - making); // after a failure one is enough to find out
            }
            for (Slot<T> slot : exchange.slots()) {
                if (wanted > 0 && Slot.status(slot.plain()) == Slot.EMPTY) {
                    empty(-1);
                    making++;
                    wanted--;
                    slot.move(Slot.MAKING);
                    slots.add(slot);
                }
            }
        } finally {
            lock.unlock();
        }
        for (Slot<T> slot : slots) {
            try {
                tools.makers().execute(() -> make(slot));
            } catch (RejectedExecutionException | OutOfMemoryError e) { // closed, or no more threads
                notMade(slot, e);
            }
        }
    }

    /** Lets the object of a slot in DOOMED, owned by the caller, go. */
    void destroy(Slot<T> slot) {
        if (settings.destroy() == null) {
            destroyNow(slot);
            return;
        }
        try {
            tools.makers().execute(() -> destroyNow(slot));
        } catch (RejectedExecutionException
                | OutOfMemoryError e) { // closed, or no more threads: it must go nevertheless
            destroyNow(slot);
        }
    }

    /** Completes the stage of a waiter that has been given something or told. */
    void tell(Waiter<T> waiter) {
        tools.aside(() -> complete(waiter));
    }

    void callbackFailed(String which, Throwable failure) {
        exchange.counts.callbackFailures.increment();
        lock.lock();
        try {
            if (callbackLogged) {
                return;
            }
            callbackLogged = true;
        } finally {
            lock.unlock();
        }
        LOG.warn("{}: {} failed; further failures of callbacks are only counted", settings.name(), which, failure);
    }

    long failures() {
        return failed.count();
    }

    /** The last failure of the factory, if there has been one since the count stood so. */
    @Nullable
    Throwable failureSince(long count) {
        lock.lock();
        try {
            return failed.since(count);
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        return closed;
    }

    int capacity() {
        lock.lock();
        try {
            return capacity;
        } finally {
            lock.unlock();
        }
    }

    void resize(int wanted) {
        lock.lock();
        try {
            if (closed) {
                throw new PoolClosedException(settings.name());
            }
            Slot<T>[] slots = exchange.slots();
            if (wanted > slots.length) {
                Slot<T>[] more = Arrays.copyOf(slots, wanted);
                for (int i = slots.length; i < wanted; i++) {
                    more[i] = new Slot<>(i);
                }
                empty(wanted - slots.length);
                exchange.slots(more);
                slots = more;
            }
            for (Slot<T> slot : slots) {
                setLeaving(slot, slot.number >= wanted);
            }
            capacity = wanted;
        } finally {
            lock.unlock();
        }
        sweepNowAndLater();
        replenish(0);
    }

    /** Takes free objects that are to go; again a moment later, because a return may be under way unseen. */
    void sweepNowAndLater() {
        exchange.sweep();
        for (long delay : SWEEPS_NANOS) {
            tools.later(delay, exchange::sweep);
        }
    }

    /** Has every object that was made, or is being made, thrown away; but not twice for the same reason. */
    void condemn(int condemned) {
        lock.lock();
        try {
            if (exchange.generation() != condemned) {
                return;
            }
            exchange.generation(condemned + 1);
        } finally {
            lock.unlock();
        }
        LOG.warn("{}: all objects made so far are thrown away", settings.name());
        sweepNowAndLater();
        replenish(0);
    }

    /** Nothing is made or lent any more. Answers false if it was closed before. */
    boolean close() {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            closed = true;
            exchange.generation(exchange.generation() + 1); // no claim succeeds any more
            for (Slot<T> slot : exchange.slots()) {
                if (slot.maker != null) {
                    slot.maker.interrupt();
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no slot has an object, or so long. */
    void awaitEmpty(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && exchange.census().empty + exchange.census().retired < exchange.slots().length) {
                left = emptied.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void make(Slot<T> slot) {
        int generation = exchange.generation();
        T made;
        try {
            begin(slot);
            made = Objects.requireNonNull(settings.factory().call(), "factory must not give null");
        } catch (Throwable e) { // whatever it is, the waiters are to know
            notMade(slot, e);
            return;
        }
        long now = settings.now();
        slot.value = made;
        slot.generation = generation;
        slot.since(now);
        slot.validatedNanos = now;
        slot.expiresNanos = now + jittered(settings.maxAgeNanos());
        exchange.counts.created.increment();
        boolean recovered = made(slot);
        if (slot.leaving || generation != exchange.generation()) {
            slot.move(Slot.DOOMED);
            destroyNow(slot);
        } else {
            exchange.offer(slot);
        }
        if (recovered) {
            LOG.info("{}: the factory makes objects again", settings.name());
            replenish(0);
        }
    }

    private void begin(Slot<T> slot) {
        lock.lock();
        try {
            if (closed) {
                throw new PoolClosedException(settings.name());
            }
            slot.maker = Thread.currentThread();
        } finally {
            lock.unlock();
        }
    }

    /** Answers whether it had failed before. */
    private boolean made(Slot<T> slot) {
        lock.lock();
        try {
            slot.maker = null;
            making--;
            return failed.recover();
        } finally {
            lock.unlock();
        }
    }

    private void notMade(Slot<T> slot, Throwable failure) {
        List<Waiter<T>> told = List.of();
        long pause;
        boolean first;
        lock.lock();
        try {
            slot.maker = null;
            making--;
            toEmpty(slot);
            if (closed) {
                return;
            }
            first = !failed.isFailing();
            pause = failed.add(failure, settings.now());
            if (!exchange.census().mayCome()) {
                told = exchange.waiters.failAll(failure);
            }
        } finally {
            lock.unlock();
        }
        exchange.counts.creationFailures.increment();
        if (first) {
            LOG.warn(
                    "{}: the factory failed; it is tried again, further failures are only counted",
                    settings.name(),
                    failure);
        }
        tellAll(told);
        tools.later(pause, () -> replenish(0));
    }

    void tellAll(List<Waiter<T>> told) {
        for (Waiter<T> waiter : told) {
            if (waiter.isAsync()) {
                tell(waiter);
            } else {
                waiter.wake();
            }
        }
    }

    private void destroyNow(Slot<T> slot) {
        T value = slot.value;
        if (settings.destroy() != null && value != null) {
            try {
                settings.destroy().accept(value);
            } catch (Throwable e) { // it is gone for the pool, whatever it did
                callbackFailed("destroy", e);
            }
        }
        slot.value = null;
        exchange.counts.destroyed.increment();
        lock.lock();
        try {
            toEmpty(slot);
        } finally {
            lock.unlock();
        }
        replenish(0);
    }

    private void complete(Waiter<T> waiter) {
        CompletableFuture<Lease<T>> future = Objects.requireNonNull(waiter.future);
        exchange.waits.record(settings.now() - waiter.sinceNanos);
        Slot<T> given = waiter.given;
        if (given == null) {
            future.completeExceptionally(exchange.refusal(waiter));
            return;
        }
        if (!future.complete(Lease.of(exchange, given))) {
            exchange.counts.interrupted.increment();
            exchange.offer(given); // cancelled meanwhile: nobody has ever seen that lease
        }
    }

    private void setLeaving(Slot<T> slot, boolean leaving) {
        slot.leaving = leaving;
        if (leaving) {
            slot.generation = Slot.NO_GENERATION; // after `leaving`, which make() reads after it wrote this
        }
        long status = Slot.status(slot.plain());
        if (leaving && status == Slot.EMPTY) {
            empty(-1);
            slot.move(Slot.RETIRED);
        } else if (!leaving && status == Slot.RETIRED) {
            empty(1);
            slot.move(Slot.EMPTY);
        }
    }

    private void toEmpty(Slot<T> slot) {
        if (slot.leaving) {
            slot.move(Slot.RETIRED);
        } else {
            empty(1);
            slot.move(Slot.EMPTY);
        }
        emptied.signalAll();
    }

    @SuppressWarnings({"NonAtomicVolatileUpdate", "NonAtomicOperationOnVolatileField"}) // under the lock
    private void empty(int change) {
        empty += change;
    }

    /** Ten per cent more or less, so that objects made together do not end together. */
    private static long jittered(long nanos) {
        return nanos
                - nanos / 10
                + (nanos == 0 ? 0 : ThreadLocalRandom.current().nextLong(nanos / 5 + 1));
    }
}
