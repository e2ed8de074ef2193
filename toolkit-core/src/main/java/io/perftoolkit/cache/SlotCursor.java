package io.perftoolkit.cache;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A walk over the entries of a table, which copies those of one shard after the other under its lock. */
final class SlotCursor<K, V> implements Table.Cursor<K, V> {
    private final Walk<K, V> walk;
    private final long now;

    /** Keys and values in turn; null for a free slot. */
    private @Nullable Object[] entries = {};

    /** Behind the entry that advance() went to. */
    private int next;

    SlotCursor(Walk<K, V> walk, long now) {
        this.walk = walk;
        this.now = now;
    }

    @Override
    public boolean advance() {
        while (true) {
            while (next < entries.length) {
                next += 2;
                if (entries[next - 2] != null) {
                    return true;
                }
            }
            Shard<K, V> shard = walk.lockNext();
            if (shard == null) {
                entries = new Object[0];
                next = 0;
                return false;
            }
            try {
                entries = shard.copy(now);
                next = 0;
            } finally {
                shard.unlock();
            }
        }
    }

    @Override
    @SuppressWarnings("unchecked") // put as a K
    public K key() {
        return (K) at(next - 2);
    }

    @Override
    @SuppressWarnings("unchecked") // put as a V
    public V value() {
        return (V) at(next - 1);
    }

    private Object at(int index) {
        Object there = index < 0 ? null : entries[index];
        if (there == null) {
            throw new NoSuchElementException("advance() said no, or was not called");
        }
        return there;
    }
}
