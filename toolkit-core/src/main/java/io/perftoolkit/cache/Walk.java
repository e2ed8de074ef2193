package io.perftoolkit.cache;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A walk over all keys of a table by shards, each key once, also while shards are divided. For one thread. */
final class Walk<K, V> {
    /*
     * Invariant: the parts that are left and those that were given out cover every hash once. A part is the hashes that
     * end in the same bits; if its shard was divided meanwhile, the part is too (SlotTableTest.cursor_divided*).
     */
    private record Part(int id, int depth) {}

    private final Directory<K, V> directory;
    private final Deque<Part> left = new ArrayDeque<>();
    private Part current = new Part(0, 0);

    Walk(Directory<K, V> directory) {
        this.directory = directory;
        left.push(current);
    }

    /** The shard given out last comes once more, or what it is divided into by then. */
    void again() {
        left.push(current);
    }

    /** The next shard, locked, for the caller to unlock; null at the end. */
    @Nullable
    Shard<K, V> lockNext() {
        while (!left.isEmpty()) {
            Part part = left.pop();
            Shard<K, V> shard = directory.lock(part.id);
            if (shard.depth() == part.depth) {
                current = part;
                return shard;
            }
            shard.unlock();
            left.push(new Part(part.id | 1 << part.depth, part.depth + 1));
            left.push(new Part(part.id, part.depth + 1));
        }
        return null;
    }
}
