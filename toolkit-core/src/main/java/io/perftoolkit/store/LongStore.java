package io.perftoolkit.store;

import static java.util.Objects.requireNonNull;

import java.util.function.BinaryOperator;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A concurrent map from {@code long} to objects that boxes no key.
 *
 * <p>Thread-safe, with the same rules as {@link ShardedStore}: readers take no lock and allocate nothing, a writer locks one
 * shard, a given function runs once under that lock, and walks are weakly consistent. Every {@code long} is a key. Values
 * may not be null. All operations on one key take constant expected time.
 *
 * {@snippet class="io.perftoolkit.store.LongStoreExample" region="orders"}
 *
 * @param <V> the type of values
 * @since 0.1
 */
public final class LongStore<V> extends Shards {
    private final long seed;
    private volatile LongTable table;

    LongStore(Sizing sizing) {
        this(
                sizing,
                new LongTable(sizing.shards(), sizing.span(LongTable.greatestSpan(sizing.shards())), sizing.seed()));
    }

    private LongStore(Sizing sizing, LongTable table) {
        super(table);
        this.seed = sizing.seed();
        this.table = table;
    }

    /**
     * A builder.
     *
     * @param <V> the type of values
     * @return a builder with the defaults
     */
    public static <V> Builder<V> builder() {
        return new Builder<>();
    }

    @Override
    Table current() {
        return table;
    }

    @Override
    void publish(Table next) {
        table = (LongTable) next;
    }

    private LongTable table(Shard shard) {
        return (LongTable) shard.table;
    }

    /**
     * The value of a key.
     *
     * @param key the key
     * @return its value, or null if there is none
     */
    @SuppressWarnings("unchecked") // only values of V are ever put in
    public @Nullable V get(long key) {
        int hash = LongHash.of(key, seed);
        LongTable t = table;
        if (t.next != null) {
            t = table(shardOf(hash));
        }
        return (V) t.get(key, hash);
    }

    /**
     * The value of a key, or another one.
     *
     * @param key the key
     * @param other what to return if the key is not there
     * @return the value of the key, or {@code other}
     */
    public V getOrDefault(long key, V other) {
        V value = get(key);
        return value == null ? other : value;
    }

    /**
     * Whether a key is there.
     *
     * @param key the key
     * @return whether it has a value
     */
    public boolean containsKey(long key) {
        return get(key) != null;
    }

    /**
     * Gives a key a value.
     *
     * @param key the key
     * @param value its value
     * @return the value before, or null
     */
    public @Nullable V put(long key, V value) {
        return set(key, requireNonNull(value, "value"), true);
    }

    /**
     * Gives a key a value if it has none.
     *
     * @param key the key
     * @param value its value
     * @return the value that was there and stays, or null
     */
    public @Nullable V putIfAbsent(long key, V value) {
        V present = get(key);
        return present != null ? present : set(key, requireNonNull(value, "value"), false);
    }

    private @Nullable V set(long key, V value, boolean replace) {
        int hash = LongHash.of(key, seed);
        Shard shard = lock(hash);
        try {
            int slot = slotFor(shard, key, hash);
            V old = valueIn(shard, slot);
            if (old == null || replace) {
                store(shard, slot, key, hash, old, value);
            }
            return old;
        } finally {
            unlock(shard);
        }
    }

    /**
     * Removes a key.
     *
     * @param key the key
     * @return the value that it had, or null
     */
    public @Nullable V remove(long key) {
        return swap(key, null, null, true);
    }

    /**
     * Removes a key if it has a certain value.
     *
     * @param key the key
     * @param value what its value must be equal to
     * @return whether it was removed
     */
    public boolean remove(long key, Object value) {
        return swap(key, requireNonNull(value, "value"), null, true) != null;
    }

    /**
     * Gives a key another value if it has one.
     *
     * @param key the key
     * @param value its new value
     * @return the value before, or null where nothing was done
     */
    public @Nullable V replace(long key, V value) {
        return swap(key, null, requireNonNull(value, "value"), false);
    }

