package io.perftoolkit.bench.cache;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** LRU in each of its segments. */
final class GuavaSubject extends CacheSubject {
    private final Cache<Object, Object> cache;

    GuavaSubject(int capacity, boolean expiring) {
        CacheBuilder<Object, Object> builder = CacheBuilder.newBuilder().maximumSize(capacity);
        if (expiring) {
            builder.expireAfterWrite(Duration.ofHours(1));
        }
        cache = builder.build();
    }

    @Override
    public @Nullable Object get(Object key) {
        return cache.getIfPresent(key);
    }

    @Override
    public void put(Object key, Object value) {
        cache.put(key, value);
    }

    @Override
    public @Nullable Object get(Object key, Function<Object, Object> loader) {
        try {
            return cache.get(key, () -> loader.apply(key));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public long size() {
        return cache.size();
    }

    @Override
    public void settle() {
        cache.cleanUp();
    }
}
