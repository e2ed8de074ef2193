package io.perftoolkit.task;

import io.perftoolkit.internal.config.FlatConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What the builders of a scheduler and of a runtime have in common: the description of a computing lane. */
abstract sealed class LaneBuilder<B extends LaneBuilder<B>> permits WorkStealingScheduler.Builder, TaskRuntime.Builder {
    private static final int MOST_WORKERS = 1 << 15;

    int workers = Runtime.getRuntime().availableProcessors();
    String name = "perftoolkit-task";
    long stackSize;
    int priority = Thread.NORM_PRIORITY;
    long maxQueued = 100_000;
    RejectionPolicy rejectionPolicy = RejectionPolicy.REJECT;
    Duration maxWait = Duration.ofSeconds(1);
    Duration stallAfter = Duration.ofSeconds(1);
    Duration closeGrace = Duration.ofSeconds(10);
    Thread.@Nullable UncaughtExceptionHandler handler;
    LongSupplier ticker = System::nanoTime;

    LaneBuilder() {}

    abstract B self();

    /**
     * How many workers: the number of available processors by default.
     *
     * @param workers at least 1, at most 32 768
     * @return this builder
     */
    public final B workers(int workers) {
        this.workers = workers;
        return self();
    }

    /**
     * What threads are named after, with a dash and a number: {@code perftoolkit-task} by default.
     *
     * @param name not blank
     * @return this builder
     */
    public final B name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return self();
    }

    /**
     * The stack of each worker's thread, and of the blocking lane's platform threads: 0, the virtual machine's default, by
     * default. Virtual threads grow theirs.
     *
     * @param bytes how large
     * @return this builder
     */
    public final B stackSize(long bytes) {
        this.stackSize = bytes;
        return self();
    }

    /**
     * The priority of the workers' threads: {@link Thread#NORM_PRIORITY} by default. Most systems ignore it unless the
     * virtual machine is told otherwise.
     *
     * @param priority from {@link Thread#MIN_PRIORITY} to {@link Thread#MAX_PRIORITY}
     * @return this builder
     */
    public final B priority(int priority) {
        this.priority = priority;
        return self();
    }

    /**
     * How many tasks from outside may wait: 100 000 by default. A worker may have up to 64 more in its hands, fewer if
     * the bound is small; the bound may be passed by one for each submitting thread and stripe.
     *
     * @param tasks at least 1; {@link Long#MAX_VALUE} for no bound
     * @return this builder
     */
    public final B maxQueued(long tasks) {
        this.maxQueued = tasks;
        return self();
    }

    /**
     * What happens to a task from outside when the queue is full: {@link RejectionPolicy#REJECT} by default.
     *
     * @param policy the policy
     * @return this builder
     */
    public final B rejectionPolicy(RejectionPolicy policy) {
        this.rejectionPolicy = Objects.requireNonNull(policy, "policy");
        return self();
    }

    /**
     * How long {@link RejectionPolicy#WAIT} waits at most: a second by default.
     *
     * @param wait positive
     * @return this builder
     */
    public final B maxWait(Duration wait) {
        this.maxWait = Objects.requireNonNull(wait, "wait");
        return self();
    }

    /**
     * After how long in one task a worker is reported, with its stack: a second by default.
     *
     * @param time positive
     * @return this builder
     */
    public final B stallAfter(Duration time) {
        this.stallAfter = Objects.requireNonNull(time, "time");
        return self();
    }

    /**
     * How long the close waits for tasks: ten seconds by default.
     *
     * @param grace not negative
     * @return this builder
     */
    public final B closeGrace(Duration grace) {
        this.closeGrace = Objects.requireNonNull(grace, "grace");
        return self();
    }

    /**
     * Is told what tasks throw, in the worker's thread. By default a line is logged for the first of each class of
     * exceptions in a minute. What the handler throws is logged.
     *
     * @param handler the handler
     * @return this builder
     */
    public final B uncaughtHandler(Thread.UncaughtExceptionHandler handler) {
        this.handler = Objects.requireNonNull(handler, "handler");
        return self();
    }

    /**
     * The clock of run delays, busy times and stalls: {@link System#nanoTime()} by default.
     *
     * @param ticker a monotonic clock in nanoseconds
     * @return this builder
     */
    public final B ticker(LongSupplier ticker) {
        this.ticker = Objects.requireNonNull(ticker, "ticker");
        return self();
    }

    /**
     * Takes what a flat map says: {@code workers}, {@code name}, {@code stack-size}, {@code priority}, {@code max-queued},
     * {@code rejection-policy}, {@code max-wait}, {@code stall-after}, {@code close-grace}; a runtime knows
     * {@code blocking-threads}, {@code blocking-max-queued}, {@code blocking-priority} and {@code virtual-threads}, too.
     *
     * @param config keys and values; times as {@code 250ms}, sizes as {@code 1MiB}
     * @return this builder
     * @throws IllegalArgumentException if a key is unknown or a value unreadable; it names all of them
     */
    public final B config(Map<String, String> config) {
        FlatConfig flat = FlatConfig.of(config);
        read(flat);
        flat.check();
        return self();
    }

    void read(FlatConfig flat) {
        flat.integer("workers", this::workers);
        flat.text("name", this::name);
        flat.bytes("stack-size", this::stackSize);
        flat.integer("priority", this::priority);
        flat.text("max-queued", value -> maxQueued(Long.parseLong(value)));
        flat.choice("rejection-policy", RejectionPolicy.values(), this::rejectionPolicy);
        flat.duration("max-wait", this::maxWait);
        flat.duration("stall-after", this::stallAfter);
        flat.duration("close-grace", this::closeGrace);
    }

    final void checkLane() {
        check(workers >= 1 && workers <= MOST_WORKERS, "workers must be from 1 to " + MOST_WORKERS, workers);
        check(!name.isBlank(), "name must not be blank", name);
        check(stackSize >= 0, "stackSize must not be negative", stackSize);
        checkPriority("priority", priority);
        check(maxQueued >= 1, "maxQueued must be positive", maxQueued);
        check(isPositive(maxWait), "maxWait must be positive", maxWait);
        check(isPositive(stallAfter), "stallAfter must be positive", stallAfter);
        check(!closeGrace.isNegative(), "closeGrace must not be negative", closeGrace);
    }

    static void checkPriority(String argument, int priority) {
        check(
                priority >= Thread.MIN_PRIORITY && priority <= Thread.MAX_PRIORITY,
                argument + " must be from 1 to 10",
                priority);
    }

    static void check(boolean right, String rule, Object value) {
        if (!right) {
            throw new IllegalArgumentException(rule + ": " + value);
        }
    }

    private static boolean isPositive(Duration time) {
        return !time.isNegative() && !time.isZero();
    }
}
