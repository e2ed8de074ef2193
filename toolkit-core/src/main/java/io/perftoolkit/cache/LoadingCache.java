package io.perftoolkit.cache;

import io.perftoolkit.deadline.Deadline;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A cache that knows where its values come from, and loads what is missing.
 *
 * {@snippet class="io.perftoolkit.cache.CacheExample" region="loading"}
 *
 * <p>Thread-safe. One load per key at a time, whoever asks and however; nobody waits for the load of another key. Callers
 * wait until their deadline: the one they give, or {@link Deadline#current()}. Each gets an exception of his own, with the
 * loader's as the cause. A write of a key during its load wins over what is loaded.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @since 0.1
 */
public final class LoadingCache<K, V> implements AutoCloseable {
    private final Cache<K, V> cache;
    private final Loads<K, V> loads;
    private final Route<K, V> here;
    private final Route<K, V> there;

    /**
     * Creates the door.
     *
     * @param here how the callers that wait without limit load
     * @param there how the others do
     */
    LoadingCache(Cache<K, V> cache, Route<K, V> here, Route<K, V> there) {
        this.cache = cache;
        this.loads = cache.loads();
        this.here = here;
        this.there = there;
    }

    /**
     * Looks a key up and loads what is missing: on this thread, or together with others if the cache gathers.
     *
     * @param key the key
     * @return the value, or null if there is none
     * @throws LoadFailedException if the loader threw, and there is no old value that may be served on errors; an
     *     {@link Error} passes unchanged to the thread that loaded
     * @throws IllegalStateException if the loader needs the value of its own key, directly or through others; if the
     *     cache is closed
     * @throws io.perftoolkit.deadline.DeadlineExceededException if the deadline is over before the load of another is
     */
    public @Nullable V get(K key) {
        return Loads.bare(loads.get(key, here, Deadline.current()));
    }

    /**
     * Looks a key up and loads what is missing on the executor, so that the deadline holds for the load too. The load
     * goes on behind it, unless nobody waits any more and {@link CacheBuilder#cancelAbandoned} ends it.
     *
     * @param key the key
     * @param deadline when to stop waiting
     * @return the value, or null if there is none
     * @throws LoadFailedException as {@link #get(Object)}
     * @throws io.perftoolkit.deadline.DeadlineExceededException if the load takes longer
     */
    public @Nullable V get(K key, Deadline deadline) {
        return Loads.bare(loads.get(key, there, deadline));
    }

    /**
     * As {@link #get(Object)}, and says how good the value is: its phase and age, and if it is served because loading
     * failed, why.
     *
     * @param key the key
     * @return what is known about the value, or null if there is none
     */
    public @Nullable Inspection<V> getInspected(K key) {
        Object raw = loads.get(key, here, Deadline.current());
        if (raw == null) {
            return null;
        }
        Entries<K, V> entries = cache.entries();
        return Inspection.of(raw, entries.table.deadline(key, entries.hash(key)), entries.times.now());
    }

    /**
     * Looks a key up and loads what is missing on the executor.
     *
     * @param key the key
     * @return completed now or later, with null if there is no value; completing or cancelling it concerns nobody else
     * @throws IllegalStateException if the thread is just loading this key
     */
    public CompletableFuture<@Nullable V> getAsync(K key) {
        return loads.getAsync(key, there);
    }

    /**
     * Looks keys up and loads those that are missing together, as far as the loader can.
     *
     * @param keys the keys
     * @return the values, in the order of the keys; those without a value are left out
     * @throws LoadFailedException if a key could not be loaded; the others are kept
     * @throws io.perftoolkit.deadline.DeadlineExceededException if the deadline is over before the loads of others are
     */
    public Map<K, V> getAll(Iterable<? extends K> keys) {
        return loads.getAll(keys, here, Deadline.current());
    }

    /**
     * As {@link #getAll(Iterable)}, with the loads on the executor.
     *
     * @param keys the keys
     * @param deadline when to stop waiting
     * @return the values, in the order of the keys; those without a value are left out
     * @throws LoadFailedException if a key could not be loaded; the others are kept
     * @throws io.perftoolkit.deadline.DeadlineExceededException if the loads take longer
     */
    public Map<K, V> getAll(Iterable<? extends K> keys, Deadline deadline) {
        return loads.getAll(keys, there, deadline);
    }

    /**
     * As {@link #getAll(Iterable)}, each key by itself.
     *
     * @param keys the keys
     * @return a future for each key, in their order, as {@link #getAsync} answers it
     */
    public Map<K, CompletableFuture<@Nullable V>> getAllAsync(Iterable<? extends K> keys) {
        return loads.getAllAsync(keys, there);
    }

    /**
     * Loads a key anew in the background, unless something is under way for it. Its value is served meanwhile, and stays
     * if that fails.
     *
     * @param key the key
     */
    public void refresh(K key) {
        Entries<K, V> entries = cache.entries();
        int hash = entries.hash(key);
        loads.asks().refresh(key, hash, entries.table.peek(key, hash, entries.times.now()), there);
    }

    /**
     * The cache itself: to put, remove, inspect and resize.
     *
     * @return always the same
     */
    public Cache<K, V> cache() {
        return cache;
    }

    /**
     * What the cache did so far.
     *
     * @return an immutable record
     */
    public CacheStats stats() {
        return cache.stats();
    }

    /** Closes the cache: see {@link Cache#close}. */
    @Override
    public void close() {
        cache.close();
    }
}
