package io.perftoolkit.store;

import static java.util.Objects.requireNonNull;

import java.util.function.LongBinaryOperator;

/**
 * A concurrent map from {@code long} to {@code long} that boxes nothing.
 *
 * <p>Thread-safe, with the same rules as {@link ShardedStore}: readers take no lock, a writer locks one shard, a given
 * function runs once under that lock, and walks are weakly consistent. Nothing but growth allocates. Every {@code long} is
 * a key. One value means that a key is not there, {@link Long#MIN_VALUE} by default; to put it is refused. All operations
 * on one key take constant expected time.
 *
 * {@snippet class="io.perftoolkit.store.LongStoreExample" region="balances"}
 *
 * @since 0.1
 */
public final class LongLongStore extends Shards {
    private final long seed;
    private final long absent;
    private volatile LongLongTable table;

    LongLongStore(Sizing sizing, long absent) {
        this(
                sizing,
                absent,
                new LongLongTable(
                        sizing.shards(),
                        sizing.span(LongLongTable.greatestSpan(sizing.shards())),
                        sizing.seed(),
                        absent));
    }

    private LongLongStore(Sizing sizing, long absent, LongLongTable table) {
        super(table);
        this.seed = sizing.seed();
        this.absent = absent;
        this.table = table;
    }

    /**
     * A builder.
     *
     * @return a builder with the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    Table current() {
        return table;
    }

    @Override
    void publish(Table next) {
        table = (LongLongTable) next;
    }

    private LongLongTable table(Shard shard) {
        return (LongLongTable) shard.table;
    }

    /**
     * The value that means that a key is not there.
     *
     * @return the absent value
     */
    public long absent() {
        return absent;
    }

    /**
     * The value of a key.
     *
     * @param key the key
     * @return its value, or the absent value if there is none
     */
    public long get(long key) {
        int hash = LongHash.of(key, seed);
        LongLongTable t = table;
        if (t.next != null) {
            t = table(shardOf(hash));
        }
        return t.get(key, hash);
    }

    /**
     * The value of a key, or another one.
     *
     * @param key the key
     * @param other what to return if the key is not there
     * @return the value of the key, or {@code other}
     */
    public long getOrDefault(long key, long other) {
        long value = get(key);
        return value == absent ? other : value;
    }

    /**
     * Whether a key is there.
     *
     * @param key the key
     * @return whether it has a value
     */
    public boolean containsKey(long key) {
        return get(key) != absent;
    }

    /**
     * Gives a key a value.
     *
     * @param key the key
     * @param value its value
     * @return the value before, or the absent value
     * @throws IllegalArgumentException if the value is the absent one
     */
    public long put(long key, long value) {
        return set(key, present(value), true);
    }

    /**
     * Gives a key a value if it has none.
     *
     * @param key the key
     * @param value its value
     * @return the value that was there and stays, or the absent value
     * @throws IllegalArgumentException if the value is the absent one
     */
    public long putIfAbsent(long key, long value) {
        return set(key, present(value), false);
    }

    private long set(long key, long value, boolean replace) {
        int hash = LongHash.of(key, seed);
        Shard shard = lock(hash);
        try {
            int slot = slotFor(shard, key, hash);
            long old = valueIn(shard, slot);
            if (old == absent || replace) {
                store(shard, slot, key, hash, old, value);
            }
            return old;
        } finally {
            unlock(shard);
        }
    }

    /**
     * Adds to the value of a key. A key that is not there begins at 0. Sums wrap around.
     *
     * @param key the key
     * @param delta what to add
     * @return the new value
     * @throws IllegalArgumentException if the sum is the absent value; then nothing changes
     */
    public long addTo(long key, long delta) {
        int hash = LongHash.of(key, seed);
        Shard shard = lock(hash);
        try {
            int slot = slotFor(shard, key, hash);
            long old = valueIn(shard, slot);
            long sum = present(old == absent ? delta : old + delta);
            store(shard, slot, key, hash, old, sum);
            return sum;
        } finally {
            unlock(shard);
        }
    }

    /**
     * Removes a key.
     *
     * @param key the key
     * @return the value that it had, or the absent value
     */
    public long remove(long key) {
        int hash = LongHash.of(key, seed);
        Shard shard = lock(hash);
        try {
            int slot = table(shard).find(key, hash);
            long old = valueIn(shard, slot);
            store(shard, slot, key, hash, old, absent);
            return old;
        } finally {
            unlock(shard);
        }
    }

    /**
     * Removes a key if it has a certain value.
     *
     * @param key the key
     * @param value what its value must be
     * @return whether it was removed
     */
    public boolean remove(long key, long value) {
        return swap(key, value, absent);
    }

    /**
     * Gives a key another value if it has a certain one.
     *
     * @param key the key
     * @param oldValue what its value must be
     * @param newValue its new value
     * @return whether it was replaced
     * @throws IllegalArgumentException if the new value is the absent one
     */
    public boolean replace(long key, long oldValue, long newValue) {
        return swap(key, oldValue, present(newValue));
    }

