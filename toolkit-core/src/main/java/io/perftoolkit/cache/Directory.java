package io.perftoolkit.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Which shard a key belongs to, and where its arrays are. */
abstract class Directory<K, V> {
    /*
     * Invariant: a key belongs to the shard whose number is the lowest bits of its hash. Both directories have a power of
     * two of places; a shard that is divided less often stands in several of them.
     *
     * Ordering: arrays are published by a plain store, since all their fields are final, and found by a plain load: if
     * they are outdated their version is odd for ever, and the reader comes back. Shards are published by release and
     * found by acquire. Directories change under their own lock, taken inside that of a shard, never the other way round
     * (SlotTableStress.Growth).
     */
    private static final VarHandle SHARDS = MethodHandles.arrayElementVarHandle(Shard[].class);

    private final ReentrantLock directoryLock = new ReentrantLock();

    /** What readers look at; the same places as in shards. */
    private Slots[] readable = {};

    private volatile Shard<K, V>[] shards = newShards(1);

    /** Called once, by the constructor that knows what a shard needs. */
    final void begin(Shard<K, V> first) {
        readable = new Slots[] {first.slots};
        SHARDS.setRelease(shards, 0, first);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of nothing but shards of these types
    private static <K, V> Shard<K, V>[] newShards(int places) {
        return new Shard[places];
    }

    /** The arrays in which this hash lies, or lay until just now. */
    final Slots slots(int hash) {
        Slots[] readable = this.readable;
        return readable[hash & readable.length - 1];
    }

    /** The shard of a hash, locked. */
    final Shard<K, V> lock(int hash) {
        while (true) {
            Shard<K, V>[] shards = this.shards;
            Shard<K, V> shard = shard(shards, hash & shards.length - 1);
            shard.lock();
            if (shard.owns(hash)) {
                return shard;
            }
            shard.unlock();
        }
    }

    /** All shards there are now, each once. */
    final List<Shard<K, V>> all() {
        Shard<K, V>[] shards = this.shards;
        List<Shard<K, V>> all = new ArrayList<>();
        for (int i = 0; i < shards.length; i++) {
            Shard<K, V> shard = shard(shards, i);
            if (shard.id() == i) {
                all.add(shard);
            }
        }
        return all;
    }

    @SuppressWarnings("unchecked") // an array of shards of these types
    private static <K, V> Shard<K, V> shard(Shard<K, V>[] shards, int place) {
        return (Shard<K, V>) SHARDS.getAcquire(shards, place);
    }

    /** Lets all find the arrays of a shard, and the sibling that took over half of its keys. */
    final void publish(Shard<K, V> shard, @Nullable Shard<K, V> sibling) {
        directoryLock.lock();
        try {
            Shard<K, V>[] newShards = shards;
            Slots[] newReadable = readable;
            if (1 << shard.depth() > newShards.length) {
                newShards = twice(newShards);
                newReadable = twice(newReadable);
            }
            put(newShards, newReadable, shard);
            if (sibling != null) {
                put(newShards, newReadable, sibling);
            }
            readable = newReadable;
            shards = newShards;
        } finally {
            directoryLock.unlock();
        }
    }

    private static <K, V> void put(Shard<K, V>[] shards, Slots[] readable, Shard<K, V> shard) {
        for (int i = shard.id(); i < shards.length; i += 1 << shard.depth()) {
            SHARDS.setRelease(shards, i, shard);
            readable[i] = shard.slots;
        }
    }

    private static <T> T[] twice(T[] places) {
        T[] twice = Arrays.copyOf(places, 2 * places.length);
        System.arraycopy(places, 0, twice, places.length, places.length);
        return twice;
    }
}
