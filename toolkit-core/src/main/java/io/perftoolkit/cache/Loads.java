package io.perftoolkit.cache;

import io.perftoolkit.cache.Asks.Ask;
import io.perftoolkit.cache.Freshness.Phase;
import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.deadline.DeadlineExceededException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
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
    private final Asks<K, V> asks;
    private final Landings<K, V> landings;

    Loads(Entries<K, V> entries, Counts counts, Landings<K, V> landings) {
        this.entries = entries;
        this.flights = entries.flights;
        this.counts = counts;
        this.asks = new Asks<>(entries, counts);
        this.landings = landings;
    }

    /** Answers a key, loading if need be: a bare value, a held one, or null for none. */
    @Nullable
    Object get(K key, Route<K, V> route, Deadline deadline) {
        int hash = entries.hash(key);
        Horizon horizon = entries.horizon;
        Object raw = horizon == null ? null : horizon.get(entries.table, key, hash);
        if (raw != null) {
            counts.raise(Counts.Kind.HITS);
            return raw;
        }
        long now = entries.times.now();
        raw = entries.table.get(key, hash, now);
        if (isFresh(raw, now)) { // the usual case, which allocates nothing
            counts.raise(Counts.Kind.HITS);
            if (horizon != null) {
                horizon.read(now);
            }
            Held<V> held = Entries.held(raw);
            if (held != null) {
                entries.touch(key, hash, held, Phase.FRESH, now);
            }
            return raw;
        }
        while (true) {
            Ask<K, V> ask = asks.ask(key, hash, route);
            Flight<K, V> flight = ask.flight();
            if (flight == null) {
                return answer(ask);
            }
            if (ask.mine()) {
                route.load().accept(List.of(flight));
            }
            Landing<V> landing = await(flight, deadline);
            if (!isRetry(landing, ask.mine())) {
                return outcome(ask, landing);
            }
        }
    }

    Asks<K, V> asks() {
        return asks;
    }

    private static boolean isFresh(@Nullable Object raw, long now) {
        if (raw instanceof Held<?> held) {
            return held.phase(now) == Phase.FRESH && !held.wantsRefresh(now);
        }
        return raw != null && raw != Absent.MARK;
    }

    private @Nullable Object answer(Ask<K, V> ask) {
        Failure rest = ask.rest();
        if (rest == null) {
            return ask.raw();
        }
        Duration left = Duration.ofNanos(rests().leftNanos(rest));
        throw new LoadFailedException(
                "the load of a key failed, and is not tried again for " + left + ": " + rest.cause(), rest.cause());
    }

    private Rests<K> rests() {
        return Objects.requireNonNull(entries.rests);
    }

    /** The same without waiting. Completing or cancelling the future concerns nobody else. */
    CompletableFuture<@Nullable V> getAsync(K key, Route<K, V> route) {
        CompletableFuture<@Nullable V> copy = new CompletableFuture<>();
        follow(key, asks.ask(key, entries.hash(key), route), route, copy);
        return copy;
    }

    /** Completes a future with what a look-up comes to. */
    private void follow(K key, Ask<K, V> ask, Route<K, V> route, CompletableFuture<@Nullable V> copy) {
        Flight<K, V> flight = ask.flight();
        if (flight == null) {
            complete(copy, () -> answer(ask));
            return;
        }
        if (ask.mine()) {
            route.load().accept(List.of(flight));
        } else {
            refuseOwn(flight);
        }
        if (route.endsWithWaiters()) {
            var unused = copy.whenComplete((value, e) -> leave(flight)); // whoever completed it, and why
        }
        var unused = flight.landing.thenAccept(landing -> {
            if (!isRetry(landing, ask.mine())) {
                complete(copy, () -> outcome(ask, landing));
            } else if (!copy.isDone()) {
                again(key, route, copy);
            }
        });
    }

    private void refuseOwn(Flight<K, V> flight) {
        try {
            Owners.refuseOwn(flight);
        } catch (RecursiveLoadException e) {
            leave(flight);
            throw e;
        }
    }

    private void again(K key, Route<K, V> route, CompletableFuture<@Nullable V> copy) {
        try {
            follow(key, asks.ask(key, entries.hash(key), route), route, copy);
        } catch (RuntimeException | Error e) {
            copy.completeExceptionally(e);
        }
    }

    private static <V> void complete(CompletableFuture<@Nullable V> copy, Supplier<@Nullable Object> raw) {
        try {
            copy.complete(bare(raw.get()));
        } catch (RuntimeException | Error e) {
            copy.completeExceptionally(e);
        }
    }

    /** Answers many keys, those that are missing by one start of the route; keys without a value are left out. */
    Map<K, V> getAll(Iterable<? extends K> keys, Route<K, V> route, Deadline deadline) {
        Map<K, Ask<K, V>> all = askAll(keys, route);
        Map<K, V> values = new LinkedHashMap<>();
        List<LoadFailedException> failures = new ArrayList<>(0);
        Iterator<Map.Entry<K, Ask<K, V>>> left = all.entrySet().iterator();
        try {
            while (left.hasNext()) {
                Map.Entry<K, Ask<K, V>> next = left.next();
                try {
                    V value = bare(settled(next.getKey(), next.getValue(), route, deadline));
                    if (value != null) {
                        values.put(next.getKey(), value);
                    }
                } catch (LoadFailedException e) {
                    failures.add(e);
                }
            }
        } finally {
            left.forEachRemaining(next -> leave(next.getValue().flight())); // some, if the deadline is over
        }
        if (!failures.isEmpty()) {
            throw partly(failures, all.size());
        }
        return values;
    }

    /** As {@link #getAll}, each key by itself. */
    Map<K, CompletableFuture<@Nullable V>> getAllAsync(Iterable<? extends K> keys, Route<K, V> route) {
        Map<K, CompletableFuture<@Nullable V>> futures = new LinkedHashMap<>();
        askAll(keys, route).forEach((key, ask) -> {
            CompletableFuture<@Nullable V> copy = new CompletableFuture<>();
            futures.put(key, copy);
            follow(key, ask.started(), route, copy);
        });
        return futures;
    }

    /** Looks all keys up, then starts what is missing. */
    private Map<K, Ask<K, V>> askAll(Iterable<? extends K> keys, Route<K, V> route) {
        Map<K, Ask<K, V>> all = new LinkedHashMap<>();
        List<Flight<K, V>> mine = new ArrayList<>();
        boolean done = false;
        try {
            for (K key : keys) {
                if (!all.containsKey(key)) {
                    Ask<K, V> ask = asks.ask(key, entries.hash(key), route);
                    all.put(key, ask);
                    if (ask.mine() && ask.flight() != null) {
                        mine.add(ask.flight());
                    }
                }
            }
            done = true;
        } finally {
            if (!mine.isEmpty()) { // also when a key was null: others may wait for those before it
                route.load().accept(mine);
            }
            if (!done) {
                all.values().forEach(ask -> leave(ask.flight()));
            }
        }
        return all;
    }

    private @Nullable Object settled(K key, Ask<K, V> ask, Route<K, V> route, Deadline deadline) {
        if (ask.flight() == null) {
            return answer(ask);
        }
        Landing<V> landing = await(ask.flight(), deadline);
        return isRetry(landing, ask.mine()) ? get(key, route, deadline) : outcome(ask, landing);
    }

    /** A caller waits no more; the last one takes the load along, if loads end with their waiters. */
    private void leave(@Nullable Flight<K, V> flight) {
        if (flight != null && flight.leave()) {
            landings.abandoned(flight);
        }
    }

    private Landing<V> await(Flight<K, V> flight, Deadline deadline) {
        long start = System.nanoTime();
        boolean over = false;
        try {
            Landing<V> landing = flights.await(flight, deadline.remainingNanos());
            over = true;
            return landing;
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
        } finally {
            if (!over) {
                leave(flight);
            }
        }
    }

    /** Whether a landing says nothing about the key, so that the look-up begins anew. */
    private static boolean isRetry(Landing<?> landing, boolean mine) {
        return landing.outcome() == Landing.Outcome.OVER || (landing.outcome() == Landing.Outcome.INTERRUPTED && !mine);
    }

    private @Nullable Object outcome(Ask<K, V> ask, Landing<V> landing) {
        Held<V> held = ask.held();
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
                if (ask.mine() && landing.cause() instanceof Error e) {
                    throw e;
                }
                throw failure(landing);
            }
        };
    }

    private static RuntimeException failure(Landing<?> landing) {
        Throwable cause = Objects.requireNonNull(landing.cause());
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

    @SuppressWarnings("TypeParameterUnusedInFormals") // as Entries.unwrap
    static <V> @Nullable V bare(@Nullable Object raw) {
        return raw == null ? null : Entries.unwrap(raw);
    }
}
