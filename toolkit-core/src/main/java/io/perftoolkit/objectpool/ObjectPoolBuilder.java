package io.perftoolkit.objectpool;

import io.perftoolkit.internal.config.FlatConfig;
import io.perftoolkit.internal.timer.TimerWheel;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Describes a pool. Not thread-safe.
 *
 * @param <T> of the objects
 * @since 0.1
 */
public final class ObjectPoolBuilder<T> {
    private final Callable<? extends T> factory;
    private String name = "objectpool";
    private int capacity = 16;
    private int minIdle;
    private Duration maxWait = Duration.ofSeconds(10);
    private @Nullable Consumer<? super T> reset;
    private @Nullable Predicate<? super T> validate;
    private Duration validateAfter = Duration.ZERO;
    private @Nullable Consumer<? super T> destroy;
    private Predicate<? super Throwable> fatal = failure -> false;
    private Duration maxAge = Duration.ZERO;
    private Duration maxIdle = Duration.ZERO;
    private Duration leakAfter = Duration.ZERO;
    private int leakSampling = 1024;
    private boolean reclaimLost;
    private @Nullable Consumer<? super LeakedLease> onLeak;
    private boolean strictReturn;
    private int makers = 8;
    private Duration tick = Duration.ofMillis(100);
    private ThreadFactory threadFactory = Tools.daemons();
    private @Nullable Executor executor;
    private LongSupplier ticker = System::nanoTime;
    private @Nullable Tools tools;

    ObjectPoolBuilder(Callable<? extends T> factory) {
        this.factory = factory;
    }

    /**
     * What the pool is called in messages.
     *
     * @param name default {@code objectpool}
     * @return this
     */
    public ObjectPoolBuilder<T> name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * How many objects there may be.
     *
     * @param capacity positive; default 16
     * @return this
     */
    public ObjectPoolBuilder<T> capacity(int capacity) {
        this.capacity = capacity;
        return this;
    }

    /**
     * How many objects are kept idle beside those that are lent, as far as the capacity allows. They are made in the background.
     *
     * @param minIdle not negative, not above the capacity; default 0
     * @return this
     */
    public ObjectPoolBuilder<T> minIdle(int minIdle) {
        this.minIdle = minIdle;
        return this;
    }

    /**
     * The longest that a borrower waits.
     *
     * @param maxWait not negative; default 10 s
     * @return this
     */
    public ObjectPoolBuilder<T> maxWait(Duration maxWait) {
        this.maxWait = Objects.requireNonNull(maxWait, "maxWait");
        return this;
    }

    /**
     * What is done to an object that comes back, in the thread that closes the lease. If it throws, the object is destroyed.
     *
     * @param reset takes the object; default nothing
     * @return this
     */
    public ObjectPoolBuilder<T> reset(Consumer<? super T> reset) {
        this.reset = Objects.requireNonNull(reset, "reset");
        return this;
    }

    /**
     * What an object must satisfy to be lent, asked in the borrower. If it says no or throws, the object is destroyed and another one
     * is looked for.
     *
     * @param validate tests the object; default nothing
     * @return this
     */
    public ObjectPoolBuilder<T> validate(Predicate<? super T> validate) {
        this.validate = Objects.requireNonNull(validate, "validate");
        return this;
    }

    /**
     * How long an object must have been idle to be validated again, to about a tick. If this is positive, the pool also validates idle
     * objects by itself, on a thread of its own, each about once in such a time: at most one at a time and one in a tick,
     * the one that has waited longest for it. Nobody can borrow an object meanwhile.
     *
     * @param idle not negative; default 0, each time
     * @return this
     */
    public ObjectPoolBuilder<T> validateAfter(Duration idle) {
        this.validateAfter = Objects.requireNonNull(idle, "idle");
        return this;
    }

    /**
     * What ends an object, on a thread of the pool.
     *
     * @param destroy takes the object; default nothing
     * @return this
     */
    public ObjectPoolBuilder<T> destroy(Consumer<? super T> destroy) {
        this.destroy = Objects.requireNonNull(destroy, "destroy");
        return this;
    }

    /**
     * Which failures of the work say that all objects made so far are worthless: a server that was replaced, for example. Asked by
     * {@link Lease#failed}.
     *
     * @param fatal tests the cause; default none
     * @return this
     */
    public ObjectPoolBuilder<T> fatal(Predicate<? super Throwable> fatal) {
        this.fatal = Objects.requireNonNull(fatal, "fatal");
        return this;
    }

    /**
     * How old an object may become, give or take a tenth at random, so that objects made together do not end together.
     *
     * @param maxAge not negative; default 0, any age
     * @return this
     */
    public ObjectPoolBuilder<T> maxAge(Duration maxAge) {
        this.maxAge = Objects.requireNonNull(maxAge, "maxAge");
        return this;
    }

    /**
     * How long an object may be idle before it is destroyed, if more than {@link #minIdle} are.
     *
     * @param maxIdle not negative; default 0, any time
     * @return this
     */
    public ObjectPoolBuilder<T> maxIdle(Duration maxIdle) {
        this.maxIdle = Objects.requireNonNull(maxIdle, "maxIdle");
        return this;
    }

    /**
     * How long a lease may be out before it is reported as a leak, once, by a line of log and to {@link #onLeak}. A lease of the
     * {@linkplain #leakSampling sample} is reported with the borrower's stack, and as soon as it is garbage.
     *
     * @param age not negative; default 0, leaks are not looked for
     * @return this
     */
    public ObjectPoolBuilder<T> leakAfter(Duration age) {
        this.leakAfter = Objects.requireNonNull(age, "age");
        return this;
    }

