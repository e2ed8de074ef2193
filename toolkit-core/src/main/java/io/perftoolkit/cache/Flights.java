package io.perftoolkit.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is under way in a cache: at most one attached {@link Flight} per key. Only misses and the compute family touch it;
 * a write asks it one question, under the lock of its key.
 *
 * <p>Thread-safe. No user code runs inside but {@code hashCode} and {@code equals} of keys.
 */
final class Flights<K, V> implements Table.Gate<K> {
    /*
     * Invariant: a value that was read from its source before a write of its key began is never installed after that
     * write. A load is attached before its loader runs. The gate of each write, this, runs under the lock of the key and
     * detaches the load; the gate of the install runs under the same lock and passes only while the load is attached. A
     * write whose gate found no load, because it was not attached yet, holds the lock until it is done; the load's
     * install comes after it, finds another entry than it expects and gives up (LoadAgainstWriteStress and
     * LinearizableTest, whose controls install without the gate).
     *
     * Invariant: a writer that meets a turn waits for its end, so a turn's function sees the value that it replaces
     * (LinearizableTest).
     *
     * Ordering: `underWay` is raised before a flight is attached and lowered after it is detached. A gate that reads 0
     * comes before any flight that is not in the map yet; that is the cheap answer to nearly all writes.
     */

    /** Thrown by the gate to a writer that has to wait. Carries nothing, because it crosses the lock of a table. */
    static final class TurnAhead extends RuntimeException {
        private static final long serialVersionUID = 1;

        TurnAhead() {
            super("a turn for this key is under way", null, false, false);
        }
    }

    /** More than can ever be under way. */
    private static final int CLOSED = 1 << 30;

    private final AtomicInteger underWay = new AtomicInteger();
    private final ConcurrentMap<K, Flight<K, V>> attached = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** The gate of all writes but installs: detaches a load, throws if there is a turn. */
    @Override
    public boolean open(K key, int hash) {
        if (underWay.get() == 0) {
            return true;
        }
        if (closed.get()) {
            throw closed();
        }
        Flight<K, V> flight = attached.get(key);
        if (flight != null && flight.isTurn()) {
            throw new TurnAhead();
        }
        if (flight != null) {
            detach(flight);
        }
        return true;
    }

    @Nullable
    Flight<K, V> of(K key) {
        return underWay.get() == 0 ? null : attached.get(key);
    }

    /**
     * Attaches a flight.
     *
     * @return null if it is attached now; else the one that was there before, or in a closed cache the flight itself, ended
     */
    @Nullable
    Flight<K, V> attach(Flight<K, V> flight) {
        underWay.incrementAndGet();
        Flight<K, V> other = null;
        boolean done = false;
        try {
            other = attached.putIfAbsent(flight.key, flight);
            done = other == null;
        } finally {
            if (!done) {
                underWay.decrementAndGet();
            }
        }
        if (done && closed.get()) { // close() may have passed before the put: one of the two sees the other
            detach(flight);
            flight.landing.complete(Landing.closed());
            return flight;
        }
        return other;
    }

    /** Detaches a flight if it is attached; says whether it was. */
    boolean detach(Flight<K, V> flight) {
        if (!attached.remove(flight.key, flight)) {
            return false;
        }
        underWay.decrementAndGet();
        return true;
    }

    /** Detaches all that is under way now. */
    List<Flight<K, V>> detachAll() {
        List<Flight<K, V>> detached = new ArrayList<>();
        if (underWay.get() != 0) {
            for (Flight<K, V> flight : attached.values()) {
                if (detach(flight)) {
                    detached.add(flight);
                }
            }
        }
        return detached;
    }

    /** Whether nothing is attached. For tests. */
    boolean areNone() {
        return attached.isEmpty() && (underWay.get() & ~CLOSED) == 0;
    }

    /** Lets no flight start any more; answers those that were attached. The second time, none. */
    List<Flight<K, V>> close() {
        if (!closed.compareAndSet(false, true)) {
            return List.of();
        }
        underWay.addAndGet(CLOSED); // no gate takes the cheap way any more
        return detachAll();
    }

    boolean isClosed() {
        return closed.get();
    }

    static IllegalStateException closed() {
        return new IllegalStateException("cache closed");
    }

    /**
     * Waits for the end of a flight.
     *
     * @param nanos for how long at most, or {@link Long#MAX_VALUE}
     * @return how it ended
     * @throws RecursiveLoadException if it waits for this thread, through however many others
     */
    Landing<V> await(Flight<K, V> flight, long nanos) throws InterruptedException, TimeoutException {
        Landing<V> landed = flight.landing.getNow(null);
        if (landed != null) {
            return landed;
        }
        Owners.Wait before = Owners.waits(flight);
        try {
            return nanos == Long.MAX_VALUE ? flight.landing.get() : flight.landing.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a landing is never exceptional", e);
        } finally {
            Owners.waitsNoMore(before);
        }
    }
}
