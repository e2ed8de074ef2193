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

    static <K, V> Cache<K, V> assemble(Description<K, V> described) {
        LongSupplier clock = clock(described);
        Times<K, V> times = new Times<>(
                clock,
                nanos(described.expireAfterWrite),
                nanos(described.expireAfterAccess),
                nanos(described.negative),
                described.jitter,
                described.freshness,
                described.touching);
        int seed = described.seed != null
                ? described.seed
                : ThreadLocalRandom.current().nextInt();
        Counts counts = new Counts();
        RemovalQueue<K, V> removals = new RemovalQueue<>(counts, described.listener, described.listenerExecutor);
        Table<K, Object> table = table(described, times, removals);
        Backoff backoff = described.backoff();
        Rests<K> rests = described.backOffFirst == null ? null : new Rests<>(ticker(described), backoff);
        Horizon horizon = clock == null ? null : horizon(described, times);
        Alarm alarm = alarm(described, clock, table, removals);
        Entries<K, V> entries =
                new Entries<>(table, seed, times, horizon, described.weigher, new Flights<>(), removals, rests, alarm);
        return new Cache<>(new Assembly<>(
                table, seed, clock, horizon, entries, counts, executor(described), backoff, described.foreignStats));
    }

    static <K, V> LoadingCache<K, V> loading(Description<K, V> described, Source<K, V> source) {
        Cache<K, V> cache = assemble(described);
        Executor executor = cache.executor();
        if (described.batchWindow == null || described.batchSize == null) {
            return new LoadingCache<>(
                    cache,
                    Route.here(source, cache.landings(), executor),
                    Route.there(source, cache.landings(), executor, described.cancelAbandoned));
        }
        Route<K, V> gathered = Route.gathered(
                new Gathering<>(
                        nanos(described.batchWindow),
                        described.batchSize,
                        Later.of(described.scheduler, executor),
                        Route.on(executor, source, cache.landings())),
                described.cancelAbandoned);
        return new LoadingCache<>(cache, gathered, gathered);
    }

    @SuppressWarnings("unchecked") // the table keeps values, and what Entries makes of them
    private static <K, V> Table<K, Object> table(
            Description<K, V> described, Times<K, V> times, RemovalQueue<K, V> removals) {
        ConcurrentMap<K, V> foreign = described.foreign;
        if (foreign != null) {
            return new MapTable<>((ConcurrentMap<K, Object>) foreign);
        }
        Long capacity = described.capacity;
        long bound = capacity != null ? capacity : java.util.Objects.requireNonNull(described.maxWeight);
        return described.eviction == CacheBuilder.Eviction.EXACT_LRU
                ? new LruTable<>(bound, times.tableAccessNanos(), removals)
                : new SlotTable<>(bound, times.tableAccessNanos(), removals);
    }

    /** A cache in which nothing expires has no clock. */
    private static @Nullable LongSupplier clock(Description<?, ?> described) {
        return described.expires() ? ticker(described) : null;
    }

    private static LongSupplier ticker(Description<?, ?> described) {
        return described.ticker == null ? described.systemClock : described.ticker;
    }

    /** Of a clock of the user's nobody knows how it goes on; and uses that move ends have to know the time. */
    private static @Nullable Horizon horizon(Description<?, ?> described, Times<?, ?> times) {
        return described.ticker == null && times.isPlain() && described.expireAfterAccess == null
                ? Horizon.of(nanos(described.expireAfterWrite), described.timer)
                : null;
    }

    private static @Nullable Alarm alarm(
            Description<?, ?> described, @Nullable LongSupplier clock, Table<?, ?> table, RemovalQueue<?, ?> removals) {
        Duration within = described.promptExpiry;
        if (within == null || clock == null) {
            return null;
        }
        return new Alarm(clock, Later.of(described.scheduler, executor(described)), nanos(within), now -> {
            long next = table.cleanUp(now, removals::settle);
            removals.settle();
            return next;
        });
    }

    private static Executor executor(Description<?, ?> described) {
        return described.executor == null ? ForkJoinPool.commonPool() : described.executor;
    }

    private static long nanos(@Nullable Duration duration) {
        return duration == null ? 0 : Times.nanos(duration);
    }
}