    /**
     * Of how many leases of an object one is in the sample: its borrower's stack is kept, and where it was first closed. An object that had a leak
     * is in the sample always.
     *
     * @param every positive; default 1024; 1 for every lease
     * @return this
     */
    public ObjectPoolBuilder<T> leakSampling(int every) {
        this.leakSampling = every;
        return this;
    }

    /**
     * Whether the object of a lease that became garbage without having been closed is destroyed, which makes room for another one. Only
     * leases of the sample are known to be garbage. Somebody may still use the object.
     *
     * @param reclaim default false
     * @return this
     */
    public ObjectPoolBuilder<T> reclaimLost(boolean reclaim) {
        this.reclaimLost = reclaim;
        return this;
    }

    /**
     * Who is told of leaks, on the {@linkplain #executor executor}.
     *
     * @param listener takes the report; default nobody
     * @return this
     */
    public ObjectPoolBuilder<T> onLeak(Consumer<? super LeakedLease> listener) {
        this.onLeak = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Whether a close is decided by a compare-and-set. Two threads that close one lease at the same moment are then certain to be told apart. Without
     * it both may pass, and two borrowers may get one object; every other misuse is found either way. For tests, and
     * where an atomic instruction per return does not matter.
     *
     * @param strict default false
     * @return this
     */
    public ObjectPoolBuilder<T> strictReturn(boolean strict) {
        this.strictReturn = strict;
        return this;
    }

    /**
     * How many objects are made at the same time.
     *
     * @param most positive; default 8
     * @return this
     */
    public ObjectPoolBuilder<T> makers(int most) {
        this.makers = most;
        return this;
    }

    /**
     * How often the pool looks after its objects, if there is something to look after.
     *
     * @param tick at least a millisecond; default 100 ms
     * @return this
     */
    public ObjectPoolBuilder<T> tick(Duration tick) {
        this.tick = Objects.requireNonNull(tick, "tick");
        return this;
    }

    /**
     * Who makes the threads of the pool.
     *
     * @param factory default daemons named {@code perftoolkit-objectpool-<n>}
     * @return this
     */
    public ObjectPoolBuilder<T> threadFactory(ThreadFactory factory) {
        this.threadFactory = Objects.requireNonNull(factory, "factory");
        return this;
    }

    /**
     * Where stages complete and listeners are called. The pool never shuts it down.
     *
     * @param executor default a thread of the pool's own
     * @return this
     */
    public ObjectPoolBuilder<T> executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * The monotonic clock.
     *
     * @param ticker nanoseconds from an arbitrary origin; default {@link System#nanoTime()}
     * @return this
     */
    public ObjectPoolBuilder<T> ticker(LongSupplier ticker) {
        this.ticker = Objects.requireNonNull(ticker, "ticker");
        return this;
    }

    /**
     * Takes what a flat map says: {@code name}, {@code capacity}, {@code min-idle}, {@code max-wait}, {@code validate-after}, {@code max-age},
     * {@code max-idle}, {@code leak-after}, {@code leak-sampling}, {@code reclaim-lost}, {@code strict-return}, {@code makers},
     * {@code tick}.
     *
     * @param map keys and texts, such as {@code max-wait} and {@code 250ms}
     * @return this
     * @throws IllegalArgumentException if a text cannot be read or a key is unknown; the message names the nearest one
     */
    public ObjectPoolBuilder<T> configure(Map<String, String> map) {
        FlatConfig config = FlatConfig.of(map);
        config.text("name", this::name);
        config.integer("capacity", this::capacity);
        config.integer("min-idle", this::minIdle);
        config.duration("max-wait", this::maxWait);
        config.duration("validate-after", this::validateAfter);
        config.duration("max-age", this::maxAge);
        config.duration("max-idle", this::maxIdle);
        config.duration("leak-after", this::leakAfter);
        config.integer("leak-sampling", this::leakSampling);
        config.flag("reclaim-lost", this::reclaimLost);
        config.flag("strict-return", this::strictReturn);
        config.integer("makers", this::makers);
        config.duration("tick", this::tick);
        config.check();
        return this;
    }

    /** What a test works with: it runs what is to be made, and rings the alarms. */
    ObjectPoolBuilder<T> tools(Executor work, TimerWheel timer) {
        this.tools = new Tools(work, work, timer, null, null);
        return this;
    }

    /**
     * Builds the pool, and has the objects made that are to be idle.
     *
     * @return the pool; close it
     * @throws IllegalArgumentException naming every argument that breaks its rule
     */
    public ObjectPool<T> build() {
        Spans spans = new Spans();
        spans.check(capacity > 0, "capacity must be positive: " + capacity);
        spans.check(
                minIdle >= 0 && minIdle <= capacity,
                "minIdle must be from 0 to the capacity of " + capacity + ": " + minIdle);
        spans.check(leakSampling > 0, "leakSampling must be positive: " + leakSampling);
        spans.check(makers > 0, "makers must be positive: " + makers);
        spans.check(tick.compareTo(Duration.ofMillis(1)) >= 0, "tick must be at least 1 ms: " + tick);
        Settings<T> settings = new Settings<>(
                name,
                factory,
                capacity,
                minIdle,
                spans.nanos("maxWait", maxWait),
                reset,
                validate,
                spans.nanos("validateAfter", validateAfter),
                destroy,
                fatal,
                spans.nanos("maxAge", maxAge),
                spans.nanos("maxIdle", maxIdle),
                spans.nanos("leakAfter", leakAfter),
                leakSampling,
                reclaimLost,
                onLeak,
                strictReturn,
                spans.nanos("tick", tick),
                ticker);
        spans.throwIfBroken();
        ObjectPool<T> pool =
                new ObjectPool<>(settings, tools != null ? tools : Tools.own(makers, threadFactory, executor));
        pool.start();
        return pool;
    }
}
