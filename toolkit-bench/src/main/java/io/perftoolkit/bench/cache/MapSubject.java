package io.perftoolkit.bench.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** No cache, for it forgets nothing: what a bound costs is what the others take more. */
final class MapSubject extends CacheSubject {
    private final ConcurrentHashMap<Object, Object> map;

    MapSubject(int capacity) {
        map = new ConcurrentHashMap<>(capacity);
    }

    @Override
    public @Nullable Object get(Object key) {
        return map.get(key);
    }

    @Override
    public void put(Object key, Object value) {
        map.put(key, value);
    }

    @Override
    public @Nullable Object get(Object key, Function<Object, Object> loader) {
        return map.computeIfAbsent(key, loader);
    }

    @Override
    public long size() {
        return map.size();
    }
}
