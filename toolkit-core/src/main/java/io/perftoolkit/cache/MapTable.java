package io.perftoolkit.cache;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * A foreign cache as a table: its map does the work, and decides by itself what leaves. Its {@code compute} must be atomic.
 *
 * <p>Knows no weights, no deadlines and no policy; the builder refuses what would need them.
 */
@SuppressWarnings("ReferenceEquality") // a table compares the objects that it keeps, not what they mean
final class MapTable<K, V> implements Table<K, V> {
    private final ConcurrentMap<K, V> map;

    MapTable(ConcurrentMap<K, V> map) {
        this.map = map;
    }

    @Override
    public @Nullable V get(Object key, int hash, long now) {
        return map.get(key);
    }

    @Override
    public @Nullable V peek(Object key, int hash, long now) {
        return map.get(key);
    }

    @Override
    public @Nullable V exchange(
            K key,
            int hash,
            @Nullable Object expected,
            @Nullable V value,
            int weight,
            long deadline,
            long now,
            Gate<? super K> gate) {
        if (expected != ANY) {
            // Spares the foreign cache a write of what it has. An absent key says nothing: its gate may be open
            // already.
            V there = map.get(key);
            if (there != null && there != expected) {
                return there;
            }
        }
        Step<K, V> step = new Step<>(expected, value, gate, hash);
        map.compute(key, step::apply);
        return step.found;
    }

    /** What happens to an entry inside of the map's {@code compute}. */
    private static final class Step<K, V> {
        private final @Nullable Object expected;
        private final @Nullable V value;
        private final Gate<? super K> gate;
        private final int hash;

        @Nullable
        V found;

        Step(@Nullable Object expected, @Nullable V value, Gate<? super K> gate, int hash) {
            this.expected = expected;
            this.value = value;
            this.gate = gate;
            this.hash = hash;
        }

        @Nullable
        V apply(K key, @Nullable V there) {
            found = there;
            return (expected == ANY || expected == there) && gate.open(key, hash) ? value : there;
        }
    }

    @Override
    public boolean extend(Object key, int hash, V value, long deadline, long now) {
        return false;
    }

    @Override
    public long deadline(Object key, int hash) {
        return map.containsKey(key) ? NEVER : 0;
    }

    @Override
    public long size() {
        return map.size();
    }

    @Override
    public long weight() {
        return map.size();
    }

    @Override
    public long bound() {
        return Long.MAX_VALUE;
    }

    @Override
    public void resize(long bound) {
        throw new UnsupportedOperationException("a foreign cache is resized by its own means");
    }

    @Override
    public void clear() {
        map.clear();
    }

    @Override
    public long cleanUp(long now, Runnable between) {
        return NEVER; // the foreign cache does it
    }

    @Override
    public Cursor<K, V> cursor(long now) {
        return new Walk<>(map.entrySet().iterator());
    }

    @Override
    public PolicySnapshot<K> policy(int most) {
        return new PolicySnapshot<>("foreign", 0, Map.of(), List.of(), List.of());
    }

    private static final class Walk<K, V> implements Cursor<K, V> {
        private final Iterator<Map.Entry<K, V>> entries;
        private Map.@Nullable Entry<K, V> entry;

        Walk(Iterator<Map.Entry<K, V>> entries) {
            this.entries = entries;
        }

        @Override
        public boolean advance() {
            entry = entries.hasNext() ? entries.next() : null;
            return entry != null;
        }

        @Override
        public K key() {
            return entry().getKey();
        }

        @Override
        public V value() {
            return entry().getValue();
        }

        private Map.Entry<K, V> entry() {
            if (entry == null) {
                throw new IllegalStateException("advance() has not found an entry");
            }
            return entry;
        }
    }
}
