package io.perftoolkit.cache;

import io.perftoolkit.cache.Freshness.Phase;
import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.deadline.DeadlineExceededException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Look-ups that load what is missing: one load per key at a time, whoever asks.
 *
 * <p>Thread-safe. No lock is held while a loader runs or a caller waits.
 */
final class Loads<K, V> {
    private final Entries<K, V> entries;
    private final Flights<K, V> flights;
    private final Counts counts;

    Loads(Entries<K, V> entries, Counts counts) {
        this.entries = entries;
        this.flights = entries.flights;
        this.counts = counts;
    }

    /**
     * What a look-up came to: an answer, or a flight to wait for.
     *
     * @param raw the answer as the table keeps it; null is none
     * @param flight what to wait for, or null if this is the answer
     * @param held what may still be served if loading fails
     * @param mine whether this look-up has to start the flight
     */
    private record Ask<K, V>(
            @Nullable Object raw,
            @Nullable Flight<K, V> flight,
            @Nullable Held<V> held,
            boolean mine) {}

    /** Answers a key, loading if need be: a bare value, a held one, or null for none. */
    @Nullable
    Object get(K key, Route<K, V> route, Deadline deadline) {
        int hash = entries.hash(key);
        long now = entries.times.now();
        Object raw = entries.table.get(key, hash, now);
        if (isFresh(raw, now)) { // the usual case, which allocates nothing
            counts.raise(Counts.Kind.HITS);
            if (raw instanceof Held<?> held) {
                entries.touch(key, hash, held, now);
            }
            return raw;
        }
        while (true) {
            Ask<K, V> ask = ask(key, hash, route);
            Flight<K, V> flight = ask.flight;
            if (flight == null) {
                return ask.raw;
            }
            if (ask.mine) {
                route.load().accept(List.of(flight));
            }
            Landing<V> landing = await(flight, deadline);
            if (!isRetry(landing, ask.mine)) {
                return outcome(ask, landing);
            }
        }
    }

    private static boolean isFresh(@Nullable Object raw, long now) {
        if (raw instanceof Held<?> held) {
            return held.phase(now) == Phase.FRESH && !held.wantsRefresh(now);
        }
        return raw != null && raw != Absent.MARK;
    }

    /** The same without waiting. Completing or cancelling the future concerns nobody else. */
    CompletableFuture<@Nullable V> getAsync(K key, Route<K, V> route) {
        Ask<K, V> ask = ask(key, entries.hash(key), route);
        return ask.flight == null ? CompletableFuture.completedFuture(bare(ask.raw)) : future(key, ask, route);
    }

    private CompletableFuture<@Nullable V> future(K key, Ask<K, V> ask, Route<K, V> route) {
        Flight<K, V> flight = java.util.Objects.requireNonNull(ask.flight);
        if (ask.mine) {
            route.load().accept(List.of(flight));
        } else {
            flights.refuseOwn(flight);
        }
        return flight.landing.thenCompose(landing -> {
            if (isRetry(landing, ask.mine)) {
                return getAsync(key, route);
            }
            try {
                return CompletableFuture.completedFuture(bare(outcome(ask, landing)));
            } catch (RuntimeException | Error e) {
                return CompletableFuture.failedFuture(e);
            }
        });
    }

    /** Answers many keys, those that are missing by one start of the route; keys without a value are left out. */
    Map<K, V> getAll(Iterable<? extends K> keys, Route<K, V> route, Deadline deadline) {
        Map<K, Ask<K, V>> asks = askAll(keys, route);
        Map<K, V> values = new LinkedHashMap<>();
        List<LoadFailedException> failures = new ArrayList<>(0);
        asks.forEach((key, ask) -> {
            try {
                V value = bare(settled(key, ask, route, deadline));
                if (value != null) {
                    values.put(key, value);
                }
            } catch (LoadFailedException e) {
                failures.add(e);
            }
        });
        if (!failures.isEmpty()) {
            throw partly(failures, asks.size());
        }
        return values;
    }

