package io.perftoolkit.cache;

import org.jspecify.annotations.Nullable;

/**
 * The entries of a shard and their sums: puts, overwrites and removes, and moves all of them into other arrays when they
 * need more room, other ticks, or two shards. Under the lock of the shard.
 */
abstract class ShardStore<K, V> extends ShardLock {
    /*
     * Invariant: count and weight are those of the taken slots; all sums change together with the slots (verify).
     *
     * Ordering: arrays that are left are marked before their successors can be found, so nobody reads an entry there that
     * has been overwritten elsewhere; readers that come between look again, then wait for the lock (SlotTableStress.Growth).
     */

    /** The smallest arrays: this many buckets. */
    static final int FEWEST_BUCKETS = 2;

    /** How full the slots may be, in 1/64: beyond, few newcomers would find a place near their home. */
    private static final int FULLEST = 56;

    /** How full the slots are that a full shard was made for, in 1/64. */
    private static final int FULL = 53;

    /**
     * A shard with so many entries is divided. Smaller ones would know too little of their keys to choose well, larger
     * ones would have writers wait for each other, and for arrays that grow.
     */
    private static final int DIVIDED_AT = 2048;

    /** The same in a table of 2^MANY_SHARDS and more, where what each shard costs begins to count. */
    private static final int DIVIDED_AT_IF_MANY = 8192;

    private static final int MANY_SHARDS = 6;

    /** The bits of the hash that tell shards apart: beyond, keys with equal hashes would be divided for ever. */
    private static final int DEEPEST = 18;

    /** Weights go back to the common account in portions; a shard keeps the rest of its share by this shift. */
    private static final int SPARE_SHIFT = 6;

    final SlotTable<K, V> table;
    private final int id;
    private int depth;
    private int count;
    private long weight;
    private long spare;
    private long evicted;
    private boolean review;
    private boolean use;

    ShardStore(SlotTable<K, V> table, int id, int depth, Slots slots) {
        super(slots, table.expert());
        this.table = table;
        this.id = id;
        this.depth = depth;
    }

    abstract Shard<K, V> self();

    final boolean owns(int hash) {
        return (hash & ((1 << depth) - 1)) == id;
    }

    final int id() {
        return id;
    }

    final int depth() {
        return depth;
    }

    final int count() {
        return count;
    }

    final long weight() {
        return weight;
    }

    final long spare() {
        return spare;
    }

    /** How many entries made room for others. */
    final long evicted() {
        return evicted;
    }

    /** Whether so much has changed since the last question that the duel may need another measure. */
    final boolean takeReview() {
        boolean was = review;
        review = false;
        return was;
    }

    final void askForReview() {
        review = true;
    }

    /** Whether the last exchange was a use that the policy should hear of. */
    final boolean wasUse() {
        return use;
    }

    final void use(boolean use) {
        this.use = use;
    }

    // Credit.

    final long takeSpare(long most) {
        long taken = Math.min(spare, most);
        spare -= taken;
        return taken;
    }

    /** Keeps credit for the next entry of this shard, or gives it back. */
    final void keep(long credit) {
        if (credit <= 0) {
            return;
        }
        spare += credit;
        long most = slots.weights == null ? 0 : table.bound() >> (SPARE_SHIFT + depth);
        if (spare > most) {
            table.credit().give(spare - most / 2);
            spare = most / 2;
        }
    }

    // Entries.

    final boolean isPast(int slot, long now) {
        Ticks ticks = slots.ticks;
        return ticks != null && ticks.isPast(slot, now);
    }

    /** Puts an entry that is not there into a free slot, in no list yet. */
    final int put(K key, int hash, Object value, int weight, long deadline) {
        Slots slots = this.slots;
        slots.open();
        int slot = slots.place(hash);
        slots.fill(slot, key, value);
        if (slots.ticks != null) {
            slots.ticks.schedule(slot, deadline);
        }
        slots.close();
        if (slots.weights != null) {
            slots.weights[slot] = weight;
        }
        slots.mark(slot, UNLISTED, 0);
        count++;
        this.weight += weight;
        return slot;
    }

