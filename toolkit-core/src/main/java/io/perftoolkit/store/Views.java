package io.perftoolkit.store;

import static java.util.Objects.requireNonNull;

import java.util.AbstractCollection;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The three collections of a map. What removes from one of them does so on a condition the store checks atomically. */
final class Views {
    private static final int TRAITS = Spliterator.CONCURRENT | Spliterator.NONNULL;

    private Views() {}

    /** Steps through a store; each kind of view has its own idea of an element. */
    private static final class Steps<K, V, E> implements Iterator<E> {
        private final ShardedStore<K, V> store;
        private final Entries<K, V> entries;
        private final Function<Entries<K, V>, E> element;
        private boolean ahead;
        private boolean more;
        private @Nullable K last;

        Steps(ShardedStore<K, V> store, Function<Entries<K, V>, E> element) {
            this.store = store;
            this.entries = new Entries<>(store);
            this.element = element;
        }

        @Override
        public boolean hasNext() {
            if (!ahead) {
                more = entries.advance();
                ahead = true;
            }
            return more;
        }

        @Override
        public E next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            ahead = false;
            last = entries.key();
            return element.apply(entries);
        }

        @Override
        public void remove() {
            K key = last;
            if (key == null) {
                throw new IllegalStateException("remove() without a next() before it");
            }
            last = null;
            store.remove(key);
        }
    }

    private static <K, V> boolean removeIf(ShardedStore<K, V> store, Predicate<Entries<K, V>> condition) {
        boolean removed = false;
        var entries = new Entries<>(store);
        while (entries.advance()) {
            if (condition.test(entries)) {
                removed |= store.remove(entries.key(), entries.value());
            }
        }
        return removed;
    }

    static final class Keys<K, V> extends AbstractSet<K> {
        private final ShardedStore<K, V> store;

        Keys(ShardedStore<K, V> store) {
            this.store = store;
        }

        @Override
        public Iterator<K> iterator() {
            return new Steps<>(store, Entries::key);
        }

        @Override
        public Spliterator<K> spliterator() {
            return Spliterators.spliteratorUnknownSize(iterator(), TRAITS | Spliterator.DISTINCT);
        }

        @Override
        public int size() {
            return store.size();
        }

        @Override
        public boolean isEmpty() {
            return store.isEmpty();
        }

        @Override
        public boolean contains(@Nullable Object key) {
            return store.containsKey(requireNonNull(key, "key"));
        }

        @Override
        public boolean remove(@Nullable Object key) {
            return store.remove(requireNonNull(key, "key")) != null;
        }

        @Override
        public boolean removeAll(Collection<?> keys) {
            requireNonNull(keys, "keys");
            return removeIf(keys::contains);
        }

        @Override
        public void clear() {
            store.clear();
        }
    }

    static final class Values<K, V> extends AbstractCollection<V> {
        private final ShardedStore<K, V> store;

        Values(ShardedStore<K, V> store) {
            this.store = store;
        }

        @Override
        public Iterator<V> iterator() {
            return new Steps<>(store, Entries::value);
        }

        @Override
        public Spliterator<V> spliterator() {
            return Spliterators.spliteratorUnknownSize(iterator(), TRAITS);
        }

        @Override
        public int size() {
            return store.size();
        }

        @Override
        public boolean isEmpty() {
            return store.isEmpty();
        }

        @Override
        public boolean remove(@Nullable Object value) {
            var entries = new Entries<>(store);
            while (entries.advance()) {
                if (entries.value().equals(value) && store.remove(entries.key(), entries.value())) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public boolean removeIf(Predicate<? super V> condition) {
            requireNonNull(condition, "condition");
            return Views.removeIf(store, entries -> condition.test(entries.value()));
        }

        @Override
        public boolean removeAll(Collection<?> values) {
            requireNonNull(values, "values");
            return removeIf(values::contains);
        }

        @Override
        public boolean retainAll(Collection<?> values) {
            requireNonNull(values, "values");
            return removeIf(value -> !values.contains(value));
        }

        @Override
        public void clear() {
            store.clear();
        }
    }

    static final class EntrySet<K, V> extends AbstractSet<Map.Entry<K, V>> {
        private final ShardedStore<K, V> store;

        EntrySet(ShardedStore<K, V> store) {
            this.store = store;
        }

        @Override
        public Iterator<Map.Entry<K, V>> iterator() {
            return new Steps<>(store, this::entry);
        }

        private Map.Entry<K, V> entry(Entries<K, V> at) {
            return new Written<>(store, at.key(), at.value());
        }

        @Override
        public Spliterator<Map.Entry<K, V>> spliterator() {
            return Spliterators.spliteratorUnknownSize(iterator(), TRAITS | Spliterator.DISTINCT);
        }

        @Override
        public int size() {
            return store.size();
        }

        @Override
        public boolean isEmpty() {
            return store.isEmpty();
        }

        @Override
        public boolean contains(@Nullable Object o) {
            if (!(o instanceof Map.Entry<?, ?> entry)) {
                return false;
            }
            Object value = entry.getKey() == null ? null : store.get(entry.getKey());
            return value != null && value.equals(entry.getValue());
        }

        @Override
        public boolean remove(@Nullable Object o) {
            if (!(o instanceof Map.Entry<?, ?> entry)) {
                return false;
            }
            return entry.getKey() != null && store.remove(entry.getKey(), entry.getValue());
        }

        @Override
        public boolean removeIf(Predicate<? super Map.Entry<K, V>> condition) {
            requireNonNull(condition, "condition");
            return Views.removeIf(store, at -> condition.test(entry(at)));
        }

        @Override
        public boolean removeAll(Collection<?> entries) {
            requireNonNull(entries, "entries");
            return removeIf(entries::contains);
        }

        @Override
        public boolean retainAll(Collection<?> entries) {
            requireNonNull(entries, "entries");
            return removeIf(entry -> !entries.contains(entry));
        }

        @Override
        public void clear() {
            store.clear();
        }
    }

    /** An entry as it was met; what is written to it goes to the store. */
    private static final class Written<K, V> implements Map.Entry<K, V> {
        private final ShardedStore<K, V> store;
        private final K key;
        private V value;

        Written(ShardedStore<K, V> store, K key, V value) {
            this.store = store;
            this.key = key;
            this.value = value;
        }

        @Override
        public K getKey() {
            return key;
        }

        @Override
        public V getValue() {
            return value;
        }

        @Override
        public V setValue(V next) {
            requireNonNull(next, "value");
            V old = value;
            value = next;
            store.put(key, next);
            return old;
        }

        @Override
        public boolean equals(@Nullable Object o) {
            return o instanceof Map.Entry<?, ?> other && key.equals(other.getKey()) && value.equals(other.getValue());
        }

        @Override
        public int hashCode() {
            return key.hashCode() ^ value.hashCode();
        }

        @Override
        public String toString() {
            return key + "=" + value;
        }
    }
}
