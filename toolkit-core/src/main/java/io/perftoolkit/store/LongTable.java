package io.perftoolkit.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Slots for {@code long} keys and objects. */
final class LongTable extends Table {
    /*
     * Invariant: a slot that has had a key never gets another one; removing takes the value away and leaves the key. So
     * a reader that saw the key may take the value without looking back.
     *
     * Ordering: the value is written before the key, and the key by release: who sees the key (acquire) sees a value
     * that was there with it or later. A later value is written by release, as its object may be new.
     *
     * Layout: 8 bytes of key, 4 of reference. 0 means empty, so the key 0 has a slot of its own behind all others, where
     * its search begins and ends. The last slot of each shard stays empty; a search that comes to it goes on at the
     * first (LongStoreTest, StoreFootprintTest).
     */

    private static final VarHandle KEYS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle VALUES = MethodHandles.arrayElementVarHandle(Object[].class);

    private final long seed;
    private final int slots;
    private final long[] keys;
    private final @Nullable Object[] values;

    LongTable(int shards, int span, long seed) {
        super(shards, span, 1);
        this.seed = seed;
        this.slots = Math.multiplyExact(shards, span);
        this.keys = new long[slots + 1];
        this.values = new Object[slots + 1];
    }

    @Override
    LongTable sized(int span) {
        return new LongTable(shards, span, seed);
    }

    @Override
    int greatestSpan() {
        return greatestSpan(shards);
    }

    static int greatestSpan(int shards) {
        return (1 << 30) / shards - 1;
    }

    private int first(long key, int hash) {
        return key == 0 ? slots : start(hash, slots);
    }

    /** The value of a key, by any thread. */
    @Nullable
    Object get(long key, int hash) {
        long[] keys = this.keys;
        int i = first(key, hash);
        long k;
        while ((k = (long) KEYS.getAcquire(keys, i)) != key) {
            if (k != 0) {
                i++;
            } else if (i == lastSlot(hash)) {
                i -= span - 1;
            } else {
                return null;
            }
        }
        return VALUES.getAcquire(values, i);
    }

    /*
     * From here on: under the lock of the shard.
     */

    /** The slot that has a key, or {@code ~slot} of the empty one where it should go. */
    int find(long key, int hash) {
        int i = first(key, hash);
        long k;
        while ((k = keys[i]) != key) {
            if (k != 0) {
                i++;
            } else if (i == lastSlot(hash)) {
                i -= span - 1;
            } else {
                return ~i;
            }
        }
        return i;
    }

    @Nullable
    Object value(int slot) {
        return values[slot];
    }

    void insert(Shard shard, int slot, long key, int hash, Object value) {
        values[slot] = value;
        KEYS.setRelease(keys, slot, key);
        shard.probed(distance(start(hash, slots), slot) + 1);
        shard.addUsed(1);
        shard.addEntries(1);
    }

    void set(Shard shard, int slot, @Nullable Object old, @Nullable Object value) {
        VALUES.setRelease(values, slot, value);
        int more = (value == null ? 0 : 1) - (old == null ? 0 : 1);
        shard.addDead(-more);
        shard.addEntries(more);
    }

    @Override
    void copy(Shard shard, Table to) {
        LongTable next = (LongTable) to;
        int used = 0;
        for (int i = firstSlot(shard.index); i < endSlot(shard.index); i++) {
            Object value = values[i];
            if (value != null) {
                int hash = LongHash.of(keys[i], seed);
                int slot = ~next.find(keys[i], hash);
                next.keys[slot] = keys[i];
                next.values[slot] = value;
                shard.probed(next.distance(start(hash, next.slots), slot) + 1);
                used++;
            }
        }
        if (ownsZero(shard.index) && values[slots] != null) {
            next.values[next.slots] = values[slots];
            shard.addDead(-1);
        }
        shard.addUsed(used);
    }

    void clear(Shard shard) {
        int dead = 0;
        for (int i = firstSlot(shard.index); i < endSlot(shard.index); i++) {
            VALUES.setRelease(values, i, null);
            dead += keys[i] == 0 ? 0 : 1;
        }
        if (ownsZero(shard.index)) {
            VALUES.setRelease(values, slots, null);
        }
        shard.addDead(dead - shard.dead());
        shard.addEntries(-shard.entries());
    }

    /*
     * For walks: by any thread.
     */

    /** Whether the key 0, which has a slot outside of all shards, belongs to this one. */
    boolean ownsZero(int shard) {
        return firstSlot(shard) <= start(LongHash.of(0, seed), slots)
                && start(LongHash.of(0, seed), slots) <= endSlot(shard);
    }

    int zeroSlot() {
        return slots;
    }

    long keyAt(int slot) {
        return (long) KEYS.getAcquire(keys, slot);
    }

    @Nullable
    Object valueAt(int slot) {
        return VALUES.getAcquire(values, slot);
    }
}
