package io.perftoolkit.cache;

import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a cache, made by its builder.
 *
 * @param clock what says the time, or null if nothing expires
 * @param horizon lets hits do without the clock, or null if each one has to read it
 * @param foreign reads the figures of a foreign cache, or null if this is none
 */
record Assembly<K, V>(
        Table<K, Object> table,
        int seed,
        @Nullable LongSupplier clock,
        @Nullable Horizon horizon,
        Entries<K, V> entries,
        Counts counts,
        Executor executor,
        Backoff backoff,
        @Nullable Supplier<CacheStats> foreign) {}
