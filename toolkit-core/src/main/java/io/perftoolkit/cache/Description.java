package io.perftoolkit.cache;

import java.time.Duration;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What was said of a cache that is to be built: null where nothing was. {@link CacheChecks} says whether it fits together,
 * {@link CacheAssembler} makes it true. Not thread-safe.
 */
final class Description<K, V> {
    @Nullable
    Long capacity;

    @Nullable
    Long maxWeight;

    @Nullable
    ToIntBiFunction<? super K, ? super V> weigher;

    CacheBuilder.@Nullable Eviction eviction;

    @Nullable
    Duration expireAfterWrite;

    @Nullable
    Duration expireAfterAccess;

    @Nullable
    BiFunction<? super K, ? super V, Freshness> freshness;

    boolean touching;

    double jitter;

    @Nullable
    Duration negative;

    @Nullable
    RemovalListener<? super K, ? super V> listener;

    @Nullable
    Executor listenerExecutor;

    @Nullable
    Executor executor;

    @Nullable
    ScheduledExecutorService scheduler;

    @Nullable
    Duration batchWindow;

    @Nullable
    Integer batchSize;

    @Nullable
    LongSupplier ticker;

    @Nullable
    Integer seed;

    @Nullable
    Duration promptExpiry;

    @Nullable
    Duration backOffFirst;

    @Nullable
    Duration backOffLongest;

    boolean isolate;

    boolean cancelAbandoned;

    /** From 0 to below 1; for tests. */
    DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();

    /** Read where no ticker was given; {@link #timer} goes by it. Both for tests. */
    LongSupplier systemClock = System::nanoTime;

    Later timer = Later.onTheTimer();

    @Nullable
    ConcurrentMap<K, V> foreign;

    @Nullable
    Supplier<CacheStats> foreignStats;

    /** Whether an entry can have an end. */
    boolean expires() {
        return expireAfterWrite != null || expireAfterAccess != null || freshness != null || negative != null;
    }

    /** How refreshes rest, and keys without a value if they do. */
    Backoff backoff() {
        return backOffFirst == null || backOffLongest == null
                ? new Backoff(Backoff.FIRST_NANOS, Backoff.LONGEST_NANOS, random)
                : new Backoff(Times.nanos(backOffFirst), Times.nanos(backOffLongest), random);
    }
}
