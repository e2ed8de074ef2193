package io.perftoolkit.bench.cache;

import io.perftoolkit.cache.Cache;
import io.perftoolkit.cache.CacheBuilder;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The cache of the toolkit, as its builder makes it. */
final class OursSubject extends CacheSubject {
    private final Cache<Object, Object> cache;

    private OursSubject(CacheBuilder<Object, Object> builder) {
        cache = builder.build();
    }

    static OursSubject of(int capacity) {
        return new OursSubject(Cache.builder().capacity(capacity));
    }

    static OursSubject expiring(int capacity) {
        return new OursSubject(Cache.builder().capacity(capacity).expireAfterWrite(Duration.ofHours(1)));
    }

    static OursSubject withSeed(int capacity, int seed) {
        return new OursSubject(Cache.builder().capacity(capacity).seed(seed));
    }

    @Override
    public @Nullable Object get(Object key) {
        return cache.get(key);
    }

    @Override
    public void put(Object key, Object value) {
        cache.put(key, value);
    }

    @Override
    public @Nullable Object get(Object key, Function<Object, Object> loader) {
        return cache.get(key, loader::apply);
    }

    @Override
    public long size() {
        return cache.size();
    }

    @Override
    public void settle() {
        cache.cleanUp();
    }

    @Override
    public void close() {
        cache.close();
    }
}
