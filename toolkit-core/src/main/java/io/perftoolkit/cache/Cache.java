package io.perftoolkit.cache;

import io.perftoolkit.count.StripedCounter;
import io.perftoolkit.deadline.Deadline;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded map that keeps what is worth keeping.
 *
 * {@snippet class="io.perftoolkit.cache.CacheExample" region="cache"}
 *
 * <p>Thread-safe. Every operation but {@link #clear}, {@link #cleanUp}, {@link #resize} and {@link #policy} takes constant
 * time. The bound is never exceeded, not even for a moment. No user code runs inside a lock but {@code hashCode} and
 * {@code equals} of keys. Keys and values must not be null. Soft and weak references are not supported.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @see LoadingCache
 * @since 0.1
 */
public final class Cache<K, V> implements AutoCloseable {
    /*
     * Layout: a hit touches the fields of this object, the table and one cell of a counter; the doors behind it, which
     * load, write and listen, are reached on misses and writes only. A clock is read if something expires, else never
     * (CacheTest.get_nothingExpires_readsNoClock).
     */

    private final Table<K, Object> table;
    private final int seed;
    private final boolean plain;
    private final @Nullable LongSupplier clock;
    private final @Nullable Horizon horizon;
    private final StripedCounter hits;
    private final StripedCounter misses;

    private final Entries<K, V> entries;
    private final Loads<K, V> loads;
    private final Landings<K, V> landings;
    private final Counts counts;
    private final Executor executor;
    private final @Nullable Supplier<CacheStats> foreign;
    private final View<K, V> view;

    Cache(Assembly<K, V> parts) {
        table = parts.table();
        seed = parts.seed();
        plain = parts.entries().times.isPlain();
        clock = parts.clock();
        horizon = parts.horizon();
        hits = parts.counts().of(Counts.Kind.HITS);
        misses = parts.counts().of(Counts.Kind.MISSES);
        entries = parts.entries();
        counts = parts.counts();
        executor = parts.executor();
        foreign = parts.foreign();
        landings = new Landings<>(entries, counts, parts.backoff());
        loads = new Loads<>(entries, counts, landings);
        view = new View<>(this, entries);
    }

    /**
     * A cache with every default.
     *
     * @param capacity how many entries it holds at most, positive
     * @param <K> the type of the keys
     * @param <V> the type of the values
     * @return a new, empty cache
     * @throws IllegalArgumentException if the capacity is not positive
     */
    public static <K, V> Cache<K, V> ofCapacity(long capacity) {
        return Cache.<K, V>builder().capacity(capacity).build();
    }

    /**
     * Starts to describe a cache.
     *
     * @param <K> the type of the keys
     * @param <V> the type of the values
     * @return a builder; it needs a capacity or a weight
     */
    public static <K, V> CacheBuilder<K, V> builder() {
        return new CacheBuilder<>();
    }

    /**
     * Puts a foreign cache behind this door, by its atomic map view. It decides what stays; looking up, single flight and
     * the view work on it as on an own one.
     *
     * {@snippet class="io.perftoolkit.cache.CacheExample" region="over"}
     *
     * @param map the view, whose {@code compute} must be atomic
     * @param stats reads the foreign cache's own figures; loads are counted here
     * @param <K> the type of the keys
     * @param <V> the type of the values
     * @return a cache whose closing empties the foreign one
     */
    public static <K, V> Cache<K, V> over(ConcurrentMap<K, V> map, Supplier<CacheStats> stats) {
        return Cache.<K, V>builder().over(map, stats).build();
    }

    /**
     * Looks a key up, which is a use of its entry.
     *
     * @param key the key
     * @return its value, or null if there is none that is fresh or stale
     */
    @SuppressWarnings("unchecked") // a plain cache keeps nothing but values
    public @Nullable V get(K key) {
        int hash = Hashing.spread(key.hashCode(), seed);
        if (!plain) {
            return phased(key, hash);
        }
        Object raw = bare(key, hash);
        (raw == null ? misses : hits).increment();
        return (V) raw;
    }

    /**
     * Looks a key up and loads what is missing, on this thread. Callers that miss the same key meanwhile wait for this
     * load, until their {@linkplain Deadline#current() deadline}; nobody else waits. A write of the key during the load
     * wins: the loaded value is returned but not kept.
     *
     * @param key the key
     * @param loader finds the value; runs once
     * @return the value, or null if there is none
     * @throws LoadFailedException if the loader threw; an {@link Error} passes unchanged to the thread that loaded
     * @throws IllegalStateException if the loader needs the value of its own key, directly or through others; if the
     *     cache is closed
     * @throws io.perftoolkit.deadline.DeadlineExceededException if the deadline is over before the load of another is
     */
    @SuppressWarnings("unchecked") // a plain cache keeps nothing but values
    public @Nullable V get(K key, Loader<? super K, ? extends V> loader) {
        if (plain) {
            int hash = Hashing.spread(key.hashCode(), seed);
            Object raw = bare(key, hash);
            if (raw != null) {
                hits.increment();
                return (V) raw;
            }
        }
        Source<K, V> source = new Source.Single<>(Objects.requireNonNull(loader, "loader"));
        return Loads.bare(loads.get(key, Route.here(source, landings, executor), Deadline.current()));
    }

    /**
     * Puts a value, whatever was there.
     *
     * @param key the key
     * @param value its new value; one heavier than the whole cache may become is refused
     * @return what was there, or null
     * @throws IllegalStateException if the cache is closed
     */
    public @Nullable V put(K key, V value) {
        return entries.put(key, value);
    }

    /**
     * Removes the entry of a key. A value being loaded for it will not be kept: no reader that comes later sees what the
     * source said before.
     *
     * @param key the key
     * @return what was there, or null
     */
    public @Nullable V remove(K key) {
        return entries.remove(key);
    }

    /** Removes every entry; what is being loaded will not be kept. Takes time proportional to the capacity. */
    public void clear() {
        entries.clear();
    }

    /**
     * How many entries there are.
     *
     * @return exact when nobody writes; remembered absences, and expired entries that nobody has met, are counted
     */
    public long size() {
        return table.size();
    }

    /**
     * The bound.
     *
     * @return the most entries, or the most weight, that the cache holds; {@link Long#MAX_VALUE} if a foreign cache knows
     */
    public long capacity() {
        return table.bound();
    }

    /**
     * Sets another bound, at once.
     *
     * @param capacity the new one, positive; what is too much is evicted before this returns
     * @throws IllegalArgumentException if it is not positive
     * @throws UnsupportedOperationException if the cache is foreign
     */
    public void resize(long capacity) {
        if (capacity <= 0) {
            throw new IllegalArgumentException("capacity must be positive: " + capacity);
        }
        table.resize(capacity);
        entries.removals.settle();
    }

    /**
     * Removes what has expired and tells the listener what is left to tell. Writes do this by and by, and {@link
     * CacheBuilder#promptExpiry} when it is time. Takes locks for a few entries at a time.
     */
    public void cleanUp() {
        table.cleanUp(entries.times.now(), entries.removals::settle);
        entries.removals.settle();
    }

    /**
     * The cache as a map, with every operation atomic. Functions of the compute family run once, on this thread, outside
     * of locks: writers of the same key wait for them, others do not. Iterators are weakly consistent, and no use of the
     * entries they pass. Remembered absences, and values that are kept for errors only, are invisible.
     *
     * @return always the same live view
     */
    public ConcurrentMap<K, V> asMap() {
        return view;
    }

    /**
     * What the cache did so far.
     *
     * @return an immutable record
     */
    public CacheStats stats() {
        CacheStats own = counts.stats(table);
        return foreign == null ? own : foreign.get().withLoads(own.loads());
    }

    /**
     * What the policy thinks now. Takes a while: it walks over entries.
     *
     * @param most how many of the hottest and of the coldest keys to name, not negative
     * @return an immutable snapshot
     */
    public PolicySnapshot<K> policy(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("most must not be negative: " + most);
        }
        return table.policy(most);
    }

    /**
     * Looks at an entry without using it: how old it is, how long it will live, why its last refresh failed.
     *
     * @param key the key
     * @return what is known, or null if there is no value
     */
    public @Nullable Inspection<V> inspect(K key) {
        int hash = entries.hash(key);
        long now = entries.times.now();
        Object raw = table.peek(key, hash, now);
        if (raw == null || raw == Absent.MARK) {
            return null;
        }
        return Inspection.of(raw, table.deadline(key, hash), now);
    }

    /**
     * Ends the cache: waiting callers get an {@link IllegalStateException}, every entry is removed, and later writes and
     * loads are refused. Look-ups find nothing. Closing again does nothing.
     */
    @Override
    public void close() {
        if (!entries.flights.isClosed()) {
            List<Flight<K, V>> ended = entries.close();
            ended.stream().filter(flight -> !flight.isTurn()).forEach(landings::closed);
            entries.clear();
        }
    }

    Loads<K, V> loads() {
        return loads;
    }

    Landings<K, V> landings() {
        return landings;
    }

    Entries<K, V> entries() {
        return entries;
    }

    Executor executor() {
        return executor;
    }

    /** Looks a key of a plain cache up, with a look at the clock only if that matters. */
    private @Nullable Object bare(K key, int hash) {
        Object raw = horizon == null ? null : horizon.get(table, key, hash);
        if (raw != null) {
            return raw;
        }
        long now = clock == null ? 0 : clock.getAsLong();
        raw = table.get(key, hash, now);
        if (horizon != null && raw != null) {
            horizon.read(now);
        }
        return raw;
    }

    /** Looks a key up whose entry may have more to it than a value. */
    @SuppressWarnings("unchecked") // neither a mark nor held: a value
    private @Nullable V phased(K key, int hash) {
        long now = entries.times.now();
        Object raw = table.get(key, hash, now);
        if (raw == null) {
            misses.increment();
            return null;
        }
        if (raw == Absent.MARK) {
            counts.raise(Counts.Kind.NEGATIVE_HITS);
            return null;
        }
        Held<V> held = Entries.held(raw);
        if (held == null) {
            hits.increment();
            return (V) raw;
        }
        Freshness.Phase phase = held.phase(now);
        if (phase.compareTo(Freshness.Phase.STALE) > 0) {
            misses.increment();
            return null;
        }
        hits.increment();
        if (phase == Freshness.Phase.STALE) {
            counts.raise(Counts.Kind.STALE_SERVED);
        }
        entries.touch(key, hash, held, phase, now);
        return held.value;
    }
}