    private boolean swap(long key, long expected, long value) {
        int hash = LongHash.of(key, seed);
        Shard shard = lock(hash);
        try {
            int slot = table(shard).find(key, hash);
            long old = valueIn(shard, slot);
            boolean same = old == expected && old != absent;
            if (same) {
                store(shard, slot, key, hash, old, value);
            }
            return same;
        } finally {
            unlock(shard);
        }
    }

    /**
     * Computes the value of a key from the one that it has. Atomic: the function runs once, under the lock of the shard.
     *
     * @param key the key
     * @param function gets the key and its value, or the absent value; returns the new value, or the absent value to
     *     remove it
     * @return the new value, or the absent value
     * @throws IllegalStateException if the function writes to this store and would have to wait for itself
     */
    public long compute(long key, LongBinaryOperator function) {
        requireNonNull(function, "function");
        int hash = LongHash.of(key, seed);
        Shard shard = lock(hash);
        try {
            int slot = slotFor(shard, key, hash);
            long old = valueIn(shard, slot);
            long value = function.applyAsLong(key, old);
            store(shard, slot, key, hash, old, value);
            return value;
        } finally {
            unlock(shard);
        }
    }

    /**
     * Gives a key a value, or combines it with the one that is there. Atomic.
     *
     * @param key the key
     * @param value its value if there is none
     * @param function gets the old value and the given one; returns the new one, or the absent value to remove it
     * @return the new value, or the absent value
     * @throws IllegalArgumentException if the given value is the absent one
     * @throws IllegalStateException if the function writes to this store and would have to wait for itself
     */
    public long merge(long key, long value, LongBinaryOperator function) {
        requireNonNull(function, "function");
        present(value);
        return compute(key, (k, old) -> old == absent ? value : function.applyAsLong(old, value));
    }

    private long present(long value) {
        if (value == absent) {
            throw new IllegalArgumentException("value must not be the one that means absent: " + value);
        }
        return value;
    }

    private int slotFor(Shard shard, long key, int hash) {
        int slot = table(shard).find(key, hash);
        while (slot < 0 && shard.isFull()) {
            makeRoom(shard);
            slot = table(shard).find(key, hash);
        }
        return slot;
    }

    private long valueIn(Shard shard, int slot) {
        return slot < 0 ? absent : table(shard).value(slot);
    }

    private void store(Shard shard, int slot, long key, int hash, long old, long value) {
        if (slot >= 0) {
            table(shard).set(shard, slot, old, value);
        } else if (value != absent) {
            table(shard).insert(shard, ~slot, key, hash, value);
        }
    }

    /**
     * Walks over the entries. Weakly consistent.
     *
     * @param action gets each key and its value, outside of any lock
     */
    public void forEach(EntryConsumer action) {
        requireNonNull(action, "action");
        for (Shard shard : shards) {
            LongLongTable t = table(shard);
            for (int i = t.firstSlot(shard.index); i < t.endSlot(shard.index); i++) {
                long key = t.keyAt(i);
                long value = key == 0 ? absent : t.valueAt(i);
                if (value != absent) {
                    action.accept(key, value);
                }
            }
            if (t.ownsZero(shard.index) && t.valueAt(t.zeroSlot()) != absent) {
                action.accept(0, t.valueAt(t.zeroSlot()));
            }
        }
    }

    /**
     * Removes what meets a condition, each entry only if it still has the value that was tested.
     *
     * @param condition tests a key and its value, outside of any lock
     * @return whether something was removed
     */
    public boolean removeIf(EntryPredicate condition) {
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

    /** Takes an entry. */
    @FunctionalInterface
    public interface EntryConsumer {
        /**
         * Takes an entry.
         *
         * @param key the key
         * @param value its value
         */
        void accept(long key, long value);
    }

    /** Tests an entry. */
    @FunctionalInterface
    public interface EntryPredicate {
        /**
         * Tests an entry.
         *
         * @param key the key
         * @param value its value
         * @return whether it meets the condition
         */
        boolean test(long key, long value);
    }

    /** Sets up a store. */
    public static final class Builder {
        private int shards = Sizing.defaultShards();
        private long expectedSize;
        private long absent = Long.MIN_VALUE;

        private Builder() {}

        /**
         * The value that means that a key is not there.
         *
         * @param absent a value that is never needed; {@link Long#MIN_VALUE} by default
         * @return this builder
         */
        public Builder absent(long absent) {
            this.absent = absent;
            return this;
        }

        /**
         * How many writers may work at once; also the number of parts in which the store grows.
         *
         * @param shards from 1 to 1024, rounded up to a power of two; by default four per processor, at most 128
         * @return this builder
         */
        public Builder shards(int shards) {
            this.shards = shards;
            return this;
        }

        /**
         * How many entries there will be, so that the store need not grow on the way.
         *
         * @param expectedSize a number of entries; 0 by default
         * @return this builder
         */
        public Builder expectedSize(long expectedSize) {
            this.expectedSize = expectedSize;
            return this;
        }

        /**
         * The store.
         *
         * @return a new, empty store
         * @throws IllegalArgumentException if the shards are not from 1 to 1024 or the expected size is negative
         */
        public LongLongStore build() {
            return new LongLongStore(Sizing.of(shards, expectedSize), absent);
        }
    }
}
