package io.perftoolkit.cache;

import io.perftoolkit.cache.Table.Gate;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A part of a table with a lock of its own: all writes of the keys whose hash ends in the same bits. Everything here but
 * the lock wants the lock to be held.
 */
@SuppressWarnings("ReferenceEquality") // a table compares the objects that it keeps, not what they mean
final class Shard<K, V> extends ShardStore<K, V> {
    /*
     * Invariant: equals runs in find() only, before anything is changed; gate and removals run while every version is
     * even. So nothing that is thrown leaves a trace in the arrays (TableContract.exchange_equalsThrows_changesNothing).
     *
     * A writer first makes sure that it can pay, from the credit and from what may go from this shard, then asks the gate,
     * then lets go who must, and then puts: the bound holds at every moment, and a gate that refuses evicts nobody.
     */

    /** The answer of {@link #exchange} when nothing was done because the keys of the shard were divided meanwhile. */
    static final Object DIVIDED = new Object();

    /** The answer of {@link #exchange} when nothing was done because other shards must make room first. */
    static final Object TOO_FULL = new Object();

    /** After so many evictions, and the first one, the number of entries may have become another. */
    private static final int REVIEWED_AFTER = 1 << 12;

    /** How many expired entries a write takes along. */
    private static final int SWEEP = 64;

    private long shortage;

    Shard(SlotTable<K, V> table, int id, int depth, Slots slots) {
        super(table, id, depth, slots);
    }

    @Override
    Shard<K, V> self() {
        return this;
    }

    @Nullable
    Object peek(Object key, int hash, long now) {
        int slot = slots.find(key, hash);
        return slot == Slots.NIL || isPast(slot, now) ? null : slots.value(slot);
    }

    /** {@link Table#deadline}. */
    long deadline(Object key, int hash) {
        int slot = slots.find(key, hash);
        Ticks ticks = slots.ticks;
        return slot == Slots.NIL ? 0 : ticks == null ? Table.NEVER : ticks.deadline(slot);
    }

    /** {@link Table#extend}. */
    boolean extend(Object key, int hash, Object value, long deadline, long now) {
        prepare(1, deadline, now);
        int slot = slots.find(key, hash);
        if (slot == Slots.NIL || slots.value(slot) != value) {
            return false;
        }
        Ticks ticks = slots.ticks;
        if (ticks != null) {
            ticks.schedule(slot, deadline);
        }
        return true;
    }

    void clear() {
        for (int slot = 0; slot < slots.size(); slot++) {
            if (slots.isTaken(slot)) {
                remove(slot, RemovalCause.EXPLICIT);
            }
        }
    }

    /** Keys and values in turn, with holes. */
    @Nullable
    Object[] copy(long now) {
        @Nullable Object[] copy = slots.kv.clone();
        VarHandle.acquireFence(); // values that were swapped without the lock are whole
        for (int slot = 0; slot < slots.size(); slot++) {
            if (isPast(slot, now)) {
                copy[2 * slot] = null;
            } else if (copy[2 * slot + 1] == Claims.CLAIMED) {
                copy[2 * slot + 1] = slots.value(slot);
            }
        }
        return copy;
    }

    /**
     * {@link Table#exchange}, or one of {@link #DIVIDED} and {@link #TOO_FULL}.
     *
     * @param absent whether it is known that the key has no slot; else it is looked for
     */
    @Nullable
    Object exchange(
            K key,
            int hash,
            boolean absent,
            @Nullable Object expected,
            @Nullable Object value,
            int weight,
            long deadline,
            long now,
            Gate<? super K> gate) {
        use(false);
        prepare(value == null ? 1 : weight, value == null ? Table.NEVER : deadline, now);
        int slot = absent ? Slots.NIL : slots.find(key, hash);
        if (slot != Slots.NIL && isPast(slot, now)) {
            remove(slot, RemovalCause.EXPIRED);
            slot = Slots.NIL;
        }
        if (slot == Slots.NIL) {
            return fill(key, hash, expected, value, weight, deadline, now, gate);
        }
        Object there = slots.claim(slot, expected);
        if (expected != Table.ANY && expected != there) {
            return there;
        }
        if (value == null || weight > table.bound()) {
            return withdraw(key, slot, hash, there, value, weight, gate);
        }
        return replace(key, slot, hash, there, value, weight, deadline, gate);
    }

    /** The exchange of a key without an entry. */
    private @Nullable Object fill(
            K key,
            int hash,
            @Nullable Object expected,
            @Nullable Object value,
            int weight,
            long deadline,
            long now,
            Gate<? super K> gate) {
        if (expected != Table.ANY && expected != null) {
            return null;
        }
        if (value != null && weight <= table.bound()) {
            return insert(key, hash, value, weight, deadline, now, gate);
        }
        if (gate.open(key, hash) && value != null) {
            tell(key, value, weight, RemovalCause.REFUSED);
        }
        return null;
    }

    /** Removes an entry whose value is claimed, for no other or for one that is too heavy. */
    private Object withdraw(
            K key, int slot, int hash, Object there, @Nullable Object value, int weight, Gate<? super K> gate) {
        boolean passes = false;
        try {
            passes = gate.open(key, hash);
        } finally {
            if (!passes) {
                slots.unclaim(slot, there);
            }
        }
        if (passes) {
            remove(slot, there, value == null ? RemovalCause.EXPLICIT : RemovalCause.REPLACED);
        }
        if (passes && value != null) {
            tell(key, value, weight, RemovalCause.REFUSED);
        }
        return there;
    }

