package io.perftoolkit.bench.cache;

import java.time.Duration;
import java.util.function.Function;
import org.cache2k.Cache;
import org.cache2k.Cache2kBuilder;
import org.jspecify.annotations.Nullable;

/** Clock-Pro+ in a table of its own. */
final class Cache2kSubject extends CacheSubject {
    private final Cache<Object, Object> cache;

    Cache2kSubject(int capacity, boolean expiring, boolean strict) {
        Cache2kBuilder<Object, Object> builder = Cache2kBuilder.of(Object.class, Object.class)
                .entryCapacity(capacity)
                .strictEviction(strict)
                .disableStatistics(true);
        cache = expiring
                ? builder.expireAfterWrite(Duration.ofHours(1)).build()
                : builder.eternal(true).build();
    }

    @Override
    public @Nullable Object get(Object key) {
        return cache.peek(key);
    }

    @Override
    public void put(Object key, Object value) {
        cache.put(key, value);
    }

    @Override
    public @Nullable Object get(Object key, Function<Object, Object> loader) {
        return cache.computeIfAbsent(key, loader);
    }

    @Override
    public long size() {
        return cache.asMap().size();
    }

    @Override
    public void close() {
        cache.close();
    }
}
