package io.perftoolkit.cache;

import org.jspecify.annotations.Nullable;

/**
 * Finds the value of a key where the cache has none.
 *
 * <p>Runs once at a time per key, on the thread that asked or on the cache's executor, and never inside a lock. It may use
 * the cache for other keys; needing its own key is an {@link IllegalStateException}.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @since 0.1
 */
@FunctionalInterface
public interface Loader<K, V> {
    /**
     * Loads the value of one key.
     *
     * @param key the key
     * @return the value, or null if there is none
     * @throws Exception if it cannot be known; nothing is remembered then but what {@link CacheBuilder#backOff} asks for
     */
    @Nullable
    V load(K key) throws Exception;
}
