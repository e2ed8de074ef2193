package io.perftoolkit.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A table that evicts exactly what was used least recently: a hash map and a list under one lock.
 *
 * <p>Thread-safe. Everything is O(1) but {@link #clear}, {@link #cleanUp}, {@link #cursor} and {@link #policy}, which
 * walk over the entries. A read takes the lock too, because it moves its entry.
 */
@SuppressWarnings("ReferenceEquality") // a table compares the objects that it keeps, not what they mean
final class LruTable<K, V> implements Table<K, V> {
    /*
     * Invariant: an entry is in the map, in exactly one ring, and in the sum of the weights, or in none of them; the sum
     * never exceeds the bound. Room is made before anything is put, and equals runs before anything is changed, so what it
     * throws leaves no trace (TableContract.exchange_equalsThrows_changesNothing). Entries of weight 0 have a ring of
     * their own: nothing is won by evicting them, and a walk past them would not be O(1).
     */

    /** How many expired entries a write takes along. */
    private static final int SWEEP = 4;

    /** How many entries a clean-up looks at with one lock. */
    private static final int SWEPT_AT_ONCE = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Object, LruNode<K, V>> map = new HashMap<>();
    private final LruNode<K, V> used = new LruNode<>();
    private final LruNode<K, V> weightless = new LruNode<>();
    private final long accessNanos;
    private final Removals<? super K, ? super V> removals;
    private long bound;
    private long weight;

    /**
     * Creates an empty table.
     *
     * @param bound the most that the weights may sum up to
     * @param accessNanos how long an entry lives after its last use, or 0 if reads do not matter
     * @param removals hears what leaves
     */
    LruTable(long bound, long accessNanos, Removals<? super K, ? super V> removals) {
        this.bound = bound;
        this.accessNanos = accessNanos;
        this.removals = removals;
    }

    @Override
    public @Nullable V get(Object key, int hash, long now) {
        lock.lock();
        try {
            LruNode<K, V> node = map.get(key);
            if (node == null || node.isExpired(now)) {
                return null;
            }
            if (accessNanos != 0) {
                node.deadline = Deadlines.after(now, accessNanos);
            }
            node.moveBehind(ringOf(node.weight));
            return node.value;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable V peek(Object key, int hash, long now) {
        lock.lock();
        try {
            LruNode<K, V> node = map.get(key);
            return node == null || node.isExpired(now) ? null : node.value;
        } finally {
            lock.unlock();
        }
    }

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
        lock.lock();
        try {
            LruNode<K, V> node = map.get(key);
            if (node != null && node.isExpired(now)) {
                drop(node, RemovalCause.EXPIRED);
                node = null;
            }
            V there = node == null ? null : node.value;
            if ((expected == ANY || expected == there) && gate.open(key, hash)) {
                write(node, key, value, weight, deadline, now);
            }
            return there;
        } finally {
            lock.unlock();
        }
    }

    private void write(@Nullable LruNode<K, V> node, K key, @Nullable V value, int weight, long deadline, long now) {
        if (value == null) {
            if (node != null) {
                drop(node, RemovalCause.EXPLICIT);
            }
        } else if (weight > bound) {
            if (node != null) {
                drop(node, RemovalCause.REPLACED);
            }
            removals.removed(key, value, weight, RemovalCause.REFUSED);
        } else if (node != null) {
            replace(node, value, weight, deadline);
        } else {
            sweep(now);
            makeRoom(weight, null);
            insert(key, value, weight, deadline);
        }
    }

    private void insert(K key, V value, int weight, long deadline) {
        LruNode<K, V> node = new LruNode<>(key, value, weight, deadline);
        map.put(key, node);
        node.moveBehind(ringOf(weight));
        this.weight += weight;
    }

    private void replace(LruNode<K, V> node, V value, int weight, long deadline) {
        makeRoom((long) weight - node.weight, node);
        V old = node.value;
        int oldWeight = node.weight;
        node.value = value;
        node.weight = weight;
        node.deadline = deadline;
        node.moveBehind(ringOf(weight));
        this.weight += (long) weight - oldWeight;
        removals.removed(node.key, old, oldWeight, RemovalCause.REPLACED);
    }

    /** Evicts until {@code more} fits; {@code spared} stays. */
    private void makeRoom(long more, @Nullable LruNode<K, V> spared) {
        LruNode<K, V> victim = used.next;
        while (weight + more > bound && victim != used) {
            LruNode<K, V> next = victim.next;
            if (victim != spared) {
                drop(victim, RemovalCause.SIZE);
            }
            victim = next;
        }
    }

    /** Takes along what expired among the entries used least recently; all of it where only access counts. */
    private void sweep(long now) {
        for (int i = 0; i < SWEEP && used.next.isExpired(now); i++) {
            drop(used.next, RemovalCause.EXPIRED);
        }
    }

    private void drop(LruNode<K, V> node, RemovalCause cause) {
        map.remove(node.key);
        node.unlink();
        weight -= node.weight;
        removals.removed(node.key, node.value, node.weight, cause);
    }

    private LruNode<K, V> ringOf(int weight) {
        return weight == 0 ? weightless : used;
    }

    @Override
    public boolean extend(Object key, int hash, V value, long deadline, long now) {
        lock.lock();
        try {
            LruNode<K, V> node = map.get(key);
            if (node == null || node.isExpired(now) || node.value != value) {
                return false;
            }
            node.deadline = deadline;
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long deadline(Object key, int hash) {
        lock.lock();
        try {
            LruNode<K, V> node = map.get(key);
            return node == null ? 0 : node.deadline;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long size() {
        lock.lock();
        try {
            return map.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long weight() {
        lock.lock();
        try {
            return weight;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long bound() {
        lock.lock();
        try {
            return bound;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void resize(long bound) {
        lock.lock();
        try {
            this.bound = bound;
            makeRoom(0, null);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void clear() {
        lock.lock();
        try {
            nodes().forEach(node -> drop(node, RemovalCause.EXPLICIT));
        } finally {
            lock.unlock();
        }
    }

    /** Looks at every entry: there is no order of deadlines here. The list of them is copied in one step. */
    @Override
    public long cleanUp(long now, Runnable between) {
        List<LruNode<K, V>> all;
        lock.lock();
        try {
            all = nodes();
        } finally {
            lock.unlock();
        }
        long soonest = NEVER;
        for (int i = 0; i < all.size(); i += SWEPT_AT_ONCE) {
            soonest = Deadlines.earlier(soonest, sweep(all.subList(i, Math.min(all.size(), i + SWEPT_AT_ONCE)), now));
            between.run();
        }
        return soonest;
    }

    /** Drops those that have expired and are still there; the first deadline of the others. */
    private long sweep(List<LruNode<K, V>> some, long now) {
        long soonest = NEVER;
        lock.lock();
        try {
            for (LruNode<K, V> node : some) {
                if (!node.isLinked()) {
                    continue;
                }
                if (node.isExpired(now)) {
                    drop(node, RemovalCause.EXPIRED);
                } else {
                    soonest = Deadlines.earlier(soonest, node.deadline);
                }
            }
        } finally {
            lock.unlock();
        }
        return soonest;
    }

    @Override
    public Cursor<K, V> cursor(long now) {
        lock.lock();
        try {
            return new Walk(nodes(), now);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public PolicySnapshot<K> policy(int most) {
        lock.lock();
        try {
            List<K> coldest = new ArrayList<>();
            for (LruNode<K, V> node = used.next; node != used && coldest.size() < most; node = node.next) {
                coldest.add(node.key);
            }
            List<K> hottest = new ArrayList<>();
            for (LruNode<K, V> node = used.previous; node != used && hottest.size() < most; node = node.previous) {
                hottest.add(node.key);
            }
            return new PolicySnapshot<>("exact-lru", 0, Map.of(), hottest, coldest);
        } finally {
            lock.unlock();
        }
    }

    /** All entries, in the order in which they would go. */
    private List<LruNode<K, V>> nodes() {
        List<LruNode<K, V>> nodes = new ArrayList<>(map.size());
        for (LruNode<K, V> ring : List.of(used, weightless)) {
            for (LruNode<K, V> node = ring.next; node != ring; node = node.next) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    /** Over the entries that were there at its start; what has left since is passed over. */
    private final class Walk implements Cursor<K, V> {
        private final List<LruNode<K, V>> nodes;
        private final long now;
        private int position;
        private @Nullable LruNode<K, V> node;
        private @Nullable V value;

        Walk(List<LruNode<K, V>> nodes, long now) {
            this.nodes = nodes;
            this.now = now;
        }

        @Override
        public boolean advance() {
            lock.lock();
            try {
                while (position < nodes.size()) {
                    LruNode<K, V> next = nodes.get(position++);
                    if (next.isLinked() && !next.isExpired(now)) {
                        node = next;
                        value = next.value;
                        return true;
                    }
                }
                return false;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public K key() {
            if (node == null) {
                throw new IllegalStateException("advance() has not found an entry");
            }
            return node.key;
        }

        @Override
        public V value() {
            if (value == null) {
                throw new IllegalStateException("advance() has not found an entry");
            }
            return value;
        }
    }
}
