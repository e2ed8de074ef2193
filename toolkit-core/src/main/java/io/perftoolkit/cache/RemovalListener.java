package io.perftoolkit.cache;

/**
 * Hears which values left a cache.
 *
 * <p>Each value is told exactly once; values of one key in the order in which they left. One thread tells at a time,
 * outside of all locks, so a listener may use the cache. What it throws is counted and logged once.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @since 0.1
 */
@FunctionalInterface
public interface RemovalListener<K, V> {
    /**
     * A value is no longer in the cache.
     *
     * @param key its key
     * @param value the value
     * @param cause why it left
     */
    void removed(K key, V value, RemovalCause cause);
}
