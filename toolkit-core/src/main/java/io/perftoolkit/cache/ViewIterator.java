package io.perftoolkit.cache;

import java.util.AbstractMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Walks over what is visible of a cache. One step ahead of its user, so what it announced it has. For one thread. */
final class ViewIterator<K, V, E> implements Iterator<E> {
    private final Entries<K, V> entries;
    private final Table.Cursor<K, Object> cursor;
    private final long now;
    private final Function<Map.Entry<K, V>, E> part;
    private @Nullable Pair next;
    private @Nullable Pair last;

    /**
     * Starts a walk.
     *
     * @param part what of an entry to show
     */
    ViewIterator(Entries<K, V> entries, Function<Map.Entry<K, V>, E> part) {
        this.entries = entries;
        this.part = part;
        this.now = entries.times.now();
        this.cursor = entries.table.cursor(now);
        step();
    }

    private void step() {
        next = null;
        while (next == null && cursor.advance()) {
            V value = Entries.visible(cursor.value(), now);
            if (value != null) {
                next = new Pair(cursor.key(), value);
            }
        }
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public E next() {
        Pair found = next;
        if (found == null) {
            throw new NoSuchElementException();
        }
        last = found;
        step();
        return part.apply(found);
    }

    @Override
    public void remove() {
        Pair gone = last;
        if (gone == null) {
            throw new IllegalStateException("next() was not called, or its entry is removed");
        }
        last = null;
        entries.remove(gone.getKey(), gone.getValue()); // not what another thread has put since
    }

    /** An entry as it was; setting its value writes through. */
    private final class Pair extends AbstractMap.SimpleEntry<K, V> {
        private static final long serialVersionUID = 1;

        Pair(K key, V value) {
            super(key, value);
        }

        @Override
        public V setValue(V value) {
            entries.put(getKey(), value);
            return super.setValue(value);
        }
    }
}
