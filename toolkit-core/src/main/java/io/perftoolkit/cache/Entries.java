package io.perftoolkit.cache;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The writes of a cache: values as the user sees them on one side, what the table keeps on the other.
 *
 * <p>Thread-safe. The user's weigher and freshness run once per value, before any lock is taken.
 */
final class Entries<K, V> {
    /** As {@code expected} of an exchange that only looks, under the lock that orders the writes of the key. */
    private static final Object LOOK = new Object();

    final Table<K, Object> table;
    final Times<K, V> times;
    final @Nullable Horizon horizon;
    final Flights<K, V> flights;
    final RemovalQueue<K, V> removals;
    final @Nullable Rests<K> rests;
    private final @Nullable Alarm alarm;
    private final int seed;
    private final @Nullable ToIntBiFunction<? super K, ? super V> weigher;

    Entries(
            Table<K, Object> table,
            int seed,
            Times<K, V> times,
            @Nullable Horizon horizon,
            @Nullable ToIntBiFunction<? super K, ? super V> weigher,
            Flights<K, V> flights,
            RemovalQueue<K, V> removals,
            @Nullable Rests<K> rests,
            @Nullable Alarm alarm) {
        this.table = table;
        this.seed = seed;
        this.times = times;
        this.horizon = horizon;
        this.weigher = weigher;
        this.flights = flights;
        this.removals = removals;
        this.rests = rests;
        this.alarm = alarm;
    }

    int hash(Object key) {
        return Hashing.spread(key.hashCode(), seed);
    }

    /** The user's value in what a table keeps; not for {@link Absent}. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // only Entries puts: values, held ones, the mark
    static <V> V unwrap(Object raw) {
        return raw instanceof Held<?> held ? (V) held.value : (V) raw;
    }

    /** What a table keeps, if it is a value with its phases. */
    @SuppressWarnings("unchecked") // as unwrap
    static <V> @Nullable Held<V> held(@Nullable Object raw) {
        return raw instanceof Held<?> held ? (Held<V>) held : null;
    }

    /** The value that callers without a loader see: fresh or stale; null if there is none. */
    @SuppressWarnings("TypeParameterUnusedInFormals") // as unwrap
    static <V> @Nullable V visible(@Nullable Object raw, long now) {
        if (raw == null || raw == Absent.MARK) {
            return null;
        }
        if (raw instanceof Held<?> held && held.phase(now).compareTo(Freshness.Phase.STALE) > 0) {
            return null;
        }
        return unwrap(raw);
    }

    /** Looks without using. */
    @Nullable
    V peek(K key) {
        long now = times.now();
        return visible(table.peek(key, hash(key), now), now);
    }

    /** Puts, whatever is there; answers what was visible. */
    @Nullable
    V put(K key, V value) {
        Objects.requireNonNull(value, "value");
        int hash = hash(key);
        long now = times.now();
        Held<V> held = times.hold(key, value, hash, now);
        int weight = weigh(key, value);
        long deadline = times.deadline(held, hash, now);
        return visible(exchange(key, hash, Table.ANY, times.raw(value, held), weight, deadline, now), now);
    }

    /** Puts if nothing is visible; answers what is. */
    @Nullable
    V putIfAbsent(K key, V value) {
        Objects.requireNonNull(value, "value");
        int hash = hash(key);
        long now = times.now();
        V there = visible(table.get(key, hash, now), now);
        if (there != null) {
            return there;
        }
        Held<V> held = times.hold(key, value, hash, now);
        Object raw = times.raw(value, held);
        int weight = weigh(key, value);
        long deadline = times.deadline(held, hash, now);
        Object expected = null;
        while (true) {
            Object found = exchange(key, hash, expected, raw, weight, deadline, now);
            if (isSame(found, expected)) {
                return null;
            }
            there = visible(found, now);
            if (there != null) {
                return there;
            }
            expected = found;
        }
    }

    /** Puts if something is visible; answers what was. */
    @Nullable
    V replace(K key, V value) {
        return replaceIf(key, value, null);
    }

    /** Puts if a value equal to {@code old} is visible. */
    boolean replace(K key, V old, V value) {
        return replaceIf(key, value, Objects.requireNonNull(old, "old")) != null;
    }

    private @Nullable V replaceIf(K key, V value, @Nullable V old) {
        Objects.requireNonNull(value, "value");
        int hash = hash(key);
        long now = times.now();
        Object expected = look(key, hash, now);
        if (!matches(expected, old, now)) {
            return null;
        }
        Held<V> held = times.hold(key, value, hash, now);
        Object raw = times.raw(value, held);
        int weight = weigh(key, value);
        long deadline = times.deadline(held, hash, now);
        while (expected != null && matches(expected, old, now)) {
            Object found = exchange(key, hash, expected, raw, weight, deadline, now);
            if (isSame(found, expected)) {
                return visible(found, now);
            }
            expected = found;
        }
        return null;
    }

    /** Removes, whatever is there; answers what was visible. */
    @Nullable
    V remove(K key) {
        long now = times.now();
        return visible(exchange(key, hash(key), Table.ANY, null, 0, Table.NEVER, now), now);
    }

    /** Removes if a value equal to {@code old} is visible. */
    boolean remove(K key, Object old) {
        int hash = hash(key);
        long now = times.now();
        Object expected = look(key, hash, now);
        while (expected != null && matches(expected, old, now)) {
            Object found = exchange(key, hash, expected, null, 0, Table.NEVER, now);
            if (isSame(found, expected)) {
                return true;
            }
            expected = found;
        }
        return false;
    }

