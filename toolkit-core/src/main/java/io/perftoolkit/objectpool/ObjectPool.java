package io.perftoolkit.objectpool;

import io.perftoolkit.deadline.Deadline;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of objects, lent to one borrower at a time each.
 *
 * {@snippet class="io.perftoolkit.objectpool.ObjectPoolExample" region="borrow"}
 *
 * <p>Thread-safe, on platform threads and on virtual threads. To borrow an object that is free and to give it back costs one
 * compare-and-set and allocates nothing; it is O(1) for a thread that gets the object that it had last, O(capacity)
 * otherwise. Who waits is served at last: others may overtake, but not once somebody has waited for half a
 * millisecond.
 *
 * <p>Objects are made when somebody waits for one, on threads of the pool; a factory that is slow or hangs delays nobody who
 * can have another object, and nobody waits longer than he said. When it fails and nothing else can come, those who wait at
 * that moment are told, and it is tried again after a pause of one millisecond, doubled each time up to a second.
 *
 * <p>What a collector frees for nothing should not be pooled: a plain {@code new} is faster than any pool.
 *
 * @param <T> of the objects
 * @since 0.1
 */
public final class ObjectPool<T> implements AutoCloseable {
    private final Exchange<T> exchange;
    private final long maxWaitNanos;

    ObjectPool(Settings<T> settings, Tools tools) {
        this.maxWaitNanos = settings.maxWaitNanos();
        this.exchange = new Exchange<>(settings, tools);
    }

    /**
     * Starts the description of a pool.
     *
     * @param <T> of the objects
     * @param factory makes an object, never null; called on threads of the pool, several at a time
     * @return a builder with every default
     */
    public static <T> ObjectPoolBuilder<T> builder(Callable<? extends T> factory) {
        return new ObjectPoolBuilder<>(Objects.requireNonNull(factory, "factory"));
    }

    /**
     * Borrows an object. Waits for one no longer than the pool's {@linkplain ObjectPoolBuilder#maxWait longest wait}, and not beyond the
     * {@linkplain Deadline#current() current deadline}.
     *
     * @return the lease; close it
     * @throws PoolExhaustedException if the longest wait ends first
     * @throws io.perftoolkit.deadline.DeadlineExceededException if the deadline ends first
     * @throws PoolFactoryException if the factory fails meanwhile and no object is left that could come back
     * @throws PoolClosedException if the pool is closed, before or meanwhile
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public Lease<T> borrow() throws InterruptedException {
        Slot<T> slot = exchange.claimHinted();
        return Lease.of(exchange, slot != null ? slot : exchange.claimOrWait(Deadline.current(), maxWaitNanos));
    }

    /**
     * Borrows an object, as {@link #borrow()} does, with a longest wait of its own.
     *
     * @param maxWait instead of the pool's; zero or less for not at all
     * @return the lease; close it
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public Lease<T> borrow(Duration maxWait) throws InterruptedException {
        Objects.requireNonNull(maxWait, "maxWait");
        Slot<T> slot = exchange.claimHinted();
        return Lease.of(exchange, slot != null ? slot : exchange.claimOrWait(Deadline.current(), Spans.nanos(maxWait)));
    }

    /**
     * Borrows an object, as {@link #borrow()} does, with this deadline instead of the current one.
     *
     * @param deadline how long to wait at most; the pool's longest wait holds as well
     * @return the lease; close it
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public Lease<T> borrow(Deadline deadline) throws InterruptedException {
        Objects.requireNonNull(deadline, "deadline");
        Slot<T> slot = exchange.claimHinted();
        return Lease.of(exchange, slot != null ? slot : exchange.claimOrWait(deadline, maxWaitNanos));
    }

    /**
     * Borrows an object that is free now. Never waits, so never runs the factory; but has an object made for later, if there is room.
     *
     * @return the lease, or null if no object is free
     * @throws PoolClosedException if the pool is closed
     */
    public @Nullable Lease<T> tryBorrow() {
        Slot<T> slot = exchange.claimHinted();
        if (slot == null) {
            slot = exchange.claimAny();
        }
        if (slot != null) {
            return Lease.of(exchange, slot);
        }
        if (exchange.workshop.isClosed()) {
            throw new PoolClosedException(exchange.settings.name());
        }
        exchange.counts.missed.increment();
        exchange.workshop.replenish(1);
        return null;
    }

