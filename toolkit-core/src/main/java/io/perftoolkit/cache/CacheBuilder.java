package io.perftoolkit.cache;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Describes a cache. It needs a {@link #capacity} or a {@link #weight}; everything else has a default.
 *
 * {@snippet class="io.perftoolkit.cache.CacheExample" region="builder"}
 *
 * <p>Not thread-safe. Nothing is checked before {@link #build} or {@code loading}, which name all that is wrong at once.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @since 0.1
 */
public final class CacheBuilder<K, V> {
    @Nullable
    Long capacity;

    @Nullable
    Long maxWeight;

    @Nullable
    ToIntBiFunction<? super K, ? super V> weigher;

    @Nullable
    Eviction eviction;

    @Nullable
    Duration expireAfterWrite;

    @Nullable
    Duration expireAfterAccess;

    @Nullable
    BiFunction<? super K, ? super V, Freshness> freshness;

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

    Backoff backoff = new Backoff();

    @Nullable
    ConcurrentMap<K, V> foreign;

    @Nullable
    Supplier<CacheStats> foreignStats;

    CacheBuilder() {}

    /** Which entry goes when the cache is full. */
    public enum Eviction {
        /** The one that is worth least, as far as what was seen tells. Scans and loops do no harm. */
        ADAPTIVE,
        /** Exactly the one used least recently. Every read takes a lock. */
        EXACT_LRU
    }

    /**
     * Bounds the number of entries.
     *
     * @param entries how many at most, positive
     * @return this builder
     */
    public CacheBuilder<K, V> capacity(long entries) {
        this.capacity = entries;
        return this;
    }

    /**
     * Bounds the sum of weights.
     *
     * @param most the most that the weights sum up to, positive
     * @param weigher the weight of an entry, not negative; runs once per value, outside of locks. An entry of weight 0 is
     *     never evicted to make room. A remembered absence weighs 1
     * @return this builder
     */
    public CacheBuilder<K, V> weight(long most, ToIntBiFunction<? super K, ? super V> weigher) {
        this.maxWeight = most;
        this.weigher = Objects.requireNonNull(weigher, "weigher");
        return this;
    }

    /**
     * Chooses which entry goes when the cache is full.
     *
     * @param eviction {@link Eviction#ADAPTIVE} by default
     * @return this builder
     */
    public CacheBuilder<K, V> eviction(Eviction eviction) {
        this.eviction = Objects.requireNonNull(eviction, "eviction");
        return this;
    }

    /**
     * Lets entries live for a time after they were written.
     *
     * @param life how long, positive
     * @return this builder
     */
    public CacheBuilder<K, V> expireAfterWrite(Duration life) {
        this.expireAfterWrite = Objects.requireNonNull(life, "life");
        return this;
    }

    /**
     * Lets entries live for a time after their last use. Together with another expiry the earlier one counts. A use
     * shortly after another need not be noted: an entry may go up to a 64th of this time early.
     *
     * @param life how long, positive
     * @return this builder
     */
    public CacheBuilder<K, V> expireAfterAccess(Duration life) {
        this.expireAfterAccess = Objects.requireNonNull(life, "life");
        return this;
    }

    /**
     * Gives every value the same phases.
     *
     * @param freshness the phases
     * @return this builder
     */
    public CacheBuilder<K, V> freshness(Freshness freshness) {
        Objects.requireNonNull(freshness, "freshness");
        return freshness((key, value) -> freshness);
    }

    /**
     * Gives each value phases of its own.
     *
     * @param freshness says the phases of a value; runs once per value, outside of locks
     * @return this builder
     */
    public CacheBuilder<K, V> freshness(BiFunction<? super K, ? super V, Freshness> freshness) {
        this.freshness = Objects.requireNonNull(freshness, "freshness");
        return this;
    }

    /**
     * Shortens each life by a share of its own, so that entries written together do not expire together. All phases of
     * an entry are shortened alike.
     *
     * @param share the largest share, at least 0 (none, the default) and below 1
     * @return this builder
     */
    public CacheBuilder<K, V> jitter(double share) {
        this.jitter = share;
        return this;
    }

    /**
     * Remembers for a time that a key has no value: when the loader answers null. Such an entry takes room, and is
     * invisible but to loading look-ups.
     *
     * @param life how long, positive
     * @return this builder
     */
    public CacheBuilder<K, V> negative(Duration life) {
        this.negative = Objects.requireNonNull(life, "life");
        return this;
    }

    /**
     * Tells a listener what left the cache, on the threads that write.
     *
     * @param listener is told; one thread at a time, outside of locks
     * @return this builder
     */
    public CacheBuilder<K, V> onRemoval(RemovalListener<? super K, ? super V> listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        this.listenerExecutor = null;
        return this;
    }

    /**
     * Tells a listener what left the cache, on an executor. A writer that meets a long queue of events helps.
     *
     * @param executor runs the listener
     * @param listener is told; one thread at a time, outside of locks
     * @return this builder
     */
    public CacheBuilder<K, V> onRemoval(Executor executor, RemovalListener<? super K, ? super V> listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        this.listenerExecutor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Runs refreshes, asynchronous and gathered loads. The cache has no thread of its own.
     *
     * @param executor by default {@link java.util.concurrent.ForkJoinPool#commonPool()}, which suits loaders that do not
     *     block
     * @return this builder
     */
    public CacheBuilder<K, V> executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Ends the windows of gathered loads.
     *
     * @param scheduler by default the JDK's own timer, see {@link java.util.concurrent.CompletableFuture#delayedExecutor}
     * @return this builder
     */
    public CacheBuilder<K, V> scheduler(ScheduledExecutorService scheduler) {
        this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
        return this;
    }

    /**
     * Gathers single misses and refreshes into bulk loads.
     *
     * @param window how long the first one waits for others, positive
     * @param size how many go at once without waiting, at least 2
     * @return this builder
     */
    public CacheBuilder<K, V> batch(Duration window, int size) {
        this.batchWindow = Objects.requireNonNull(window, "window");
        this.batchSize = size;
        return this;
    }

    /**
     * The clock. It is read only if something expires.
     *
     * @param ticker a monotonic clock in nanoseconds, {@link System#nanoTime} by default
     * @return this builder
     */
    public CacheBuilder<K, V> ticker(LongSupplier ticker) {
        this.ticker = Objects.requireNonNull(ticker, "ticker");
        return this;
    }

    /**
     * Makes what is random repeatable: the places of keys, and jitter. For tests: who knows the seed can choose keys that
     * collide.
     *
     * @param seed any number; drawn anew for each cache by default
     * @return this builder
     */
    public CacheBuilder<K, V> seed(int seed) {
        this.seed = seed;
        return this;
    }

    /**
     * Takes a configuration in words: {@code capacity}, {@code max-weight} (with a weigher given before), {@code
     * eviction}, {@code expire-after-write}, {@code expire-after-access}, {@code fresh}, {@code refresh-ahead}, {@code
     * stale}, {@code on-error}, {@code jitter}, {@code negative}, {@code batch-window}, {@code batch-size}. Times carry a
     * unit, as in {@code 250ms} or {@code 5m}; weights may, as in {@code 64MiB}.
     *
     * @param settings names and values; what is not named stays as it is
     * @return this builder
     * @throws IllegalArgumentException if a name is unknown or a value has no meaning
     */
    public CacheBuilder<K, V> configure(Map<String, String> settings) {
        CacheWords.read(settings, this);
        return this;
    }

    /** The bound of a weigher that was given, or will be. */
    void maxWeight(long most) {
        this.maxWeight = most;
    }

    /** Keeps the entries in a foreign cache: see {@link Cache#over}. */
    CacheBuilder<K, V> over(ConcurrentMap<K, V> map, Supplier<CacheStats> stats) {
        this.foreign = Objects.requireNonNull(map, "map");
        this.foreignStats = Objects.requireNonNull(stats, "stats");
        return this;
    }

    /**
     * Builds a cache without a loader.
     *
     * @return a new, empty cache
     * @throws IllegalArgumentException if something is missing, wrong or contradicts; the message names all of it
     */
    public Cache<K, V> build() {
        CacheChecks.check(this, false);
        return CacheAssembler.assemble(this);
    }

    /**
     * Builds a cache that loads one key at a time.
     *
     * @param loader finds values
     * @return a new, empty cache
     * @throws IllegalArgumentException as {@link #build}
     */
    public LoadingCache<K, V> loading(Loader<? super K, ? extends V> loader) {
        return loading(new Source.Single<>(Objects.requireNonNull(loader, "loader")));
    }

    /**
     * Builds a cache that loads many keys at once.
     *
     * @param loader finds values
     * @return a new, empty cache
     * @throws IllegalArgumentException as {@link #build}
     */
    public LoadingCache<K, V> loading(BulkLoader<K, V> loader) {
        return loading(new Source.Bulk<>(Objects.requireNonNull(loader, "loader")));
    }

    private LoadingCache<K, V> loading(Source<K, V> source) {
        CacheChecks.check(this, true);
        return CacheAssembler.loading(this, source);
    }
}