    /** As {@link #getAll}, each key by itself. */
    Map<K, CompletableFuture<@Nullable V>> getAllAsync(Iterable<? extends K> keys, Route<K, V> route) {
        Map<K, CompletableFuture<@Nullable V>> futures = new LinkedHashMap<>();
        askAll(keys, route)
                .forEach((key, ask) -> futures.put(
                        key,
                        ask.flight == null
                                ? CompletableFuture.completedFuture(bare(ask.raw))
                                : future(key, new Ask<>(null, ask.flight, ask.held, false), route)));
        return futures;
    }

    /** Looks all keys up, then starts what is missing. */
    private Map<K, Ask<K, V>> askAll(Iterable<? extends K> keys, Route<K, V> route) {
        Map<K, Ask<K, V>> asks = new LinkedHashMap<>();
        List<Flight<K, V>> mine = new ArrayList<>();
        try {
            for (K key : keys) {
                if (!asks.containsKey(key)) {
                    Ask<K, V> ask = ask(key, entries.hash(key), route);
                    asks.put(key, ask);
                    if (ask.mine && ask.flight != null) {
                        mine.add(ask.flight);
                    }
                }
            }
        } finally {
            if (!mine.isEmpty()) { // also when a key was null: others may wait for those before it
                route.load().accept(mine);
            }
        }
        return asks;
    }

    private @Nullable Object settled(K key, Ask<K, V> ask, Route<K, V> route, Deadline deadline) {
        if (ask.flight == null) {
            return ask.raw;
        }
        Landing<V> landing = await(ask.flight, deadline);
        return isRetry(landing, ask.mine) ? get(key, route, deadline) : outcome(ask, landing);
    }

    /** Starts to load a key that is there, unless something is under way for it. */
    void refresh(K key, int hash, @Nullable Object there, Route<K, V> route) {
        if (flights.of(key) != null) {
            return;
        }
        Flight<K, V> flight = new Flight<>(flights, key, hash, Flight.Kind.REFRESH, there, System.nanoTime());
        if (flights.attach(flight) == null && begins(flight)) {
            route.refresh().accept(List.of(flight));
        }
    }

    private Ask<K, V> ask(K key, int hash, Route<K, V> route) {
        while (true) {
            long now = entries.times.now();
            Object raw = entries.table.get(key, hash, now);
            if (raw == Absent.MARK) {
                counts.raise(Counts.Kind.NEGATIVE_HITS);
                return new Ask<>(null, null, null, false);
            }
            Held<V> held = held(raw);
            if (raw != null && (held == null || serves(key, hash, held, now, route))) {
                counts.raise(Counts.Kind.HITS);
                return new Ask<>(raw, null, null, false);
            }
            Flight<K, V> mine = new Flight<>(flights, key, hash, Flight.Kind.LOAD, raw, System.nanoTime());
            Flight<K, V> other = flights.attach(mine);
            if (other != null) {
                if (!other.isTurn()) {
                    counts.raise(Counts.Kind.COALESCED);
                }
                return new Ask<>(null, other, held, false);
            }
            if (begins(mine)) {
                return new Ask<>(null, mine, held, true);
            }
        }
    }

    /** Whether a held value is the answer as it is; starts its refresh if it is time. */
    private boolean serves(K key, int hash, Held<V> held, long now, Route<K, V> route) {
        Phase phase = held.phase(now);
        switch (phase) {
            case FRESH, STALE -> {
                entries.touch(key, hash, held, now);
                if (phase == Phase.STALE) {
                    counts.raise(Counts.Kind.STALE_SERVED);
                }
                if (held.wantsRefresh(now)) {
                    refresh(key, hash, held, route);
                }
                return true;
            }
            case ON_ERROR -> {
                if (held.backsOff(now)) {
                    counts.raise(Counts.Kind.STALE_ON_ERROR);
                    return true;
                }
                return false;
            }
            case DEAD -> {
                return false;
            }
        }
        throw new AssertionError(phase);
    }

