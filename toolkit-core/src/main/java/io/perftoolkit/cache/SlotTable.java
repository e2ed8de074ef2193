package io.perftoolkit.cache;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A table by open addressing, without an object per entry: reads take no lock, writes take that of one shard.
 *
 * <p>Thread-safe. {@link #get}, {@link #peek} and {@link #exchange} are O(1) for any {@code hashCode}; a write now and
 * then moves the entries of its shard, never those of another.
 */
@SuppressWarnings("ReferenceEquality") // a table compares the objects that it keeps, not what they mean
final class SlotTable<K, V> extends Directory<K, V> implements Table<K, V> {
    /*
     * Invariant: an entry that is there stays there and is found while its value is replaced, with the lock or without
     * (SwapStress.SwapAndReads); whoever meets a claimed value waits for the next one.
     *
     * Ordering: a reader looks READS times without a lock, then under it: a writer that was stopped in the middle costs a
     * reader one wait, no endless spin. The one store of a reader is a use it counts, and that is racy on purpose: a lost
     * or misplaced use costs a hit at most.
     *
     * Proof: SlotTableStress, SwapStress, SlotTableThreadsTest.
     */
    private static final int READS = 3;
    private static final int EVICTED_AT_ONCE = 64;

    /** So many steps of the wheel go with one lock. */
    private static final int SWEPT_AT_ONCE = 64;

    /** A longer wait for the next use than this part of its life is worth a lock. */
    private static final int PROLONG_SHIFT = 6;

    private static final Object AGAIN = new Object();

    /** In place of a slot that nobody has looked for, and of a version: an odd one. */
    private static final int UNKNOWN = -1;

    private final Credit credit;
    private final long accessNanos;
    private final Removals<? super K, ? super V> removals;
    private final ReentrantLock resizeLock = new ReentrantLock();
    private final Steering steering = new Steering(this);

    /** {@link Expert#mostUses} of the expert that steers: here, readers find it at once. */
    private int mostUses = steering.expert().mostUses;

    /**
     * Creates an empty table.
     *
     * @param bound the most that the weights may sum up to
     * @param accessNanos how long an entry lives after its last use, or 0 if reads do not matter
     * @param removals hears what leaves
     */
    SlotTable(long bound, long accessNanos, Removals<? super K, ? super V> removals) {
        this.credit = new Credit(bound);
        this.accessNanos = accessNanos;
        this.removals = removals;
        begin(new Shard<>(this, 0, 0, new Slots(ShardStore.FEWEST_BUCKETS, false, null, true)));
    }

    // What shards ask.

    Credit credit() {
        return credit;
    }

    Removals<? super K, ? super V> removals() {
        return removals;
    }

    Steering steering() {
        return steering;
    }

    /** Another expert steers from here on. */
    void follow(Expert expert) {
        mostUses = expert.mostUses;
    }

    Expert expert() {
        return steering.expert();
    }

    // Reading.

    /** The common cases of {@link #find}, first: the key lies in its home bucket and has not expired, or lies nowhere. */
    @Override
    public @Nullable V get(Object key, int hash, long now) {
        Slots slots = slots(hash);
        long[] tags = slots.tags;
        @Nullable Object[] kv = slots.kv;
        long version = Slots.versionAcquire(tags);
        int home = slots.home(hash);
        long word = Slots.bucketOpaque(tags, home);
        long mask = Tags.matches(word, Tags.pattern(hash));
        if (mask != 0) {
            int slot = home * Tags.SLOTS + Tags.first(mask);
            Object there = kv[2 * slot];
            Object value = kv[2 * slot + 1];
            Ticks ticks = slots.ticks;
            boolean past = ticks != null && ticks.isPast(slot, now);
            if (Slots.isStill(tags, version)
                    && !past
                    && value != Claims.CLAIMED
                    && (there == key || (there != null && key.equals(there)))) {
                byte used = slots.ref[slot];
                if (used < mostUses) {
                    touch(slots, slot, used, hash);
                }
                if (ticks != null && accessNanos != 0 && value != null) {
                    prolong(ticks, slot, key, hash, value, now);
                }
                return value(value);
            }
        } else if (Tags.passed(word) == 0 && Slots.isStill(tags, version)) {
            return null;
        }
        return find(key, hash, now, true);
    }

    @Override
    public @Nullable V peek(Object key, int hash, long now) {
        return find(key, hash, now, false);
    }

    private @Nullable V find(Object key, int hash, long now, boolean use) {
        Object found = AGAIN;
        for (int i = 0; i < READS && found == AGAIN; i++) {
            found = probe(slots(hash), key, hash, now, use);
        }
        return value(found == AGAIN ? findLocked(key, hash, now, use) : found);
    }

    @SuppressWarnings("unchecked") // values are put as V
    private @Nullable V value(@Nullable Object found) {
        return (V) found;
    }

    /** One look without a lock: the value, null if there is none, or AGAIN if a writer was there meanwhile. */
    private @Nullable Object probe(Slots slots, Object key, int hash, long now, boolean use) {
        long version = slots.versionAcquire();
        int slot = slots.search(key, hash);
        if (slot == Slots.NIL) {
            return slots.isStill(version) ? null : AGAIN;
        }
        return found(slots, version, slot, key, hash, now, use);
    }

    private @Nullable Object found(Slots slots, long version, int slot, Object key, int hash, long now, boolean use) {
        Object value = slots.unclaimed(slot);
        Ticks ticks = slots.ticks;
        boolean past = ticks != null && ticks.isPast(slot, now);
        if (!slots.isStill(version)) {
            return AGAIN;
        }
        if (past || value == null) {
            return null;
        }
        if (use) {
            byte used = slots.ref[slot];
            if (used < mostUses) {
                touch(slots, slot, used, hash);
            }
            if (ticks != null && accessNanos != 0) {
                prolong(ticks, slot, key, hash, value, now);
            }
        }
        return value;
    }

    private void touch(Slots slots, int slot, byte used, int hash) {
        slots.ref[slot] = (byte) (used + 1);
        steering.used(hash);
    }

    /** Only if it is worth the lock: an entry that is used again soon keeps the deadline it has. */
    private void prolong(Ticks ticks, int slot, Object key, int hash, Object value, long now) {
        long deadline = Deadlines.after(now, accessNanos);
        if (deadline == NEVER
                || (long) ticks.tick(deadline) - ticks.dueOpaque(slot) > ticks.length(accessNanos >> PROLONG_SHIFT)) {
            moveDeadline(key, hash, value, deadline, now);
        }
    }

    private @Nullable Object findLocked(Object key, int hash, long now, boolean use) {
        Object found;
        Shard<K, V> shard = lock(hash);
        try {
            found = shard.peek(key, hash, now);
        } finally {
            shard.unlock();
        }
        if (use && found != null && accessNanos != 0) {
            moveDeadline(key, hash, found, Deadlines.after(now, accessNanos), now);
        }
        return found;
    }

    // Writing.

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
        Slots seen = slots(hash);
        long version = UNKNOWN;
        int slot = UNKNOWN;
        if (value != null && expected == ANY && weight == 1 && deadline == NEVER && seen.isSwappable()) {
            version = seen.versionAcquire();
            slot = seen.search(key, hash);
            Object was = slot == Slots.NIL ? null : swap(seen, version, slot, key, hash, value, gate);
            if (was != null) {
                return value(was);
            }
        }
        while (true) {
            Object there;
            boolean use;
            boolean review;
            long shortage;
            Shard<K, V> shard = lock(hash);
            try {
                boolean absent = slot == Slots.NIL && shard.slots == seen && seen.isStill(version);
                there = shard.exchange(key, hash, absent, expected, value, weight, deadline, now, gate);
                use = shard.wasUse();
                review = shard.takeReview();
                shortage = shard.shortage();
            } finally {
                shard.unlock();
            }
            if (review) {
                steering.review(bound(), weight(), size());
            }
            if (use) {
                steering.used(hash);
            }
            if (there == Shard.TOO_FULL) {
                credit.give(evict(shortage, shard));
            } else if (there != Shard.DIVIDED) {
                return value(there);
            }
        }
    }

    /**
     * Replaces the value of a key that is there, without the lock: claims its slot instead.
     *
     * @return what was there, or null if nothing was done: the lock will do it
     */
    @SuppressWarnings("unchecked") // values are put as V
    private @Nullable Object swap(
            Slots slots, long version, int slot, K key, int hash, Object value, Gate<? super K> gate) {
        Object there = slots.valueAcquire(slot);
        if (there == null || !slots.tryClaim(slot, there)) {
            return null;
        }
        boolean passes = false;
        boolean still = slots.isStillClaimed(version);
        try {
            passes = still && gate.open(key, hash);
            if (passes) {
                removals.removed(key, (V) there, 1, RemovalCause.REPLACED);
            }
        } finally {
            slots.valueRelease(slot, passes ? value : there);
        }
        if (!still) {
            return null;
        }
        byte used = slots.ref[slot];
        if (passes && used < mostUses) {
            touch(slots, slot, used, hash);
        }
        return there;
    }

    @Override
    public boolean extend(Object key, int hash, V value, long deadline, long now) {
        return moveDeadline(key, hash, value, deadline, now);
    }

    private boolean moveDeadline(Object key, int hash, Object value, long deadline, long now) {
        Shard<K, V> shard = lock(hash);
        try {
            return shard.extend(key, hash, value, deadline, now);
        } finally {
            shard.unlock();
        }
    }

    /** Evicts this much, wherever else it is, if there is as much. The caller must hold no lock of a shard. */
    private long evict(long weight, @Nullable Shard<K, V> butNotFrom) {
        long freed = 0;
        for (Shard<K, V> shard : all()) {
            long some = shard == butNotFrom ? 0 : 1;
            while (freed < weight && some > 0) {
                shard.lock();
                try {
                    some = shard.takeSpare(weight - freed);
                    some += shard.evict(weight - freed - some, EVICTED_AT_ONCE);
                } finally {
                    shard.unlock();
                }
                freed += some;
            }
        }
        return freed;
    }

    @Override
    public void resize(long bound) {
        resizeLock.lock();
        try {
            long less = credit.bound() - bound;
            if (less < 0) {
                credit.bound(bound);
                credit.give(-less);
                return;
            }
            while (less > 0) {
                long taken = credit.take(less);
                less -= taken;
                if (taken == 0) {
                    credit.give(evict(less, null));
                }
            }
            credit.bound(bound);
        } finally {
            resizeLock.unlock();
        }
    }

    @Override
    public void clear() {
        each(Shard::clear);
    }

    @Override
    public long cleanUp(long now, Runnable between) {
        long soonest = NEVER;
        Walk<K, V> walk = new Walk<>(this);
        for (Shard<K, V> shard = walk.lockNext(); shard != null; shard = walk.lockNext()) {
            boolean done = false;
            try {
                done = shard.expire(now, SWEPT_AT_ONCE);
                soonest = done ? Deadlines.earlier(soonest, shard.soonest()) : soonest;
            } finally {
                shard.unlock();
            }
            if (!done) {
                walk.again();
                between.run();
            }
        }
        return soonest;
    }

    /** Does something with every shard, under its lock. */
    void each(Consumer<? super Shard<K, V>> action) {
        Walk<K, V> walk = new Walk<>(this);
        for (Shard<K, V> shard = walk.lockNext(); shard != null; shard = walk.lockNext()) {
            try {
                action.accept(shard);
            } finally {
                shard.unlock();
            }
        }
    }

    // Asking.

    @Override
    public long deadline(Object key, int hash) {
        Shard<K, V> shard = lock(hash);
        try {
            return shard.deadline(key, hash);
        } finally {
            shard.unlock();
        }
    }

    @Override
    public long size() {
        long size = 0;
        for (Shard<K, V> shard : all()) {
            size += shard.count();
        }
        return size;
    }

    @Override
    public long weight() {
        long unused = credit.available();
        for (Shard<K, V> shard : all()) {
            unused += shard.spare();
        }
        return Math.max(0, bound() - unused);
    }

    @Override
    public long bound() {
        return credit.bound();
    }

    @Override
    public Cursor<K, V> cursor(long now) {
        return new SlotCursor<>(new Walk<>(this), now);
    }

    @Override
    public PolicySnapshot<K> policy(int most) {
        return Survey.of(this, most);
    }
}
