package io.perftoolkit.bench.cache;

import io.perftoolkit.cache.Cache;
import io.perftoolkit.cache.CacheBuilder;
import io.perftoolkit.cache.CoarseTicker;
import io.perftoolkit.cache.Freshness;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The cache of the toolkit, as its builder makes it. */
final class OursSubject extends CacheSubject {
    private final Cache<Object, Object> cache;
    private final Runnable atTheEnd;

    private OursSubject(CacheBuilder<Object, Object> builder) {
        this(builder, () -> {});
    }

    private OursSubject(CacheBuilder<Object, Object> builder, Runnable atTheEnd) {
        this.cache = builder.build();
        this.atTheEnd = atTheEnd;
    }

    static OursSubject of(int capacity) {
        return new OursSubject(Cache.builder().capacity(capacity));
    }

    static OursSubject expiring(int capacity) {
        return new OursSubject(Cache.builder().capacity(capacity).expireAfterWrite(Duration.ofHours(1)));
    }

    /** As {@link #expiring}, and every look-up reads the clock. */
    static OursSubject exact(int capacity) {
        return new OursSubject(Cache.builder()
                .capacity(capacity)
                .expireAfterWrite(Duration.ofHours(1))
                .ticker(System::nanoTime));
    }

    /** As {@link #expiring}, by a clock that is set every millisecond. */
    static OursSubject coarse(int capacity) {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        CoarseTicker ticker = CoarseTicker.every(Duration.ofMillis(1), scheduler);
        return new OursSubject(
                Cache.builder()
                        .capacity(capacity)
                        .expireAfterWrite(Duration.ofHours(1))
                        .ticker(ticker),
                () -> {
                    ticker.close();
                    scheduler.shutdownNow();
                });
    }

    /** An hour from each use on, said by a callback for each value. */
    static OursSubject touching(int capacity) {
        Freshness hour = Freshness.of(Duration.ofHours(1));
        return new OursSubject(Cache.builder()
                .capacity(capacity)
                .freshness((key, value) -> hour)
                .touching());
    }

    /** An hour from each use on. */
    static OursSubject afterAccess(int capacity) {
        return new OursSubject(Cache.builder().capacity(capacity).expireAfterAccess(Duration.ofHours(1)));
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
        atTheEnd.run();
    }
}