    final void overwrite(int slot, Object value, long deadline) {
        Slots slots = this.slots;
        Ticks ticks = slots.ticks;
        if (ticks == null) {
            slots.valueRelease(slot, value);
            return;
        }
        slots.open(); // else the old value could be seen with the new deadline
        slots.valueRelease(slot, value);
        ticks.schedule(slot, deadline);
        slots.close();
    }

    final void reweigh(int slot, int newWeight) {
        weight += newWeight - slots.weight(slot);
        int[] weights = slots.weights;
        if (weights != null) {
            weights[slot] = newWeight;
        }
    }

    /** Removes an entry and tells it. For causes of its own accord the credit is returned, else it goes where it came from. */
    final long remove(int slot, RemovalCause cause) {
        return remove(slot, slots.claim(slot, Table.ANY), cause);
    }

    /** As above, of a slot whose value is claimed. */
    final long remove(int slot, Object value, RemovalCause cause) {
        unlink(slot);
        Slots slots = this.slots;
        Object key = slots.key(slot);
        int freed = slots.weight(slot);
        if (slots.ticks != null) {
            slots.ticks.cancel(slot);
        }
        slots.open();
        slots.clear(slot);
        slots.free(slot);
        slots.close();
        count--;
        weight -= freed;
        if (cause == RemovalCause.SIZE) {
            evicted++;
        } else {
            keep(freed);
        }
        tell(key, value, freed, cause);
        return freed;
    }

    @SuppressWarnings("unchecked") // only put() fills slots
    final K keyAt(int slot) {
        return (K) slots.key(slot);
    }

    @SuppressWarnings("unchecked") // only put() fills slots
    final void tell(Object key, Object value, int weight, RemovalCause cause) {
        table.removals().removed((K) key, (V) value, weight, cause);
    }

    /** Removes expired entries, but goes not more than {@code most} steps; whether nothing expired is left. */
    final boolean expire(long now, int most) {
        Ticks ticks = slots.ticks;
        for (int i = 0; ticks != null && i < most; i++) {
            int slot = ticks.step(now);
            if (slot == Wheel.NOTHING) {
                return true;
            }
            if (slot != Slots.NIL) {
                remove(slot, RemovalCause.EXPIRED);
            }
        }
        return ticks == null;
    }

    /** {@link Ticks#soonest}. */
    final long soonest() {
        Ticks ticks = slots.ticks;
        return ticks == null ? Table.NEVER : ticks.soonest();
    }

    // Arrays.

    /** Sees to it that weights and deadlines can be told. */
    final void prepare(int weight, long deadline, long now) {
        Slots slots = this.slots;
        Ticks ticks = slots.ticks;
        boolean weighable = slots.weights != null || weight == 1;
        boolean timely = ticks == null ? deadline == Table.NEVER : ticks.fits(deadline) && !ticks.isStale(now);
        if (!weighable || !timely) {
            move(slots.buckets, !weighable || slots.weights != null, timely ? ticks : newTicks(deadline, now));
        }
    }

    /** A new base and a new length of tick, in which all that is there can be told, and the new deadline too. */
    private Ticks newTicks(long deadline, long now) {
        long longest = deadline == Table.NEVER ? 0 : deadline - now;
        Ticks ticks = slots.ticks;
        if (ticks != null) {
            for (int slot = 0; slot < slots.size(); slot++) {
                long due = slots.isTaken(slot) ? ticks.deadline(slot) : Table.NEVER;
                longest = due == Table.NEVER ? longest : Math.max(longest, due - now);
            }
        }
        return new Ticks(0, now, longest);
    }

    /** Sees to it that a key with this hash finds a free slot; false if the shard was divided for that. */
    final boolean makeSlot(int hash) {
        Slots slots = this.slots;
        boolean crowded =
                count >= slots.size() / 2 && !slots.hasRoom(hash); // in emptier arrays it is the hashes' fault
        if (count < (slots.size() * FULLEST) >>> 6 && !crowded) {
            return true;
        }
        int most = depth < MANY_SHARDS ? DIVIDED_AT : DIVIDED_AT_IF_MANY;
        if (depth < DEEPEST && (count >= most || slots.size() >= Slots.MOST)) {
            divide();
            return false;
        }
        int buckets = buckets(2L * slots.buckets, count);
        if (buckets <= slots.buckets) { // hashing gave it more than its share
            buckets = Math.min(Slots.MOST / Tags.SLOTS, slots.buckets + (slots.buckets >>> 3) + 1);
        }
        if (buckets > slots.buckets) {
            move(buckets, slots.weights != null, slots.ticks);
        }
        return true;
    }