    /**
     * Whether an attached flight has work to do: not if what it should replace was replaced before it was attached. The
     * look waits for a write of the key that is under way: the install of an earlier load has passed its gate, and so
     * made room for this flight, a moment before its value can be seen
     * (LoadsTest.get_whileTheValueOfAnotherLoadIsInstalled_loadsNothing).
     */
    private boolean begins(Flight<K, V> flight) {
        Object there;
        try {
            there = entries.look(flight.key, flight.hash, entries.times.now());
        } catch (Throwable e) { // equals of a key threw: nobody may wait for this flight for ever
            abandon(flight);
            throw e;
        }
        if (there != null && !Entries.isSame(there, flight.replaced)) {
            abandon(flight);
            return false;
        }
        counts.raise(Counts.Kind.LOADS_STARTED);
        return true;
    }

    private void abandon(Flight<K, V> flight) {
        flights.detach(flight);
        flight.landing.complete(Landing.over());
    }

    private Landing<V> await(Flight<K, V> flight, Deadline deadline) {
        long start = System.nanoTime();
        try {
            return flights.await(flight, deadline.remainingNanos());
        } catch (TimeoutException e) {
            counts.raise(Counts.Kind.MISSES);
            throw new DeadlineExceededException(
                    "a cache", "the load of a key", Duration.ofNanos(System.nanoTime() - start));
        } catch (InterruptedException e) {
            counts.raise(Counts.Kind.MISSES);
            Thread.currentThread().interrupt();
            throw new LoadFailedException("interrupted while waiting for the load of a key", e);
        } catch (RecursiveLoadException e) {
            counts.raise(Counts.Kind.MISSES);
            throw e;
        }
    }

    /** Whether a landing says nothing about the key, so that the look-up begins anew. */
    private static boolean isRetry(Landing<?> landing, boolean mine) {
        return landing.outcome() == Landing.Outcome.OVER || (landing.outcome() == Landing.Outcome.INTERRUPTED && !mine);
    }

    private @Nullable Object outcome(Ask<K, V> ask, Landing<V> landing) {
        Held<V> held = ask.held;
        if (landing.outcome() == Landing.Outcome.FAILED
                && held != null
                && held.phase(entries.times.now()) == Phase.ON_ERROR) {
            counts.raise(Counts.Kind.HITS);
            counts.raise(Counts.Kind.STALE_ON_ERROR);
            return held;
        }
        counts.raise(Counts.Kind.MISSES);
        return switch (landing.outcome()) {
            case LOADED, ABSENT -> landing.value();
            case CLOSED -> throw Flights.closed();
            case INTERRUPTED -> {
                Thread.currentThread().interrupt();
                throw failure(landing);
            }
            case FAILED, OVER -> {
                if (ask.mine && landing.cause() instanceof Error e) {
                    throw e;
                }
                throw failure(landing);
            }
        };
    }

    private static RuntimeException failure(Landing<?> landing) {
        Throwable cause = java.util.Objects.requireNonNull(landing.cause());
        return cause instanceof RecursiveLoadException
                ? new RecursiveLoadException(cause)
                : new LoadFailedException("the load of a key failed: " + cause, cause);
    }

    private static LoadFailedException partly(List<LoadFailedException> failures, int keys) {
        LoadFailedException first = failures.get(0);
        Throwable cause = first.getCause() == null ? first : first.getCause();
        var all = new LoadFailedException(
                "the loads of " + failures.size() + " of " + keys + " keys failed, the first with: " + cause, cause);
        failures.subList(1, failures.size()).forEach(all::addSuppressed);
        return all;
    }

    @SuppressWarnings("unchecked") // only Entries puts into the table
    private static <V> @Nullable Held<V> held(@Nullable Object raw) {
        return raw instanceof Held<?> held ? (Held<V>) held : null;
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // as Entries.unwrap
    static <V> @Nullable V bare(@Nullable Object raw) {
        return raw == null ? null : Entries.unwrap(raw);
    }
}
