package io.perftoolkit.cache;

import java.util.AbstractCollection;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cache as a map. Every default method of the interfaces is overridden, because most of them run a function more than
 * once or outside of its turn (ViewTest checks it by reflection).
 */
final class View<K, V> implements ConcurrentMap<K, V> {
    private final Cache<K, V> cache;
    private final Entries<K, V> entries;
    private final Set<K> keys = new Keys();
    private final Collection<V> values = new Values();
    private final Set<Map.Entry<K, V>> pairs = new Pairs();

    View(Cache<K, V> cache, Entries<K, V> entries) {
        this.cache = cache;
        this.entries = entries;
    }

    @Override
    @SuppressWarnings("unchecked") // a key of another type equals none of ours
    public @Nullable V get(Object key) {
        return cache.get((K) key);
    }

    @Override
    public V getOrDefault(Object key, V other) {
        V value = get(key);
        return value == null ? other : value;
    }

    @Override
    @SuppressWarnings("unchecked") // as get
    public boolean containsKey(Object key) {
        return entries.peek((K) key) != null;
    }

    @Override
    public boolean containsValue(Object value) {
        Objects.requireNonNull(value, "value");
        for (V one : values) {
            if (value.equals(one)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int size() {
        long visible = entries.times.isPlain() ? cache.size() : count();
        return (int) Math.min(Integer.MAX_VALUE, visible);
    }

    /** Where something may be invisible, or expired and not yet met, only a walk knows. */
    private long count() {
        long count = 0;
        for (Iterator<K> each = keys.iterator(); each.hasNext(); each.next()) {
            count++;
        }
        return count;
    }

    @Override
    public boolean isEmpty() {
        return cache.size() == 0 || !keys.iterator().hasNext();
    }

    @Override
    public @Nullable V put(K key, V value) {
        return entries.put(key, value);
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> map) {
        map.forEach(entries::put);
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        return entries.putIfAbsent(key, value);
    }

    @Override
    public @Nullable V replace(K key, V value) {
        return entries.replace(key, value);
    }

    @Override
    public boolean replace(K key, V old, V value) {
        return entries.replace(key, old, value);
    }

    @Override
    @SuppressWarnings("unchecked") // as get
    public @Nullable V remove(Object key) {
        return entries.remove((K) key);
    }

    @Override
    @SuppressWarnings("unchecked") // as get
    public boolean remove(Object key, @Nullable Object value) {
        Objects.requireNonNull(key, "key");
        return value != null && entries.remove((K) key, value);
    }

    @Override
    public void clear() {
        entries.clear();
    }

    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends V> function) {
        Objects.requireNonNull(function, "function");
        V there = cache.get(key);
        if (there != null) {
            return there;
        }
        return entries.computeIfAbsent(key, function);
    }

    @Override
    public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends V> function) {
        Objects.requireNonNull(function, "function");
        return entries.peek(key) == null
                ? null
                : entries.compute(key, (same, old) -> old == null ? null : function.apply(same, old));
    }

    @Override
    public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends V> function) {
        Objects.requireNonNull(function, "function");
        return entries.compute(key, function);
    }

    @Override
    public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends V> function) {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(function, "function");
        return entries.compute(key, (same, old) -> old == null ? value : function.apply(old, value));
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        Objects.requireNonNull(function, "function");
        for (K key : keys) {
            computeIfPresent(key, (same, old) -> Objects.requireNonNull(function.apply(same, old), "value"));
        }
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
        Objects.requireNonNull(action, "action");
        for (Map.Entry<K, V> pair : pairs) {
            action.accept(pair.getKey(), pair.getValue());
        }
    }

    @Override
    public Set<K> keySet() {
        return keys;
    }

    @Override
    public Collection<V> values() {
        return values;
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return pairs;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof Map<?, ?> map && pairs.equals(map.entrySet()));
    }

    @Override
    public int hashCode() {
        return pairs.hashCode();
    }

    @Override
    public String toString() {
        var text = new StringBuilder("{");
        for (Map.Entry<K, V> pair : pairs) {
            text.append(text.length() > 1 ? ", " : "");
            text.append(pair.getKey()).append('=').append(pair.getValue());
        }
        return text.append('}').toString();
    }

    private final class Keys extends AbstractSet<K> {
        @Override
        public Iterator<K> iterator() {
            return new ViewIterator<>(entries, pair -> pair.getKey());
        }

        @Override
        public int size() {
            return View.this.size();
        }

        @Override
        public boolean isEmpty() {
            return View.this.isEmpty();
        }

        @Override
        public boolean contains(Object key) {
            return containsKey(key);
        }

        @Override
        public boolean remove(Object key) {
            return View.this.remove(key) != null;
        }

        @Override
        public boolean removeAll(Collection<?> others) {
            return removeIf(others::contains); // the inherited one may ask this set for each of the others
        }

        @Override
        public void clear() {
            View.this.clear();
        }
    }

    private final class Values extends AbstractCollection<V> {
        @Override
        public Iterator<V> iterator() {
            return new ViewIterator<>(entries, pair -> pair.getValue());
        }

        @Override
        public int size() {
            return View.this.size();
        }

        @Override
        public boolean isEmpty() {
            return View.this.isEmpty();
        }

        @Override
        public boolean contains(Object value) {
            return containsValue(value);
        }

        @Override
        public void clear() {
            View.this.clear();
        }
    }

    private final class Pairs extends AbstractSet<Map.Entry<K, V>> {
        @Override
        public Iterator<Map.Entry<K, V>> iterator() {
            return new ViewIterator<>(entries, pair -> pair);
        }

        @Override
        public int size() {
            return View.this.size();
        }

        @Override
        public boolean isEmpty() {
            return View.this.isEmpty();
        }

        @Override
        @SuppressWarnings("unchecked") // as get
        public boolean contains(Object other) {
            return other instanceof Map.Entry<?, ?> pair
                    && pair.getKey() != null
                    && pair.getValue() != null
                    && pair.getValue().equals(entries.peek((K) pair.getKey()));
        }

        @Override
        public boolean remove(Object other) {
            return other instanceof Map.Entry<?, ?> pair
                    && pair.getKey() != null
                    && View.this.remove(pair.getKey(), pair.getValue());
        }

        @Override
        public boolean removeAll(Collection<?> others) {
            return removeIf(others::contains); // the inherited one may ask this set for each of the others
        }

        @Override
        public void clear() {
            View.this.clear();
        }
    }
}
