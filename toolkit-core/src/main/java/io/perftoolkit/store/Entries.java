package io.perftoolkit.store;

import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A walk over the entries, shard by shard, each in the table in which it lives when the walk comes to it. */
final class Entries<K, V> {
    private final ShardedStore<K, V> store;
    private int shard;
    private int slot;
    private int end;
    private ObjectTable table;
    private Iterator<Map.Entry<Object, Object>> crowd = Collections.emptyIterator();
    private @Nullable K key;
    private @Nullable V value;

    Entries(ShardedStore<K, V> store) {
        this.store = store;
        this.table = (ObjectTable) store.shards[0].table;
    }

    /** Goes to the next entry, if there is one. */
    boolean advance() {
        while (true) {
            if (crowd.hasNext()) {
                Map.Entry<Object, Object> next = crowd.next();
                show(next.getKey(), next.getValue());
                return true;
            }
            if (slot == end && !enter()) {
                return false;
            }
            if (look(slot++)) {
                return true;
            }
        }
    }

    private boolean enter() {
        if (shard == store.shards.length) {
            key = null;
            return false;
        }
        ObjectTable next = (ObjectTable) store.shards[shard].table;
        slot = next.firstSlot(shard);
        end = next.endSlot(shard);
        table = next;
        shard++;
        return true;
    }

    private boolean look(int at) {
        Object k = table.keyAt(at);
        Object v = k == null ? null : table.valueAt(at);
        if (k == null || v == null) {
            return false;
        }
        if (k instanceof Crowd many) {
            crowd = many.iterator();
            return false;
        }
        show(k, v);
        return true;
    }

    @SuppressWarnings("unchecked") // only keys of K and values of V are ever put in
    private void show(Object k, Object v) {
        key = (K) k;
        value = (V) v;
    }

    K key() {
        if (key == null) {
            throw new NoSuchElementException();
        }
        return key;
    }

    V value() {
        if (value == null) {
            throw new NoSuchElementException();
        }
        return value;
    }
}
