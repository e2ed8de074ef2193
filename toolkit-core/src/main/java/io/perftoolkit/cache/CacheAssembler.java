package io.perftoolkit.cache;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
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
                builder.freshness);
        int seed = builder.seed != null
                ? builder.seed
                : ThreadLocalRandom.current().nextInt();
        Counts counts = new Counts();
        RemovalQueue<K, V> removals = new RemovalQueue<>(counts, builder.listener, builder.listenerExecutor);
        Table<K, Object> table = table(builder, times, removals);
        Entries<K, V> entries = new Entries<>(table, seed, times, builder.weigher, new Flights<>(), removals);
        return new Cache<>(new Assembly<>(
                table, seed, clock, entries, counts, executor(builder), builder.backoff, builder.foreignStats));
    }

    static <K, V> LoadingCache<K, V> loading(CacheBuilder<K, V> builder, Source<K, V> source) {
        Cache<K, V> cache = assemble(builder);
        Executor executor = cache.executor();
        if (builder.batchWindow == null || builder.batchSize == null) {
            return new LoadingCache<>(
                    cache,
                    Route.here(source, cache.landings(), executor),
                    Route.there(source, cache.landings(), executor));
        }
        Route<K, V> gathered = Route.gathered(new Gathering<>(
                nanos(builder.batchWindow),
                builder.batchSize,
                later(builder.scheduler, executor),
                Route.on(executor, source, cache.landings())));
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
        return builder.ticker == null ? System::nanoTime : builder.ticker;
    }

    private static Executor executor(CacheBuilder<?, ?> builder) {
        return builder.executor == null ? ForkJoinPool.commonPool() : builder.executor;
    }

    private static Gathering.Later later(@Nullable ScheduledExecutorService scheduler, Executor executor) {
        if (scheduler == null) {
            // The JDK's timer thread only hands the task to the executor.
            return (nanos, task) -> CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, executor)
                    .execute(task);
        }
        return (nanos, task) -> {
            var unused = scheduler.schedule(task, nanos, TimeUnit.NANOSECONDS);
        };
    }

    private static long nanos(@Nullable Duration duration) {
        return duration == null ? 0 : Times.nanos(duration);
    }
}