    /**
     * Borrows an object without blocking a thread. The limits are those of {@link #borrow()}.
     *
     * @return completes with the lease, which is to be closed; or exceptionally with what {@code borrow} would throw. Completes at once if an
     *     object is free, otherwise on the {@linkplain ObjectPoolBuilder#executor executor}. To cancel it gives up the wait
     */
    public CompletableFuture<Lease<T>> borrowAsync() {
        return borrowAsync(Deadline.current());
    }

    /**
     * Borrows an object without blocking a thread, as {@link #borrowAsync()} does.
     *
     * @param deadline how long to wait at most; the pool's longest wait holds as well
     * @return completes with the lease
     */
    public CompletableFuture<Lease<T>> borrowAsync(Deadline deadline) {
        Objects.requireNonNull(deadline, "deadline");
        Slot<T> slot = exchange.claimHinted();
        if (slot == null) {
            slot = exchange.claimAny();
        }
        return slot != null
                ? CompletableFuture.completedFuture(Lease.of(exchange, slot))
                : new AsyncWait<>(exchange, deadline, maxWaitNanos).begin();
    }

    /**
     * What the pool holds and has counted. O(capacity + live threads).
     *
     * @return a reading
     */
    public ObjectPoolStats stats() {
        return ObjectPoolStats.of(exchange);
    }

    /**
     * Changes how many objects there may be. When there are fewer than before, free objects are destroyed at once and others when they come back.
     *
     * @param capacity the new capacity, positive and not below the number of objects that are to be idle
     * @throws IllegalArgumentException if it is not
     * @throws PoolClosedException if the pool is closed
     */
    public void resize(int capacity) {
        if (capacity <= 0 || capacity < exchange.settings.minIdle()) {
            throw new IllegalArgumentException("capacity must be positive and at least minIdle, which is "
                    + exchange.settings.minIdle() + ": " + capacity);
        }
        exchange.workshop.resize(capacity);
    }

    /**
     * Throws away every object made so far: those that are free at once, those that are lent when they come back. No call of
     * {@code borrow} that begins after this one lends any of them.
     */
    public void condemn() {
        exchange.workshop.condemn(exchange.generation());
    }

    /**
     * Closes, and waits until every lease has come back and every object is destroyed, or the deadline ends.
     *
     * @param deadline how long to wait
     * @return a last reading; {@code out()} tells how many leases have not come back
     * @throws InterruptedException if the thread is interrupted while it waits; the pool is closed nevertheless
     */
    public ObjectPoolStats shutdown(Deadline deadline) throws InterruptedException {
        close();
        exchange.workshop.awaitEmpty(deadline.remainingNanos());
        return stats();
    }

    /**
     * Ends the lending. Who waits is told; free objects are destroyed, lent ones when they come back; a factory that is at work is
     * interrupted. Waits about a second at most for the threads of the pool. Idempotent.
     */
    @Override
    public void close() {
        if (exchange.workshop.close()) {
            exchange.workshop.tellAll(exchange.waiters.failAll(null));
            exchange.workshop.sweepNowAndLater();
            exchange.workshop.tools.endThreads(exchange.settings.name());
        }
    }

    /** Has the objects made that are to be idle, and begins to look after them. */
    void start() {
        exchange.workshop.replenish(0);
        exchange.housekeeper.start();
    }

    /** For stress tests. */
    Exchange<T> exchange() {
        return exchange;
    }
}
