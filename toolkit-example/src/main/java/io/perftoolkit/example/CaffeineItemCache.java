package io.perftoolkit.example;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Caffeine, bounded by {@code maximumSize} and {@code expireAfterWrite}. */
final class CaffeineItemCache implements ItemCache {
    private final Cache<Long, Item> items;

    CaffeineItemCache(int entries, Duration keepFor, LongSupplier ticker) {
        this.items = Caffeine.newBuilder()
                .maximumSize(entries)
                .expireAfterWrite(keepFor)
                .ticker(ticker::getAsLong)
                .build();
    }

    @Override
    public @Nullable Item peek(long id) {
        return items.getIfPresent(id);
    }

    @Override
    public Item get(long id, LongFunction<Item> loader) {
        return items.get(id, loader::apply);
    }

    @Override
    public void offer(Item item, Predicate<Item> allowed) {
        items.asMap().compute(item.id(), (id, there) -> {
            boolean newest = there == null || item.isAbsent() || there.version() <= item.version();
            return newest && allowed.test(item) ? item : there;
        });
    }

    @Override
    public void forget(long id) {
        // By the map: its atomicity per key is specified, an invalidation beside a load is not.
        items.asMap().remove(id);
    }

    @Override
    public long size() {
        return items.estimatedSize();
    }
}