    /** Replaces a value that is claimed, if it can be: only arrays without weights have claims. */
    private Object replace(
            K key, int slot, int hash, Object there, Object value, int weight, long deadline, Gate<? super K> gate) {
        int oldWeight = slots.weight(slot);
        int list = slots.list(slot);
        int more = weight - oldWeight;
        if (more == 0) {
            return replaceAlike(key, slot, hash, there, value, weight, deadline, gate);
        }
        unlink(slot); // it must not be chosen to pay for itself
        long paid = pay(more, oldWeight);
        boolean passes = false;
        try {
            passes = paid >= 0 && gate.open(key, hash);
        } finally {
            if (!passes) {
                keep(Math.max(0, paid));
                relink(slot, list);
            }
        }
        if (paid < 0) {
            return TOO_FULL;
        }
        if (!passes) {
            return there;
        }
        paid = evictFor(more, paid, list);
        overwrite(slot, value, deadline);
        used(slot);
        reweigh(slot, weight);
        relink(slot, list == UNLISTED ? WINDOW : list);
        keep(paid - more);
        tell(key, there, oldWeight, RemovalCause.REPLACED);
        return there;
    }

    /** Replaces a value that is claimed by one of the same weight: nobody has to pay. */
    private Object replaceAlike(
            K key, int slot, int hash, Object there, Object value, int weight, long deadline, Gate<? super K> gate) {
        boolean passes = false;
        try {
            passes = gate.open(key, hash);
            if (passes) {
                tell(key, there, weight, RemovalCause.REPLACED); // first: behind the claim, others tell of this key
            }
        } finally {
            if (passes) {
                overwrite(slot, value, deadline);
            } else {
                slots.unclaim(slot, there);
            }
        }
        if (passes) {
            used(slot);
        }
        return there;
    }

    /** Back into the list it was in, if it was taken out, as its newest; weightless ones belong to none. */
    private void relink(int slot, int list) {
        if (slots.list(slot) == UNLISTED && list != UNLISTED && slots.weight(slot) != 0) {
            push(list, slot, slots.stamp(slot));
        }
    }

    private void used(int slot) {
        byte used = slots.ref[slot];
        if (used < expert().mostUses) {
            slots.ref[slot] = (byte) (used + 1);
            use(true);
        }
    }

    private @Nullable Object insert(
            K key, int hash, Object value, int weight, long deadline, long now, Gate<? super K> gate) {
        expire(now, SWEEP);
        endSwaps();
        long paid = pay(weight, 0);
        if (paid < 0) {
            return TOO_FULL;
        }
        boolean passes = false;
        try {
            if (paid >= weight && !makeSlot(hash)) {
                return DIVIDED;
            }
            passes = gate.open(key, hash);
        } finally {
            if (!passes) {
                keep(paid);
            }
        }
        if (!passes) {
            return null;
        }
        follow(table.expert());
        int list = weight == 0 ? UNLISTED : welcome(hash, paid < weight);
        if (!slots.hasRoom(hash)) {
            paid += evictFromWindowOf(hash);
        }
        paid = evictFor(weight, paid, list);
        if (!slots.hasRoom(hash)) { // all of its window weigh nothing, and nothing that weighs nothing goes
            keep(paid);
            tell(key, value, weight, RemovalCause.SIZE);
            return null;
        }
        keep(paid - weight);
        enter(put(key, hash, value, weight, deadline), list);
        use(true);
        return null;
    }

    /**
     * Takes credit, and makes sure that what may go from this shard covers the rest.
     *
     * @return the credit in hand, or -1 and none if that is not enough
     */
    private long pay(int weight, int ownWeight) {
        if (weight <= 0) {
            return 0;
        }
        long paid = takeSpare(weight);
        paid += table.credit().take(weight - paid);
        shortage = weight - paid - (weight() - ownWeight);
        if (shortage > 0) {
            keep(paid);
            return -1;
        }
        return paid;
    }

    /** How much the other shards must free for the exchange that was {@link #TOO_FULL}. */
    long shortage() {
        return shortage;
    }

    private long evictFor(int weight, long paid, int list) {
        long inHand = paid;
        while (inHand < weight) {
            inHand += remove(victim(list), RemovalCause.SIZE);
            if ((evicted() & (REVIEWED_AFTER - 1)) == 1) {
                askForReview();
            }
        }
        return inHand;
    }

    /** Lets go as much as is asked for, or all that may go; the credit is for whom it concerns. */
    long evict(long weight, int most) {
        follow(table.expert());
        long freed = 0;
        for (int i = 0; freed < weight && i < most; i++) {
            int victim = victim(WINDOW);
            if (victim == Slots.NIL) {
                break;
            }
            freed += remove(victim, RemovalCause.SIZE);
        }
        return freed;
    }

    /** Makes room where too many keys want to live in the same buckets; what it freed, 0 if nobody there may go. */
    private long evictFromWindowOf(int hash) {
        int least = Slots.NIL;
        int bucket = slots.home(hash);
        for (int i = slots.window(); i > 0; i--) {
            for (int slot = bucket * Tags.SLOTS; slot < (bucket + 1) * Tags.SLOTS; slot++) {
                if (slots.list(slot) != UNLISTED && (least == Slots.NIL || slots.ref[slot] < slots.ref[least])) {
                    least = slot;
                }
            }
            bucket = slots.after(bucket);
        }
        if (least == Slots.NIL) {
            return 0;
        }
        unlink(least);
        return remove(least, RemovalCause.SIZE);
    }
}
