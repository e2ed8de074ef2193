package io.perftoolkit.task;

import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.internal.config.FlatConfig;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the work of a service runs: a lane for computing, with as many workers as processors, and a lane for blocking, with
 * a bounded number of threads, which are virtual where the JDK has them.
 *
 * {@snippet class="io.perftoolkit.task.TaskExample" region="runtime"}
 *
 * <p>Thread-safe. Tasks find the deadline that was current where they were submitted, and, if asked for, more of the
 * submitter's {@linkplain ContextPropagation context}. Both lanes refuse beyond their bounds. {@link #shutdown} says what it
 * has dropped and what would not end. For tasks that belong together open a {@link TaskScope}.
 *
 * @since 0.1
 */
public final class TaskRuntime implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRuntime.class);
    private static final long AFTER_INTERRUPT_NANOS = 100_000_000;

    private final String name;
    private final WorkStealingScheduler computing;
    private final BlockingLane blocking;
    private final Carrier carrier;
    private final Duration closeGrace;

    private TaskRuntime(Builder builder) {
        name = builder.name;
        closeGrace = builder.closeGrace;
        carrier = new Carrier(builder.context);
        blocking = new BlockingLane(
                name + "-blocking",
                builder.blockingThreads,
                builder.blockingMaxQueued,
                builder.stackSize,
                builder.blockingPriority,
                builder.virtualThreads && VirtualThreads.exist(),
                builder.rejectionPolicy,
                builder.maxWait,
                new Errors(builder.handler, builder.ticker));
        computing = builder.scheduler();
    }

    /**
     * Starts the description of a runtime; everything has a default.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Runs a task on the computing lane.
     *
     * @param task what to run
     * @throws TaskRejectedException if the lane refuses it
     */
    @Override
    public void execute(Runnable task) {
        computing.execute(carrier.withAll(Objects.requireNonNull(task, "task")));
    }

    /**
     * Runs a task on the computing lane.
     *
     * @param <T> of the result
     * @param task what to run
     * @return its future
     * @throws TaskRejectedException if the lane refuses it
     */
    public <T extends @Nullable Object> Future<T> submit(Callable<T> task) {
        TaskFuture<T> future = new TaskFuture<>(computing.crew(), Objects.requireNonNull(task, "task"));
        computing.execute(carrier.withAll(future));
        return future;
    }

    /**
     * Runs a task on the blocking lane.
     *
     * @param task what to run
     * @throws TaskRejectedException if the lane refuses it
     */
    public void executeBlocking(Runnable task) {
        blocking.execute(carrier.withAll(Objects.requireNonNull(task, "task")));
    }

    /**
     * Runs a task on the blocking lane.
     *
     * @param <T> of the result
     * @param task what to run
     * @return its future
     * @throws TaskRejectedException if the lane refuses it
     */
    public <T extends @Nullable Object> Future<T> submitBlocking(Callable<T> task) {
        FutureTask<T> future = blocking.future(Objects.requireNonNull(task, "task"));
        blocking.execute(carrier.withAll(future));
        return future;
    }

    /**
     * The computing lane itself, for APIs that want an executor. It carries neither deadline nor context.
     *
     * @return always the same; shut down with the runtime
     */
    public WorkStealingScheduler computing() {
        return computing;
    }

    /**
     * What the lanes have done so far.
     *
     * @return the figures of both
     */
    public RuntimeStats stats() {
        return new RuntimeStats(computing.stats(), blocking.stats());
    }

    /**
     * Takes nothing more from outside, waits for what it has, and at the deadline interrupts what still runs and drops
     * the rest. The computing lane ends first; meanwhile its tasks may still use the blocking one, not the other way round.
     *
     * @param deadline how long to wait; after it, a tenth of a second is left to interrupted tasks
     * @return what was left undone in both lanes; an interrupt ends the wait like the deadline does, and stays set
     */
    public ShutdownReport shutdown(Deadline deadline) {
        // The computing lane first: what it runs may still need the other one.
        ShutdownReport computed = computing.shutdown(deadline);
        blocking.shutdown();
        boolean interrupted = Thread.interrupted();
        try {
            if (!interrupted) {
                awaitBlocking(deadline);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        ShutdownReport blocked = blocking.report(blocking.takeOut());
        try {
            if (!blocked.stillRunning().isEmpty()) {
                blocking.awaitTermination(AFTER_INTERRUPT_NANOS, TimeUnit.NANOSECONDS);
                blocked = blocking.report(blocked.neverStarted());
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return computed.and(blocked);
    }

    /** In steps, because the deadline may have a clock of its own. */
    private void awaitBlocking(Deadline deadline) throws InterruptedException {
        while (!blocking.isTerminated() && !deadline.isExpired()) {
            blocking.awaitTermination(
                    Math.min(deadline.remainingNanos(), AFTER_INTERRUPT_NANOS / 10), TimeUnit.NANOSECONDS);
        }
    }

    /** Shuts down and waits, for as long as the builder said; what was left undone is logged. Idempotent. */
    @Override
    public void close() {
        ShutdownReport report = shutdown(Deadline.after(closeGrace));
        if (!report.isClean()) {
            LOG.warn(
                    "{} was closed with {} tasks not begun and {} still running: {}",
                    name,
                    report.neverStarted().size(),
                    report.stillRunning().size(),
                    report.stillRunning());
        }
    }

    /** Its name and the states of its lanes, for a log line. */
    @Override
    public String toString() {
        return "TaskRuntime[" + computing + ", " + blocking + "]";
    }

    ExecutorService lane(boolean blocks) {
        return blocks ? blocking : computing;
    }

    /** A fork with its submitter's context; it brings the deadline itself. */
    Runnable carrying(ForkTask<?> fork) {
        return carrier.withContext(fork);
    }

    /** Whether this thread runs a task of one of the lanes. */
    boolean isLane(Thread thread) {
        return thread instanceof WorkerThread worker
                ? worker.worker.crew == computing.crew()
                : blocking.isRunning(thread);
    }

    /** Describes a runtime. Not thread-safe. */
    public static final class Builder extends LaneBuilder<Builder> {
        private int blockingThreads = 100;
        private int blockingMaxQueued = 10_000;
        private int blockingPriority = Thread.NORM_PRIORITY;
        private boolean virtualThreads = true;
        private @Nullable ContextPropagation context;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * How many tasks may block at the same time: 100 by default.
         *
         * @param threads at least 1
         * @return this builder
         */
        public Builder blockingThreads(int threads) {
            this.blockingThreads = threads;
            return this;
        }

        /**
         * How many tasks may wait for the blocking lane: 10 000 by default.
         *
         * @param tasks at least 1
         * @return this builder
         */
        public Builder blockingMaxQueued(int tasks) {
            this.blockingMaxQueued = tasks;
            return this;
        }

        /**
         * The priority of the blocking lane's platform threads.
         *
         * @param priority from 1 to 10, as {@code priority}
         * @return this builder
         */
        public Builder blockingPriority(int priority) {
            this.blockingPriority = priority;
            return this;
        }

        /**
         * Whether the blocking lane uses virtual threads where the JDK has them: so by default. They are not made for long
         * computing, and before JDK 24 a task that blocks inside {@code synchronized} pins a carrier.
         *
         * @param wanted false for platform threads always
         * @return this builder
         */
        public Builder virtualThreads(boolean wanted) {
            this.virtualThreads = wanted;
            return this;
        }

        /**
         * What is carried from the submitting thread beside the deadline: nothing by default.
         *
         * @param context captures it
         * @return this builder
         */
        public Builder context(ContextPropagation context) {
            this.context = Objects.requireNonNull(context, "context");
            return this;
        }

        @Override
        void read(FlatConfig flat) {
            super.read(flat);
            flat.integer("blocking-threads", this::blockingThreads);
            flat.integer("blocking-max-queued", this::blockingMaxQueued);
            flat.integer("blocking-priority", this::blockingPriority);
            flat.flag("virtual-threads", this::virtualThreads);
        }

        /**
         * Starts the lanes.
         *
         * @return a runtime, to be closed
         * @throws IllegalArgumentException if a value is out of its range
         */
        public TaskRuntime build() {
            checkLane();
            check(blockingThreads >= 1, "blockingThreads must be positive", blockingThreads);
            check(blockingMaxQueued >= 1, "blockingMaxQueued must be positive", blockingMaxQueued);
            checkPriority("blockingPriority", blockingPriority);
            return new TaskRuntime(this);
        }

        private WorkStealingScheduler scheduler() {
            WorkStealingScheduler.Builder lane = WorkStealingScheduler.builder()
                    .workers(workers)
                    .name(name)
                    .stackSize(stackSize)
                    .priority(priority)
                    .maxQueued(maxQueued)
                    .rejectionPolicy(rejectionPolicy)
                    .maxWait(maxWait)
                    .stallAfter(stallAfter)
                    .closeGrace(closeGrace)
                    .ticker(ticker);
            return (handler == null ? lane : lane.uncaughtHandler(handler)).build();
        }
    }
}