    /**
     * Gives a key another value if it has a certain one.
     *
     * @param key the key
     * @param oldValue what its value must be equal to
     * @param newValue its new value
     * @return whether it was replaced
     */
    public boolean replace(long key, V oldValue, V newValue) {
        requireNonNull(oldValue, "oldValue");
        return swap(key, oldValue, requireNonNull(newValue, "newValue"), false) != null;
    }

    /** Writes if there is a value, equal to the expected one if one is given; returns the old one where it wrote. */
    @SuppressWarnings("ReferenceEquality") // spares the call of equals, as in the JDK's map
    private @Nullable V swap(long key, @Nullable Object expected, @Nullable V value, boolean remove) {
        assert remove == (value == null);
        int hash = LongHash.of(key, seed);
        Shard shard = lock(hash);
        try {
            int slot = table(shard).find(key, hash);
            V old = valueIn(shard, slot);
            if (old == null || (expected != null && old != expected && !old.equals(expected))) {
                return null;
            }
            store(shard, slot, key, hash, old, value);
            return old;
        } finally {
            unlock(shard);
        }
    }

    /**
     * Computes the value of a key from the one that it has. Atomic: the function runs once, under the lock of the shard.
     *
     * @param key the key
     * @param function gets the key and its value, or null if there is none; returns the new value, or null to remove it
     * @return the new value, or null
     * @throws IllegalStateException if the function writes to this store and would have to wait for itself
     */
    public @Nullable V compute(long key, Remapping<V> function) {
        requireNonNull(function, "function");
        int hash = LongHash.of(key, seed);
        Shard shard = lock(hash);
        try {
            int slot = slotFor(shard, key, hash);
            V old = valueIn(shard, slot);
            V value = function.apply(key, old);
            store(shard, slot, key, hash, old, value);
            return value;
        } finally {
            unlock(shard);
        }
    }

    /**
     * The value of a key, computed if there is none. Atomic: the function runs at most once for a key that is absent.
     *
     * @param key the key
     * @param function gets the key; returns its value, or null for none
     * @return the value that is there now, or null
     * @throws IllegalStateException if the function writes to this store and would have to wait for itself
     */
    public @Nullable V computeIfAbsent(long key, LongFunction<? extends @Nullable V> function) {
        requireNonNull(function, "function");
        V present = get(key);
        return present != null ? present : compute(key, (k, old) -> old != null ? old : function.apply(k));
    }

    /**
     * Computes a new value for a key that has one. Atomic.
     *
     * @param key the key
     * @param function gets the key and its value; returns the new value, or null to remove it
     * @return the new value, or null
     * @throws IllegalStateException if the function writes to this store and would have to wait for itself
     */
    public @Nullable V computeIfPresent(long key, Remapping<V> function) {
        requireNonNull(function, "function");
        return get(key) == null ? null : compute(key, (k, old) -> old == null ? null : function.apply(k, old));
    }

    /**
     * Gives a key a value, or combines it with the one that is there. Atomic.
     *
     * @param key the key
     * @param value its value if there is none
     * @param function gets the old value and the given one; returns the new one, or null to remove it
     * @return the new value, or null
     * @throws IllegalStateException if the function writes to this store and would have to wait for itself
     */
    public @Nullable V merge(long key, V value, BinaryOperator<@Nullable V> function) {
        requireNonNull(value, "value");
        requireNonNull(function, "function");
        return compute(key, (k, old) -> old == null ? value : function.apply(old, value));
    }

    private int slotFor(Shard shard, long key, int hash) {
        int slot = table(shard).find(key, hash);
        while (slot < 0 && shard.isFull()) {
            makeRoom(shard);
            slot = table(shard).find(key, hash);
        }
        return slot;
    }

    @SuppressWarnings("unchecked") // only values of V are ever put in
    private @Nullable V valueIn(Shard shard, int slot) {
        return slot < 0 ? null : (V) table(shard).value(slot);
    }

    private void store(Shard shard, int slot, long key, int hash, @Nullable V old, @Nullable V value) {
        if (slot >= 0) {
            table(shard).set(shard, slot, old, value);
        } else if (value != null) {
            table(shard).insert(shard, ~slot, key, hash, value);
        }
    }

