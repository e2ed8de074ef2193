package io.perftoolkit.cache;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds the values of many keys at once. Else as a {@link Loader}.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @since 0.1
 */
@FunctionalInterface
public interface BulkLoader<K, V> {
    /**
     * Loads values and tells each to the sink as soon as it is known. A key that is not told has no value; if this throws,
     * the keys not told so far fail with what it throws, or are tried once more by themselves, see {@link
     * CacheBuilder#isolate}.
     *
     * @param keys the keys wanted, at least one
     * @param sink takes what is found, during this call; keys that nobody asked for are ignored
     * @throws Exception if the keys that are left cannot be loaded
     */
    void loadAll(Set<K> keys, Sink<K, V> sink) throws Exception;

    /**
     * A loader that answers a map.
     *
     * @param function gets the keys; a key without a value in its answer has none
     * @param <K> the type of the keys
     * @param <V> the type of the values
     * @return the loader
     */
    static <K, V> BulkLoader<K, V> of(Function<? super Set<K>, ? extends Map<K, V>> function) {
        return (keys, sink) -> {
            Map<K, V> found = function.apply(keys);
            for (K key : keys) {
                V value = found.get(key);
                if (value == null) {
                    sink.absent(key);
                } else {
                    sink.value(key, value);
                }
            }
        };
    }

    /**
     * Takes what a bulk load finds. Thread-safe; the first word about a key counts.
     *
     * @param <K> the type of the keys
     * @param <V> the type of the values
     */
    interface Sink<K, V> {
        /**
         * A key has a value.
         *
         * @param key the key
         * @param value its value
         */
        void value(K key, V value);

        /**
         * A key has no value.
         *
         * @param key the key
         */
        void absent(K key);

        /**
         * The value of a key cannot be loaded; others are not concerned.
         *
         * @param key the key
         * @param cause why
         */
        void failed(K key, Throwable cause);
    }
}
