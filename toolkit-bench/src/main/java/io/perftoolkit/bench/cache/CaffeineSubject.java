package io.perftoolkit.bench.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** W-TinyLFU in front of a {@code ConcurrentHashMap}. */
final class CaffeineSubject extends CacheSubject {
    private final Cache<Object, Object> cache;

    CaffeineSubject(int capacity, boolean expiring, boolean direct) {
        Caffeine<Object, Object> builder = Caffeine.newBuilder().maximumSize(capacity);
        if (expiring) {
            builder.expireAfterWrite(Duration.ofHours(1));
        }
        if (direct) {
            builder.executor(Runnable::run);
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
        return cache.get(key, loader);
    }

    @Override
    public long size() {
        return cache.estimatedSize();
    }

    @Override
    public void settle() {
        cache.cleanUp();
    }
}
