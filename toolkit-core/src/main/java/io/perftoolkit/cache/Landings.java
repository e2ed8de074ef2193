package io.perftoolkit.cache;

import io.perftoolkit.deadline.DeadlineExceededException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends flights: installs what they brought, counts the end, and lets the waiters go, in this order.
 *
 * <p>Thread-safe. A flight ends once; what comes later is ignored.
 */
final class Landings<K, V> {
    private static final Logger LOG = LoggerFactory.getLogger(Landings.class);

    private final Entries<K, V> entries;
    private final Times<K, V> times;
    private final Counts counts;
    private final Backoff backoff;
    private final @Nullable Rests<K> rests;
    private final AtomicBoolean logged = new AtomicBoolean();

    Landings(Entries<K, V> entries, Counts counts, Backoff backoff) {
        this.entries = entries;
        this.times = entries.times;
        this.counts = counts;
        this.backoff = backoff;
        this.rests = entries.rests;
    }

    /** The loader answered; null says that there is no value. */
    void answered(Flight<K, V> flight, @Nullable V value) {
        if (flight.isSettled()) {
            return;
        }
        try {
            if (value == null) {
                installAbsent(flight);
            } else {
                install(flight, value);
            }
        } catch (Throwable e) { // the user's weigher, freshness or equals
            threw(flight, e, false);
            return;
        }
        if (rests != null) {
            rests.forget(flight.key, flight.hash);
        }
        end(
                flight,
                value == null ? Landing.absent() : Landing.loaded(value),
                value == null ? Counts.Kind.LOADS_ABSENT : Counts.Kind.LOADS_SUCCEEDED);
    }

    /**
     * Installs what a load brought, if it is still attached and the table holds what it held at the start, or nothing
     * any more.
     */
    private void install(Flight<K, V> flight, V value) {
        long now = times.now();
        Held<V> held = times.hold(flight.key, value, flight.hash, now);
        int weight = entries.weigh(flight.key, value);
        long deadline = times.deadline(held, flight.hash, now);
        exchange(flight, times.raw(value, held), weight, deadline, now);
    }

    /** Remembers that there is no value, or forgets the one that there was. */
    private void installAbsent(Flight<K, V> flight) {
        long now = times.now();
        if (times.remembersAbsence()) {
            exchange(flight, Absent.MARK, 1, times.absentDeadline(flight.hash, now), now);
        } else if (flight.replaced != null) {
            exchange(flight, null, 0, Table.NEVER, now);
        }
    }

    private void exchange(Flight<K, V> flight, @Nullable Object raw, int weight, long deadline, long now) {
        Table<K, Object> table = entries.table;
        Object expected = flight.replaced;
        Object found = table.exchange(flight.key, flight.hash, expected, raw, weight, deadline, now, flight);
        if (found == null && expected != null && raw != null) { // evicted meanwhile: no gate was asked
            table.exchange(flight.key, flight.hash, null, raw, weight, deadline, now, flight);
        }
        entries.wake(deadline);
        entries.removals.settle();
    }

    /**
     * The loader threw.
     *
     * @param here whether on the thread of a caller: if that was interrupted, the others may try for themselves
     */
    void threw(Flight<K, V> flight, Throwable cause, boolean here) {
        if (here && cause instanceof InterruptedException) {
            end(flight, Landing.interrupted(cause), Counts.Kind.LOADS_CANCELLED);
            return;
        }
        if (!flight.isSettled()) {
            remember(flight, cause, here);
        }
        if (flight.kind == Flight.Kind.REFRESH && !flight.isSettled() && logged.compareAndSet(false, true)) {
            LOG.warn("A refresh failed; further failures are counted, not logged", cause);
        }
        end(flight, Landing.failed(cause), Counts.Kind.LOADS_FAILED);
    }

    /** Nobody waits any more. */
    void abandoned(Flight<K, V> flight) {
        end(flight, Landing.over(), Counts.Kind.LOADS_CANCELLED);
        Errand<K, V> errand = flight.errand();
        if (errand != null) {
            errand.lost();
        }
    }

    /** A value keeps its own failure; a key without one may have to rest, if the fault is not its caller's. */
    private void remember(Flight<K, V> flight, Throwable cause, boolean here) {
        if (flight.replaced instanceof Held<?> held) {
            held.failed(cause, times.now(), backoff);
            return;
        }
        boolean callers =
                cause instanceof RecursiveLoadException || (here && cause instanceof DeadlineExceededException);
        // Detached by a write: what fails is older than what was written.
        if (rests != null && flight.kind == Flight.Kind.LOAD && !callers && entries.flights.detach(flight)) {
            rests.failed(flight.key, flight.hash, cause);
        }
    }

    /** The cache is closed. */
    void closed(Flight<K, V> flight) {
        end(flight, Landing.closed(), Counts.Kind.LOADS_CANCELLED);
    }

    private void end(Flight<K, V> flight, Landing<V> how, Counts.Kind kind) {
        entries.flights.detach(flight);
        if (flight.settle()) {
            counts.loadTook(System.nanoTime() - flight.startNanos);
            counts.raise(kind);
            flight.landing.complete(how);
        }
    }
}