    /**
     * Walks over the entries. Weakly consistent.
     *
     * @param action gets each key and its value, outside of any lock
     */
    public void forEach(EntryConsumer<? super V> action) {
        requireNonNull(action, "action");
        for (Shard shard : shards) {
            LongTable t = table(shard);
            for (int i = t.firstSlot(shard.index); i < t.endSlot(shard.index); i++) {
                show(t, i, action);
            }
            if (t.ownsZero(shard.index)) {
                show(t, t.zeroSlot(), action);
            }
        }
    }

    @SuppressWarnings("unchecked") // only values of V are ever put in
    private static <V> void show(LongTable t, int slot, EntryConsumer<? super V> action) {
        long key = t.keyAt(slot);
        V value = (V) t.valueAt(slot);
        if (value != null) {
            action.accept(key, value);
        }
    }

    /**
     * Removes what meets a condition, each entry only if it still has the value that was tested.
     *
     * @param condition tests a key and its value, outside of any lock
     * @return whether something was removed
     */
    public boolean removeIf(EntryPredicate<? super V> condition) {
        requireNonNull(condition, "condition");
        boolean[] removed = new boolean[1];
        forEach((key, value) -> {
            if (condition.test(key, value) && remove(key, value)) {
                removed[0] = true;
            }
        });
        return removed[0];
    }

    /** Removes all entries, shard by shard. */
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

    /**
     * The number of entries.
     *
     * @return the sum over the shards, at most {@link Integer#MAX_VALUE}; exact while nobody writes
     */
    public int size() {
        return (int) Math.min(Integer.MAX_VALUE, entries());
    }

    /**
     * Whether there is no entry.
     *
     * @return whether the size is 0
     */
    public boolean isEmpty() {
        return entries() == 0;
    }

    /**
     * What the store looks like now. Takes time in the number of shards and stops nobody.
     *
     * @return the figures
     */
    public StoreStats stats() {
        return snapshot();
    }

    /**
     * Computes the value of a key.
     *
     * @param <V> the type of values
     */
    @FunctionalInterface
    public interface Remapping<V> {
        /**
         * Computes a value.
         *
         * @param key the key
         * @param value its value, or null where there is none
         * @return its new value, or null for none
         */
        @Nullable
        V apply(long key, @Nullable V value);
    }

    /**
     * Takes an entry.
     *
     * @param <V> the type of values
     */
    @FunctionalInterface
    public interface EntryConsumer<V> {
        /**
         * Takes an entry.
         *
         * @param key the key
         * @param value its value
         */
        void accept(long key, V value);
    }

    /**
     * Tests an entry.
     *
     * @param <V> the type of values
     */
    @FunctionalInterface
    public interface EntryPredicate<V> {
        /**
         * Tests an entry.
         *
         * @param key the key
         * @param value its value
         * @return whether it meets the condition
         */
        boolean test(long key, V value);
    }

    /**
     * Sets up a store.
     *
     * @param <V> the type of values
     */
    public static final class Builder<V> {
        private int shards = Sizing.defaultShards();
        private long expectedSize;

        private Builder() {}

        /**
         * How many writers may work at once; also the number of parts in which the store grows.
         *
         * @param shards from 1 to 1024, rounded up to a power of two; by default four per processor, at most 128
         * @return this builder
         */
        public Builder<V> shards(int shards) {
            this.shards = shards;
            return this;
        }

        /**
         * How many entries there will be, so that the store need not grow on the way.
         *
         * @param expectedSize a number of entries; 0 by default
         * @return this builder
         */
        public Builder<V> expectedSize(long expectedSize) {
            this.expectedSize = expectedSize;
            return this;
        }

        /**
         * The store.
         *
         * @return a new, empty store
         * @throws IllegalArgumentException if the shards are not from 1 to 1024 or the expected size is negative
         */
        public LongStore<V> build() {
            return new LongStore<>(Sizing.of(shards, expectedSize));
        }
    }
}