    @SuppressWarnings("ReferenceEquality") // the table compares the objects that it keeps, not what they mean
    static boolean isSame(@Nullable Object found, @Nullable Object expected) {
        return found == expected;
    }

    private static boolean matches(@Nullable Object raw, @Nullable Object old, long now) {
        Object there = visible(raw, now);
        return there != null && (old == null || old.equals(there));
    }

    /** Removes everything; what is under way will not be installed. */
    void clear() {
        flights.detachAll();
        table.clear();
        if (rests != null) {
            rests.clear();
        }
        removals.settle();
    }

    /** Lets nothing start any more; what was under way is answered. The second time, nothing. */
    List<Flight<K, V>> close() {
        List<Flight<K, V>> ended = flights.close();
        if (alarm != null) {
            alarm.close();
        }
        return ended;
    }

    /**
     * The compute family: runs a function alone for its key, outside of all locks, and writes what it answers.
     *
     * @param function gets what is visible; null of it removes
     * @return what the function answered
     */
    @Nullable
    V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        int hash = hash(key);
        Flight<K, V> turn = takeTurn(key, hash, false);
        try {
            long now = times.now();
            Object raw = look(key, hash, now);
            V old = visible(raw, now);
            V value = function.apply(key, old);
            if (value != null) {
                write(key, hash, value, turn);
            } else if (raw != null) {
                table.exchange(key, hash, Table.ANY, null, 0, Table.NEVER, times.now(), turn);
                forgetFailure(key, hash);
            }
            return value;
        } finally {
            end(turn);
        }
    }

    /** As {@link #compute}, but joins a load that is under way, and calls the function only if nothing is visible. */
    @Nullable
    V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
        int hash = hash(key);
        Flight<K, V> turn = takeTurn(key, hash, true);
        try {
            long now = times.now();
            V old = visible(look(key, hash, now), now);
            if (old != null) {
                return old;
            }
            V value = function.apply(key);
            if (value != null) {
                write(key, hash, value, turn);
            }
            return value;
        } finally {
            end(turn);
        }
    }

    private void end(Flight<K, V> turn) {
        Owners.end(List.of(turn));
        flights.detach(turn);
        turn.landing.complete(Landing.over());
        removals.settle();
    }

    private void write(K key, int hash, V value, Flight<K, V> turn) {
        long now = times.now();
        Held<V> held = times.hold(key, value, hash, now);
        int weight = weigh(key, value);
        long deadline = times.deadline(held, hash, now);
        table.exchange(key, hash, Table.ANY, times.raw(value, held), weight, deadline, now, turn);
        wake(deadline);
        forgetFailure(key, hash);
    }

    /** Something was put that expires then. */
    void wake(long deadline) {
        if (alarm != null) {
            alarm.at(deadline);
        }
    }

    /** A key was written: what its source said before is of no interest. */
    private void forgetFailure(K key, int hash) {
        if (rests != null) {
            rests.forget(key, hash);
        }
    }

    /**
     * Waits until a key is free for a turn.
     *
     * @param join whether a load that is under way is waited for; else it is overtaken
     */
    private Flight<K, V> takeTurn(K key, int hash, boolean join) {
        Flight<K, V> turn = new Flight<>(flights, key, hash, Flight.Kind.TURN, null);
        while (true) {
            Flight<K, V> other = flights.attach(turn);
            if (other == null) {
                Owners.begin(List.of(turn));
                return turn;
            }
            if (other == turn) {
                throw Flights.closed();
            }
            if (join || other.isTurn()) {
                waitFor(other);
            } else {
                flights.detach(other);
            }
        }
    }

    /** What the table holds, in the order of all writes of the key; no use, and no write. */
    @Nullable
    Object look(K key, int hash, long now) {
        return table.exchange(key, hash, LOOK, null, 0, Table.NEVER, now, flights);
    }

    /** A write that waits for turns. */
    private @Nullable Object exchange(
            K key, int hash, @Nullable Object expected, @Nullable Object raw, int weight, long deadline, long now) {
        Objects.requireNonNull(key, "key");
        while (true) {
            try {
                Object found = table.exchange(key, hash, expected, raw, weight, deadline, now, flights);
                wake(deadline);
                forgetFailure(key, hash);
                removals.settle();
                return found;
            } catch (Flights.TurnAhead e) {
                Flight<K, V> turn = flights.of(key);
                if (turn != null && turn.isTurn()) {
                    waitFor(turn);
                }
            }
        }
    }

    private void waitFor(Flight<K, V> flight) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    flights.await(flight, Long.MAX_VALUE);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true; // a map's write has no way to say so: it waits on, as for a lock
                } catch (TimeoutException e) {
                    throw new IllegalStateException("waited without a limit", e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Moves the deadline of an entry that was used, if the table does not see to it. */
    void touch(K key, int hash, Held<V> held, Freshness.Phase phase, long now) {
        Phases later = times.renewed(key, held, phase, hash, now);
        if (later != null) {
            held.renew(later);
            table.extend(key, hash, held, later.deadAt, now);
            wake(later.deadAt);
        } else if (times.movesDeadlines() && times.isWorthMoving(held, now)) {
            table.extend(key, hash, held, times.touched(held, now), now);
        }
    }

    int weigh(K key, V value) {
        if (weigher == null) {
            return 1;
        }
        int weight = weigher.applyAsInt(key, value);
        if (weight < 0) {
            throw new IllegalArgumentException("weight must not be negative: " + weight + ", of a key of "
                    + key.getClass().getName());
        }
        return weight;
    }
}
