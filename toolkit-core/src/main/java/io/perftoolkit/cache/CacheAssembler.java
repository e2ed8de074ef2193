package io.perftoolkit.cache;

import java.time.Duration;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes the parts of a cache out of a checked description. */
final class CacheAssembler {
    private CacheAssembler() {}

    static <K, V> Cache<K, V> assemble(CacheBuilder<K, V> builder) {
        LongSupplier clock = clock(builder);
        Times<K, V> times = new Times<>(
                clock,
                nanos(builder.expireAfterWrite),
                nanos(builder.expireAfterAccess),
                nanos(builder.negative),
                builder.jitter,
                builder.freshness,
                builder.touching);
        int seed = builder.seed != null
                ? builder.seed
                : ThreadLocalRandom.current().nextInt();
        Counts counts = new Counts();
        RemovalQueue<K, V> removals = new RemovalQueue<>(counts, builder.listener, builder.listenerExecutor);
        Table<K, Object> table = table(builder, times, removals);
        Backoff backoff = builder.backoff();
        Rests<K> rests = builder.backOffFirst == null ? null : new Rests<>(ticker(builder), backoff);
        Alarm alarm = alarm(builder, clock, table, removals);
        Entries<K, V> entries =
                new Entries<>(table, seed, times, builder.weigher, new Flights<>(), removals, rests, alarm);
        return new Cache<>(
                new Assembly<>(table, seed, clock, entries, counts, executor(builder), backoff, builder.foreignStats));
    }

    static <K, V> LoadingCache<K, V> loading(CacheBuilder<K, V> builder, Source<K, V> source) {
        Cache<K, V> cache = assemble(builder);
        Executor executor = cache.executor();
        if (builder.batchWindow == null || builder.batchSize == null) {
            return new LoadingCache<>(
                    cache,
                    Route.here(source, cache.landings(), executor),
                    Route.there(source, cache.landings(), executor, builder.cancelAbandoned));
        }
        Route<K, V> gathered = Route.gathered(
                new Gathering<>(
                        nanos(builder.batchWindow),
                        builder.batchSize,
                        Later.of(builder.scheduler, executor),
                        Route.on(executor, source, cache.landings())),
                builder.cancelAbandoned);
        return new LoadingCache<>(cache, gathered, gathered);
    }

    @SuppressWarnings("unchecked") // the table keeps values, and what Entries makes of them
    private static <K, V> Table<K, Object> table(
            CacheBuilder<K, V> builder, Times<K, V> times, RemovalQueue<K, V> removals) {
        ConcurrentMap<K, V> foreign = builder.foreign;
        if (foreign != null) {
            return new MapTable<>((ConcurrentMap<K, Object>) foreign);
        }
        Long capacity = builder.capacity;
        long bound = capacity != null ? capacity : java.util.Objects.requireNonNull(builder.maxWeight);
        return builder.eviction == CacheBuilder.Eviction.EXACT_LRU
                ? new LruTable<>(bound, times.tableAccessNanos(), removals)
                : new SlotTable<>(bound, times.tableAccessNanos(), removals);
    }

    /** A cache in which nothing expires has no clock. */
    private static @Nullable LongSupplier clock(CacheBuilder<?, ?> builder) {
        boolean timed = builder.expireAfterWrite != null
                || builder.expireAfterAccess != null
                || builder.freshness != null
                || builder.negative != null;
        if (!timed) {
            return null;
        }
        return ticker(builder);
    }

    private static LongSupplier ticker(CacheBuilder<?, ?> builder) {
        return builder.ticker == null ? System::nanoTime : builder.ticker;
    }

    private static @Nullable Alarm alarm(
            CacheBuilder<?, ?> builder, @Nullable LongSupplier clock, Table<?, ?> table, RemovalQueue<?, ?> removals) {
        Duration within = builder.promptExpiry;
        if (within == null || clock == null) {
            return null;
        }
        return new Alarm(clock, Later.of(builder.scheduler, executor(builder)), nanos(within), now -> {
            long next = table.cleanUp(now, removals::settle);
            removals.settle();
            return next;
        });
    }

    private static Executor executor(CacheBuilder<?, ?> builder) {
        return builder.executor == null ? ForkJoinPool.commonPool() : builder.executor;
    }

    private static long nanos(@Nullable Duration duration) {
        return duration == null ? 0 : Times.nanos(duration);
    }
}
