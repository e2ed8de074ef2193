package io.perftoolkit.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Slots for {@code long} keys and {@code long} values. */
final class LongLongTable extends Table {
    /*
     * Invariant: a slot that has had a key never gets another one; removing writes the absent value and leaves the key.
     * So a key and a value that a reader takes one after the other belong together (GrowthStress.LongPair).
     *
     * Ordering: the value is written before the key, and the key by release: who sees the key (acquire) sees a value
     * that was there with it or later. Both are accessed by VarHandle, which is atomic for longs on every JVM.
     *
     * Layout: 16 bytes, key and value side by side. 0 means empty, so the key 0 has a slot of its own behind all others,
     * where its search begins and ends. The last slot of each shard stays empty; a search that comes to it goes on at
     * the first (LongStoreTest, StoreFootprintTest).
     */

    private static final VarHandle ENTRIES = MethodHandles.arrayElementVarHandle(long[].class);

    private final long seed;
    private final int slots;
    private final long absent;
    private final long[] entries; // key at 2i, value at 2i + 1

    LongLongTable(int shards, int span, long seed, long absent) {
        super(shards, span, 1);
        this.seed = seed;
        this.slots = Math.multiplyExact(shards, span);
        this.absent = absent;
        this.entries = new long[Math.multiplyExact(2, slots + 1)];
        this.entries[2 * slots + 1] = absent;
    }

    @Override
    LongLongTable sized(int span) {
        return new LongLongTable(shards, span, seed, absent);
    }

    @Override
    int greatestSpan() {
        return greatestSpan(shards);
    }

    static int greatestSpan(int shards) {
        return (1 << 30) / shards - 2;
    }

    private int first(long key, int hash) {
        return key == 0 ? slots : start(hash, slots);
    }

    /** The value of a key, by any thread. */
    long get(long key, int hash) {
        long[] entries = this.entries;
        int i = first(key, hash);
        long k;
        while ((k = (long) ENTRIES.getAcquire(entries, 2 * i)) != key) {
            if (k != 0) {
                i++;
            } else if (i == lastSlot(hash)) {
                i -= span - 1;
            } else {
                return absent;
            }
        }
        return (long) ENTRIES.getAcquire(entries, 2 * i + 1);
    }

    /*
     * From here on: under the lock of the shard.
     */

    /** The slot that has a key, or {@code ~slot} of the empty one where it should go. */
    int find(long key, int hash) {
        int i = first(key, hash);
        long k;
        while ((k = entries[2 * i]) != key) {
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

    long value(int slot) {
        return entries[2 * slot + 1];
    }

    void insert(Shard shard, int slot, long key, int hash, long value) {
        ENTRIES.setRelease(entries, 2 * slot + 1, value);
        ENTRIES.setRelease(entries, 2 * slot, key);
        shard.probed(distance(start(hash, slots), slot) + 1);
        shard.addUsed(1);
        shard.addEntries(1);
    }

    void set(Shard shard, int slot, long old, long value) {
        ENTRIES.setRelease(entries, 2 * slot + 1, value);
        int more = (value == absent ? 0 : 1) - (old == absent ? 0 : 1);
        shard.addDead(-more);
        shard.addEntries(more);
    }

    @Override
    void copy(Shard shard, Table to) {
        LongLongTable next = (LongLongTable) to;
        int used = 0;
        for (int i = firstSlot(shard.index); i < endSlot(shard.index); i++) {
            long key = entries[2 * i];
            if (key != 0 && entries[2 * i + 1] != absent) {
                int hash = LongHash.of(key, seed);
                int slot = ~next.find(key, hash);
                next.entries[2 * slot] = key;
                next.entries[2 * slot + 1] = entries[2 * i + 1];
                shard.probed(next.distance(start(hash, next.slots), slot) + 1);
                used++;
            }
        }
        if (ownsZero(shard.index) && entries[2 * slots + 1] != absent) {
            next.entries[2 * next.slots + 1] = entries[2 * slots + 1];
            shard.addDead(-1);
        }
        shard.addUsed(used);
    }

    void clear(Shard shard) {
        int dead = 0;
        for (int i = firstSlot(shard.index); i < endSlot(shard.index); i++) {
            if (entries[2 * i] != 0) {
                ENTRIES.setRelease(entries, 2 * i + 1, absent);
                dead++;
            }
        }
        if (ownsZero(shard.index)) {
            ENTRIES.setRelease(entries, 2 * slots + 1, absent);
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
        return (long) ENTRIES.getAcquire(entries, 2 * slot);
    }

    long valueAt(int slot) {
        return (long) ENTRIES.getAcquire(entries, 2 * slot + 1);
    }
}
