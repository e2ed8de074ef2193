package io.perftoolkit.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Locks, and growth from one table to the next, shard by shard; the same for every kind of store. */
@SuppressWarnings("ReferenceEquality") // tables and shards are compared by what they are, not by what they hold
abstract class Shards {
    /*
     * Invariant: a shard lives in one table at a time, and only its lock's holder changes what is in it or moves it. After
     * the move its range in the old table never changes again: it is frozen. A table's next one is set while all shards
     * live in it, and becomes the current one when all have left. So there are never more than two generations, and a
     * writer that needs room in the younger one first moves those that are left in the elder (StoreThreadsTest).
     *
     * Ordering: a reader takes the current table, then looks whether it has a next one. None: at that moment no shard
     * had left, so whatever it reads there was true then or later. One: it takes the shard's own table. Either way
     * the range may freeze behind its back; then it answers for the moment of the freeze, which lies within its call. The
     * look must not come after the reading of slots: next is volatile (GrowthStress).
     *
     * Waiting: a thread waits for a lock only while it holds none, except for a function of the caller that writes to the
     * store it was called by: instead of waiting with a lock in its hand, such a call is refused.
     *
     * Proof: GrowthStress; its CopyAfterSwitchControl must miss an entry, or the trial is blind.
     */

    /** Slots that one writer copies on the way, at least: small tables move at once, large ones shard by shard. */
    private static final int ERRAND = 1 << 14;

    final Shard[] shards;
    private final int shift;
    private final Mutex growing = new Mutex();
    private final AtomicLong growths = new AtomicLong();

    Shards(Table first) {
        shards = new Shard[first.shards];
        for (int i = 0; i < shards.length; i++) {
            shards[i] = new Shard(i, first);
        }
        shift = Integer.SIZE - Integer.numberOfTrailingZeros(shards.length);
    }

    /** The table in which all shards live, or the elder one while they move. */
    abstract Table current();

    /** All shards live there now. */
    abstract void publish(Table table);

    final Shard shardOf(int hash) {
        return shards[(int) ((hash & Table.MASK) >>> shift)];
    }

    /** Locks the shard of a hash and brings it to the newest table. */
    final Shard lock(int hash) {
        Shard shard = shardOf(hash);
        lock(shard);
        return shard;
    }

    final void lock(Shard shard) {
        if (!shard.tryLock()) {
            await(shard);
        }
        Table next = shard.table.next;
        if (next != null) {
            move(shard, next);
        }
    }

    private void await(Shard shard) {
        if (shard.isMine()) {
            throw new IllegalStateException(
                    "recursive update: a function writes to the shard that waits for its result");
        }
        boolean taken = shard.spin();
        if (!taken) {
            for (Shard other : shards) {
                if (other.isMine()) {
                    throw new IllegalStateException("recursive update: a function writes to its own store,"
                            + " and waiting there could be a deadlock");
                }
            }
            shard.park();
        }
        shard.addContention();
    }

    /** Unlocks a shard, unless this thread lost the lock on the way, by an error while it made room. */
    final void unlock(Shard shard) {
        if (!shard.isMine()) {
            return;
        }
        Table table = shard.table;
        shard.unlock();
        if (current() != table) {
            help();
        }
    }

    /** Lets go of a full shard, has it grow and locks it again. */
    final void makeRoom(Shard shard) {
        Table full = shard.table;
        shard.unlock();
        if (full.next == null) {
            leaveElders(full);
            grow(full);
        }
        lock(shard);
    }

    /** Moves what still lives in an elder table: before that, the younger one cannot have a successor. */
    private void leaveElders(Table table) {
        if (current() != table) {
            for (Shard shard : shards) {
                lock(shard);
                shard.unlock();
            }
        }
    }

    private void grow(Table full) {
        if (!growing.tryLock() && !growing.spin()) {
            growing.park();
        }
        try {
            if (full.next == null && current() == full) {
                full.next = full.sized(nextSpan(full));
            }
        } finally {
            growing.unlock();
        }
    }

    /** Half full with what is alive now, and never smaller, because a shard may hold as much as its range does. */
    private int nextSpan(Table full) {
        int alive = 0;
        for (Shard shard : shards) {
            alive = Math.max(alive, shard.used() - shard.dead());
        }
        int greatest = full.greatestSpan();
        if (full.span >= greatest && alive >= full.limit) {
            throw new IllegalStateException("store is full: " + entries() + " entries in " + shards.length + " shards");
        }
        return (int) Math.min(greatest, Math.max(full.span, 2L * alive + 2));
    }

    private void move(Shard shard, Table to) {
        Table from = shard.table;
        shard.moved();
        from.copy(shard, to);
        shard.table = to;
        if (from.unmoved.decrementAndGet() == 0) {
            publish(to);
            growths.incrementAndGet();
        }
    }

    /** Moves some shards that nobody else moves. */
    private void help() {
        Table from = current();
        Table next = from.next;
        if (next == null) {
            return;
        }
        int budget = ERRAND;
        for (Shard shard : shards) {
            if (shard.table == from && shard.tryLock()) {
                try {
                    if (shard.table == from) {
                        move(shard, next);
                        budget -= from.span;
                    }
                } finally {
                    shard.unlock();
                }
                if (budget <= 0) {
                    return;
                }
            }
        }
    }

    /** How many entries there are; exact while nobody writes. */
    final long entries() {
        long sum = 0;
        for (Shard shard : shards) {
            sum += shard.entries();
        }
        return Math.max(0, sum);
    }

    final StoreStats snapshot() {
        List<StoreStats.ShardStats> list = new ArrayList<>(shards.length);
        long entries = 0;
        for (Shard shard : shards) {
            int some = shard.entries();
            entries += some;
            list.add(new StoreStats.ShardStats(
                    some, shard.table.span, shard.used(), shard.longest(), shard.crowds(), shard.contended()));
        }
        return new StoreStats(entries, growths.get(), current().next != null, list);
    }
}