    /** As many as wanted, if the share of the shard may need as many; but not fewer than so many entries need. */
    private int buckets(long wanted, int entries) {
        long share = Math.max(1, table.bound() >> depth);
        long next = Math.max(bucketsFor(entries), Math.min(wanted, bucketsFor(share)));
        return (int) Math.max(FEWEST_BUCKETS, Math.min(next, Slots.MOST / Tags.SLOTS));
    }

    private static long bucketsFor(long entries) {
        return (entries * 64 / FULL + Tags.SLOTS - 1) / Tags.SLOTS;
    }

    private static Slots like(Slots old, int buckets) {
        Ticks ticks = old.ticks;
        return new Slots(
                buckets, old.weights != null, ticks == null ? null : ticks.withSlots(buckets * Tags.SLOTS), true);
    }

    /**
     * Of a shard that begins to evict: gives its entries arrays whose values are replaced under the lock, so that an
     * eviction claims nothing. There the lock is taken anyway, and a claim would wait for the line of the value.
     */
    final void endSwaps() {
        if (slots.isSwappable() && spare == 0 && table.credit().available() == 0) {
            review = true;
            slots = slots.leaveUnswappable();
            table.publish(self(), null);
        }
    }

    /** Moves all entries into new arrays. */
    private void move(int buckets, boolean weighted, @Nullable Ticks ticks) {
        review = true;
        Slots made = new Slots(buckets, weighted, ticks == null ? null : ticks.withSlots(buckets * Tags.SLOTS), true);
        refill(made, null);
        table.publish(self(), null);
    }

    /** Moves about half of the entries into a new shard, and the rest into new arrays. */
    private void divide() {
        review = true;
        depth++;
        Shard<K, V> sibling = new Shard<>(
                table, id | 1 << (depth - 1), depth, like(slots, buckets(slots.buckets, count / 2 + (count >> 4))));
        sibling.agesAs(this);
        refill(like(slots, sibling.slots.buckets), sibling);
        table.publish(self(), sibling);
    }

    private void refill(Slots made, @Nullable Shard<K, V> sibling) {
        Slots old = slots;
        old.leave();
        int[] oldest = {oldest(WINDOW), oldest(MAIN)};
        int[] sizes = {size(WINDOW), size(MAIN)};
        forget();
        count = 0;
        weight = 0;
        slots = made;
        for (int list = 0; list < sizes.length; list++) {
            int slot = oldest[list];
            for (int i = 0; i < sizes[list]; i++, slot = old.previous(slot)) {
                heir(old.hash(slot), sibling).adopt(old, slot);
            }
        }
        for (int slot = 0; slot < old.size(); slot++) {
            if (old.isTaken(slot) && old.list(slot) == UNLISTED) {
                heir(old.hash(slot), sibling).adopt(old, slot);
            }
        }
    }

    private ShardStore<K, V> heir(int hash, @Nullable Shard<K, V> sibling) {
        return sibling == null || owns(hash) ? this : sibling;
    }

    /** Takes an entry over from arrays that are left, as the newest of the list it was in. */
    @SuppressWarnings("unchecked") // the key was put as a K
    private void adopt(Slots old, int slot) {
        int hash = old.hash(slot);
        Object key = old.key(slot);
        if (!slots.hasRoom(hash)) {
            keep(old.weight(slot));
            tell(key, old.value(slot), old.weight(slot), RemovalCause.SIZE);
            return;
        }
        Ticks ticks = old.ticks;
        long deadline = ticks == null ? Table.NEVER : ticks.deadline(slot);
        int moved = put((K) key, hash, old.value(slot), old.weight(slot), deadline);
        slots.ref[moved] = old.ref[slot];
        push(old.list(slot), moved, old.stamp(slot));
    }
}
