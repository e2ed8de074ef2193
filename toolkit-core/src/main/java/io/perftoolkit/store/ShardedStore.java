package io.perftoolkit.store;

import static java.util.Objects.requireNonNull;

import java.util.AbstractMap;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ConcurrentMap} in fewer bytes: keys and values lie in two arrays instead of one object per entry.
 *
 * <p>Thread-safe. Reading takes no lock, waits for nobody and allocates nothing. Writing locks one shard; the function
 * given to {@code compute}, {@code computeIfAbsent}, {@code computeIfPresent}, {@code merge} or {@code replaceAll} runs
 * under that lock, once, which is what makes these methods atomic. Keep such functions short, and let them not write to
 * the same store: the store refuses with {@link IllegalStateException} where it would have to wait for itself.
 *
 * <p>All operations on one key take constant expected time. The store grows shard by shard: readers never wait, and a writer
 * copies a bounded part of it at most, except that the new arrays are allocated, empty, by one of them. Keys are spread by
 * a secret seed; where many keys share one hash code and are {@link Comparable}, they are found in logarithmic time. It
 * never shrinks.
 *
 * <p>Iterators are weakly consistent: each shows what was there when it reached a shard, may or may not show later
 * changes, and throws no {@link java.util.ConcurrentModificationException}. {@link #size} adds up the shards and is exact
 * while nobody writes. Neither keys nor values may be null. A removed key may stay reachable until its shard moves: at
 * most four per shard do.
 *
 * {@snippet class="io.perftoolkit.store.ShardedStoreExample" region="sessions"}
 *
 * @param <K> the type of keys, which must not change while they are in the store
 * @param <V> the type of values
 * @since 0.1
 */
public final class ShardedStore<K, V> extends Shards implements ConcurrentMap<K, V> {
    private static final int SPREAD = 0x9E3779B9;

    private final int seed;
    private volatile ObjectTable table;

    ShardedStore(Sizing sizing) {
        this(sizing, new ObjectTable(sizing.shards(), sizing.span(ObjectTable.greatestSpan(sizing.shards()))));
    }

    private ShardedStore(Sizing sizing, ObjectTable table) {
        super(table);
        this.table = table;
        this.seed = (int) sizing.seed();
    }

    /**
     * A builder.
     *
     * @param <K> the type of keys
     * @param <V> the type of values
     * @return a builder with the defaults
     */
    public static <K, V> Builder<K, V> builder() {
        return new Builder<>();
    }

    /**
     * An empty store with the defaults.
     *
     * @param <K> the type of keys
     * @param <V> the type of values
     * @return a store
     */
    public static <K, V> ShardedStore<K, V> create() {
        return ShardedStore.<K, V>builder().build();
    }

    @Override
    Table current() {
        return table;
    }

    @Override
    void publish(Table next) {
        table = (ObjectTable) next;
    }

    /** Different for most hash codes; the high bits depend on all bits of the hash code and on the seed. */
    private int tag(Object key) {
        return tag(key, seed);
    }

    static int tag(Object key, int seed) {
        return ((key.hashCode() ^ seed) * SPREAD) | ObjectTable.KEY | ObjectTable.PASSED;
    }

    private ObjectTable table(Shard shard) {
        return (ObjectTable) shard.table;
    }

    @Override
    @SuppressWarnings("unchecked") // only values of V are ever put in
    public @Nullable V get(Object key) {
        int tag = tag(requireNonNull(key, "key"));
        ObjectTable t = table;
        if (t.next != null) {
            t = table(shardOf(tag));
        }
        return (V) t.get(key, tag);
    }

    @Override
    public boolean containsKey(Object key) {
        return get(key) != null;
    }

    @Override
    public @Nullable V put(K key, V value) {
        return set(key, requireNonNull(value, "value"), true);
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        V present = get(key);
        return present != null ? present : set(key, requireNonNull(value, "value"), false);
    }

    private @Nullable V set(K key, V value, boolean replace) {
        int tag = tag(requireNonNull(key, "key"));
        Shard shard = lock(tag);
        try {
            int slot = slotFor(shard, key, tag);
            V old = valueIn(shard, slot, key);
            if (old == null || replace) {
                store(shard, slot, key, tag, old, value);
            }
            return old;
        } finally {
            unlock(shard);
        }
    }

    @Override
    public @Nullable V remove(Object key) {
        int tag = tag(requireNonNull(key, "key"));
        Shard shard = lock(tag);
        try {
            int slot = table(shard).find(key, tag);
            V old = valueIn(shard, slot, key);
            store(shard, slot, key, tag, old, null);
            return old;
        } finally {
            unlock(shard);
        }
    }

    @Override
    public boolean remove(Object key, @Nullable Object value) {
        return swap(requireNonNull(key, "key"), value, null);
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        requireNonNull(key, "key");
        requireNonNull(oldValue, "oldValue");
        return swap(key, oldValue, requireNonNull(newValue, "newValue"));
    }

    @SuppressWarnings("ReferenceEquality") // spares the call of equals, as in the JDK's map
    private boolean swap(Object key, @Nullable Object expected, @Nullable V value) {
        int tag = tag(key);
        Shard shard = lock(tag);
        try {
            int slot = table(shard).find(key, tag);
            V old = valueIn(shard, slot, key);
            boolean same = old != null && (old == expected || old.equals(expected));
            if (same) {
                store(shard, slot, key, tag, old, value);
            }
            return same;
        } finally {
            unlock(shard);
        }
    }

    @Override
    public @Nullable V replace(K key, V value) {
        requireNonNull(value, "value");
        int tag = tag(requireNonNull(key, "key"));
        Shard shard = lock(tag);
        try {
            int slot = table(shard).find(key, tag);
            V old = valueIn(shard, slot, key);
            if (old != null) {
                store(shard, slot, key, tag, old, value);
            }
            return old;
        } finally {
            unlock(shard);
        }
    }

    @Override
    public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        requireNonNull(function, "function");
        int tag = tag(requireNonNull(key, "key"));
        Shard shard = lock(tag);
        try {
            int slot = slotFor(shard, key, tag);
            V old = valueIn(shard, slot, key);
            V value = function.apply(key, old);
            store(shard, slot, key, tag, old, value);
            return value;
        } finally {
            unlock(shard);
        }
    }

    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
        requireNonNull(function, "function");
        V present = get(key);
        return present != null ? present : compute(key, (k, old) -> old != null ? old : function.apply(k));
    }

    @Override
    public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        requireNonNull(function, "function");
        int tag = tag(requireNonNull(key, "key"));
        Shard shard = lock(tag);
        try {
            int slot = table(shard).find(key, tag);
            V old = valueIn(shard, slot, key);
            if (old == null) {
                return null;
            }
            V value = function.apply(key, old);
            store(shard, slot, key, tag, old, value);
            return value;
        } finally {
            unlock(shard);
        }
    }

    @Override
    public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        requireNonNull(value, "value");
        requireNonNull(function, "function");
        return compute(key, (k, old) -> old == null ? value : function.apply(old, value));
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        requireNonNull(function, "function");
        for (K key : keySet()) {
            computeIfPresent(key, (k, old) -> requireNonNull(function.apply(k, old), "the function returned null"));
        }
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> map) {
        map.forEach(this::put);
    }

    /** The slot of a key, or an empty one, after there is room for one more. */
    private int slotFor(Shard shard, K key, int tag) {
        int slot = table(shard).find(key, tag);
        while (slot < 0 && shard.isFull()) {
            makeRoom(shard);
            slot = table(shard).find(key, tag);
        }
        return slot;
    }

    @SuppressWarnings("unchecked") // only values of V are ever put in
    private @Nullable V valueIn(Shard shard, int slot, Object key) {
        return slot < 0 ? null : (V) table(shard).value(slot, key);
    }

    private void store(Shard shard, int slot, Object key, int tag, @Nullable V old, @Nullable V value) {
        if (slot >= 0) {
            if (old != null || value != null) {
                table(shard).set(shard, slot, key, old, value);
            }
        } else if (value != null) {
            table(shard).insert(shard, ~slot, key, tag, value);
        }
    }

    @Override
    public void clear() {
        for (Shard shard : shards) {
            lock(shard);
            try {
                table(shard).clear(shard);
            } finally {
                unlock(shard);
            }
        }
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
        requireNonNull(action, "action");
        var entries = new Entries<>(this);
        while (entries.advance()) {
            action.accept(entries.key(), entries.value());
        }
    }

    @Override
    public boolean containsValue(Object value) {
        requireNonNull(value, "value");
        return values().contains(value);
    }

    @Override
    public int size() {
        return (int) Math.min(Integer.MAX_VALUE, entries());
    }

    /**
     * The number of entries, for stores that may hold more than {@link Integer#MAX_VALUE}.
     *
     * @return the number; exact while nobody writes
     */
    public long mappingCount() {
        return entries();
    }

    @Override
    public boolean isEmpty() {
        return entries() == 0;
    }

    @Override
    public Set<K> keySet() {
        return new Views.Keys<>(this);
    }

    @Override
    public Collection<V> values() {
        return new Views.Values<>(this);
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new Views.EntrySet<>(this);
    }

    /**
     * What the store looks like now. Takes time in the number of shards and stops nobody.
     *
     * @return the figures
     */
    public StoreStats stats() {
        return snapshot();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof Map<?, ?> map && entrySet().equals(map.entrySet()));
    }

    @Override
    public int hashCode() {
        int sum = 0;
        var entries = new Entries<>(this);
        while (entries.advance()) {
            sum += entries.key().hashCode() ^ entries.value().hashCode();
        }
        return sum;
    }

    @Override
    public String toString() {
        return new AbstractMap<K, V>() {
            @Override
            public Set<Map.Entry<K, V>> entrySet() {
                return ShardedStore.this.entrySet();
            }
        }.toString();
    }

    /**
     * Sets up a store.
     *
     * @param <K> the type of keys
     * @param <V> the type of values
     */
    public static final class Builder<K, V> {
        private int shards = Sizing.defaultShards();
        private long expectedSize;

        private Builder() {}

        /**
         * How many writers may work at once; also the number of parts in which the store grows.
         *
         * @param shards from 1 to 1024, rounded up to a power of two; by default four per processor, at most 128
         * @return this builder
         */
        public Builder<K, V> shards(int shards) {
            this.shards = shards;
            return this;
        }

        /**
         * How many entries there will be, so that the store need not grow on the way.
         *
         * @param expectedSize a number of entries; 0 by default
         * @return this builder
         */
        public Builder<K, V> expectedSize(long expectedSize) {
            this.expectedSize = expectedSize;
            return this;
        }

        /**
         * The store.
         *
         * @return a new, empty store
         * @throws IllegalArgumentException if the shards are not from 1 to 1024 or the expected size is negative
         */
        public ShardedStore<K, V> build() {
            return new ShardedStore<>(Sizing.of(shards, expectedSize));
        }
    }
}
