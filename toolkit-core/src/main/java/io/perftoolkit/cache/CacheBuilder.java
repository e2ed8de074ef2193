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
    final Description<K, V> description = new Description<>();

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
        description.capacity = entries;
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
        description.maxWeight = most;
        description.weigher = Objects.requireNonNull(weigher, "weigher");
        return this;
    }

    /**
     * Chooses which entry goes when the cache is full.
     *
     * @param eviction {@link Eviction#ADAPTIVE} by default
     * @return this builder
     */
    public CacheBuilder<K, V> eviction(Eviction eviction) {
        description.eviction = Objects.requireNonNull(eviction, "eviction");
        return this;
    }

    /**
     * Lets entries live for a time after they were written. If nothing else makes them expire, and they live for 64 seconds
     * or longer, a hit reads the clock only in the last 64th of this time, or its last minute if that is shorter. The JDK's
     * timer sees to that; an entry is served late only if the timer's thread stands still for three quarters as long.
     * Give a {@link #ticker} to have the clock read at each look-up.
     *
     * @param life how long, positive
     * @return this builder
     */
    public CacheBuilder<K, V> expireAfterWrite(Duration life) {
        description.expireAfterWrite = Objects.requireNonNull(life, "life");
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
        description.expireAfterAccess = Objects.requireNonNull(life, "life");
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
     * @param freshness says the phases of a value; runs once per value, and at its uses if {@link #touching}, outside of
     *     locks
     * @return this builder
     */
    public CacheBuilder<K, V> freshness(BiFunction<? super K, ? super V, Freshness> freshness) {
        description.freshness = Objects.requireNonNull(freshness, "freshness");
        return this;
    }

    /**
     * Asks for the freshness of a value again when it is used, and counts all phases from that use on: an expiry after
     * access, with phases, and different for each entry. A value is asked about while it is fresh; a use does not make a
     * stale one fresh. Uses shortly after another are not asked about: an entry may become stale up to a 64th of its fresh
     * time early. A value that is fresh for ever stays so.
     *
     * @return this builder
     */
    public CacheBuilder<K, V> touching() {
        description.touching = true;
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
        description.jitter = share;
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
        description.negative = Objects.requireNonNull(life, "life");
        return this;
    }

    /**
     * Lets a key rest whose load failed. Without this a key without a value is loaded again by the next look-up, whatever
     * happened before. With it, look-ups in its rest fail at once, with the last failure as the cause, and count as
     * {@linkplain CacheStats.Loads#refused refused}. Refreshes rest in any case, for 100 ms doubling to 10 s, or as said here.
     *
     * <p>A rest ends early when the key is written or removed. Failures of 1024 keys are remembered at a time. What is no
     * fault of the source makes no key rest: an interrupt, a recursion, the deadline of the caller that loaded.
     *
     * @param first the longest rest after one failure, positive; each is shortened at random by up to a half
     * @param longest where the doubling from failure to failure ends, not shorter than {@code first}
     * @return this builder
     */
    public CacheBuilder<K, V> backOff(Duration first, Duration longest) {
        description.backOffFirst = Objects.requireNonNull(first, "first");
        description.backOffLongest = Objects.requireNonNull(longest, "longest");
        return this;
    }

    /**
     * Removes what expires when it does, so that the listener hears of it though nobody writes. The {@linkplain #scheduler
     * scheduler} wakes the cache for that and runs the clean-up; nothing is scheduled while nothing expires.
     *
     * @param within how late it may be when many entries expire one shortly after the other, positive: two clean-ups are at
     *     least so far apart
     * @return this builder
     */
    public CacheBuilder<K, V> promptExpiry(Duration within) {
        description.promptExpiry = Objects.requireNonNull(within, "within");
        return this;
    }

    /**
     * Tells a listener what left the cache, on the threads that write.
     *
     * @param listener is told; one thread at a time, outside of locks
     * @return this builder
     */
    public CacheBuilder<K, V> onRemoval(RemovalListener<? super K, ? super V> listener) {
        description.listener = Objects.requireNonNull(listener, "listener");
        description.listenerExecutor = null;
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
        description.listener = Objects.requireNonNull(listener, "listener");
        description.listenerExecutor = Objects.requireNonNull(executor, "executor");
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
        description.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Ends the windows of gathered loads, and wakes the cache for {@link #promptExpiry}. It stays the caller's.
     *
     * @param scheduler by default the JDK's own timer, see {@link java.util.concurrent.CompletableFuture#delayedExecutor},
     *     which hands everything to the {@linkplain #executor executor}
     * @return this builder
     */
    public CacheBuilder<K, V> scheduler(ScheduledExecutorService scheduler) {
        description.scheduler = Objects.requireNonNull(scheduler, "scheduler");
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
        description.batchWindow = Objects.requireNonNull(window, "window");
        description.batchSize = size;
        return this;
    }

    /**
     * Tries the keys that are left when a bulk load throws once more, each by itself, so that a bad one fails alone.
     *
     * @param isolate whether it does; else all that are left fail with what was thrown, as by default
     * @return this builder
     */
    public CacheBuilder<K, V> isolate(boolean isolate) {
        description.isolate = isolate;
        return this;
    }

    /**
     * Ends an asynchronous load when nobody waits for it any more: all its futures are completed or cancelled by those who
     * hold them, and the deadlines of those who waited are over. It is taken back before it begins; else its thread is
     * interrupted, if nobody needs any other key that the same call loads. It counts as cancelled. Refreshes, and loads on
     * the thread of a caller, are never ended so.
     *
     * @param cancel whether it does; else loads go on, and what they bring is kept, as by default
     * @return this builder
     */
    public CacheBuilder<K, V> cancelAbandoned(boolean cancel) {
        description.cancelAbandoned = cancel;
        return this;
    }

    /**
     * The clock. It is read if something expires, and when a load fails for {@link #backOff}; else never. One that is
     * given here is read at each look-up, the default one less often if {@link #expireAfterWrite} allows it.
     *
     * @param ticker a monotonic clock in nanoseconds, {@link System#nanoTime} by default; a {@link CoarseTicker} makes hits
     *     cheaper where all of them read it, and expiry a little late
     * @return this builder
     */
    public CacheBuilder<K, V> ticker(LongSupplier ticker) {
        description.ticker = Objects.requireNonNull(ticker, "ticker");
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
        description.seed = seed;
        return this;
    }

    /**
     * Takes a configuration in words: {@code capacity}, {@code max-weight} (with a weigher given before), {@code
     * eviction}, {@code expire-after-write}, {@code expire-after-access}, {@code fresh}, {@code refresh-ahead}, {@code
     * stale}, {@code on-error}, {@code touching}, {@code jitter}, {@code negative}, {@code back-off} and
     * {@code back-off-longest}, {@code prompt-expiry}, {@code batch-window}, {@code batch-size}, {@code isolate}, {@code
     * cancel-abandoned}. Times carry a unit, as in {@code 250ms} or {@code 5m}; weights may, as in {@code 64MiB}; what is on
     * or off is {@code true} or {@code false}.
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
        description.maxWeight = most;
    }

    /** Keeps the entries in a foreign cache: see {@link Cache#over}. */
    CacheBuilder<K, V> over(ConcurrentMap<K, V> map, Supplier<CacheStats> stats) {
        description.foreign = Objects.requireNonNull(map, "map");
        description.foreignStats = Objects.requireNonNull(stats, "stats");
        return this;
    }

    /**
     * Builds a cache without a loader.
     *
     * @return a new, empty cache
     * @throws IllegalArgumentException if something is missing, wrong or contradicts; the message names all of it
     */
    public Cache<K, V> build() {
        CacheChecks.check(description, false, false);
        return CacheAssembler.assemble(description);
    }

    /**
     * Builds a cache that loads one key at a time.
     *
     * @param loader finds values
     * @return a new, empty cache
     * @throws IllegalArgumentException as {@link #build}
     */
    public LoadingCache<K, V> loading(Loader<? super K, ? extends V> loader) {
        Objects.requireNonNull(loader, "loader");
        CacheChecks.check(description, true, false);
        return CacheAssembler.loading(description, new Source.Single<>(loader));
    }

    /**
     * Builds a cache that loads many keys at once.
     *
     * @param loader finds values
     * @return a new, empty cache
     * @throws IllegalArgumentException as {@link #build}
     */
    public LoadingCache<K, V> loading(BulkLoader<K, V> loader) {
        Objects.requireNonNull(loader, "loader");
        CacheChecks.check(description, true, true);
        return CacheAssembler.loading(description, new Source.Bulk<>(loader, description.isolate));
    }
}
