package io.perftoolkit.task;

import io.perftoolkit.deadline.Deadline;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An executor for many short tasks that compute: as many workers as processors, each with a queue of its own.
 *
 * {@snippet class="io.perftoolkit.task.TaskExample" region="scheduler"}
 *
 * <p>Thread-safe. A task that a worker's task submits stays with that worker, and the first one of them runs next, while
 * what it needs is in the cache; idle workers take half of a busy one's queue. Tasks from outside wait in stripes that are
 * drained in batches. No order is promised between tasks. A submit allocates nothing beyond the queue itself, and one of
 * 64 tells how long it waited.
 *
 * <p>A task that blocks keeps a worker: give such tasks to the blocking lane of a {@link TaskRuntime}. One that is in the
 * same task for long is counted and its stack logged. A task may wait for a future of the same scheduler: {@code get()}
 * without a time runs the awaited task itself if nobody has begun it, at most 256 deep; beyond that it throws
 * {@link IllegalStateException}. For divide-and-conquer computing take a {@link java.util.concurrent.ForkJoinPool}.
 *
 * <p>What a task throws goes to the uncaught handler (by default one log line a minute for each class), and is counted;
 * the worker lives on. The {@code ExecutorService} methods keep the JDK's contract, except that {@link #close()} waits for a
 * bounded time on every JDK.
 *
 * <p>After the scheduler of Tokio (<a href="https://tokio.rs/blog/2019-10-scheduler">Making the Tokio scheduler 10x
 * faster</a>), with striped injection.
 *
 * @since 0.1
 */
public final class WorkStealingScheduler extends AbstractExecutorService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkStealingScheduler.class);
    private static final long AFTER_INTERRUPT_NANOS = 100_000_000;

    private final String name;
    private final Duration closeGrace;
    private final Crew crew;
    private final Admission admission;
    private final StallWatch watch;

    private WorkStealingScheduler(Builder builder) {
        name = builder.name;
        closeGrace = builder.closeGrace;
        crew = new Crew(builder.settings());
        admission = new Admission(name, crew.injection, builder.maxQueued, builder.rejectionPolicy, builder.maxWait);
        watch = new StallWatch(crew, name, builder.stallAfter.toNanos());
    }

    /**
     * Starts the description of a scheduler; everything has a default.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Runs the task in one of the workers, some time.
     *
     * @param task what to run
     * @throws TaskRejectedException if the queue is full and the policy says so, or after a shutdown. What a task submits
     *     is never refused because the queue is full: tasks that go on by submitting would be cut off in the middle
     */
    @Override
    public void execute(Runnable task) {
        Objects.requireNonNull(task, "task");
        if (Thread.currentThread() instanceof WorkerThread thread && thread.worker.crew == crew) {
            fromWithin(thread.worker, task);
        } else {
            fromOutside(task);
        }
    }

    private void fromWithin(Worker worker, Runnable task) {
        if (crew.phase().atLeast(Phase.CLOSED)) {
            throw admission.closed();
        }
        worker.push(task);
    }

    private void fromOutside(Runnable task) {
        Stripe stripe = crew.injection.stripe(Thread.currentThread());
        long admitted = stripe.admitted();
        if (admitted < 0 && !admitted(stripe, task)) {
            return;
        }
        long number = stripe.offer(task);
        if (number < 0) {
            throw admission.closed();
        }
        if (number >= admitted) {
            admission.renew(stripe, number);
        }
        crew.sleepers.wakeOne();
    }

    private boolean admitted(Stripe stripe, Runnable task) {
        if (isShutdown()) {
            throw admission.closed();
        }
        return admission.admit(stripe, task);
    }

    /** The future of a task, which its taker may run: see the class. */
    @Override
    protected <T extends @Nullable Object> RunnableFuture<T> newTaskFor(Callable<T> task) {
        return new TaskFuture<>(crew, task);
    }

    /** The future of a task, which its taker may run: see the class. */
    @Override
    protected <T extends @Nullable Object> RunnableFuture<T> newTaskFor(Runnable task, T value) {
        return new TaskFuture<>(crew, Executors.callable(task, value));
    }

    /** As the JDK's; called by one of this scheduler's tasks, it runs the tasks one after the other, there and then. */
    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        return WorkerThread.of(crew) == null ? super.invokeAny(tasks) : firstOf(tasks);
    }

    /** As the JDK's; called by one of this scheduler's tasks, it runs the tasks one after the other, there and then. */
    @Override
    public <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return WorkerThread.of(crew) == null ? super.invokeAny(tasks, timeout, unit) : firstOf(tasks);
    }

    private static <T extends @Nullable Object> T firstOf(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("tasks must not be empty");
        }
        Throwable failure = null;
        for (Callable<T> task : tasks) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            try {
                return task.call();
            } catch (Exception e) {
                failure = e;
            }
        }
        throw new ExecutionException(failure);
    }

    /** Takes nothing more, and ends when all that it has taken has run. Idempotent; does not wait. */
    @Override
    public void shutdown() {
        crew.advance(Phase.CLOSED);
    }

    /**
     * Takes nothing more, interrupts what runs, and gives back what has not begun. Does not wait.
     *
     * @return the tasks that have not begun and never will; what a worker is just about to begin is not in it, and runs
     */
    @Override
    public List<Runnable> shutdownNow() {
        crew.advance(Phase.STOPPING);
        List<Runnable> neverStarted = crew.takeOut();
        crew.interruptAll();
        return neverStarted;
    }

    /**
     * Takes nothing more from outside, waits for what it has, and at the deadline interrupts what still runs and drops
     * the rest. Until then tasks may go on submitting.
     *
     * @param deadline how long to wait; after it, a tenth of a second is left to interrupted tasks
     * @return what was left undone; an interrupt ends the wait like the deadline does, and stays set
     */
    public ShutdownReport shutdown(Deadline deadline) {
        crew.advance(Phase.DRAINING);
        List<Runnable> neverStarted = List.of();
        boolean interrupted = false;
        try {
            awaitEnd(deadline);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (!isTerminated()) {
            neverStarted = shutdownNow();
            try {
                awaitEnd(Deadline.after(Duration.ofNanos(AFTER_INTERRUPT_NANOS)));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        watch.stop();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return Tally.report(crew, neverStarted);
    }

    /** In steps, because the deadline may have a clock of its own. */
    private void awaitEnd(Deadline deadline) throws InterruptedException {
        while (!isTerminated() && !deadline.isExpired()) {
            awaitTermination(Math.min(deadline.remainingNanos(), AFTER_INTERRUPT_NANOS / 10), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public boolean isShutdown() {
        return crew.phase() != Phase.OPEN;
    }

    /** Whether every task has ended and every worker's thread is at its end. */
    @Override
    public boolean isTerminated() {
        return crew.ended().getCount() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return crew.ended().await(timeout, unit);
    }

    /**
     * Shuts down and waits, for as long as the builder said; what has not begun by then is dropped and logged. Idempotent.
     * Called by one of its own tasks, it does not wait.
     */
    @Override
    public void close() {
        if (WorkerThread.of(crew) != null) {
            shutdown();
            return;
        }
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

    /**
     * What it has done so far. Takes no lock that a task waits for; O(workers), and a snapshot of the run delays.
     *
     * @return the figures; the number completed is never above the number begun
     */
    public TaskStats stats() {
        return Tally.of(crew, admission.rejected.sum());
    }

    /** Its name and what it does now, for a log line. */
    @Override
    public String toString() {
        return "WorkStealingScheduler[" + name + ", " + crew.phase() + "]";
    }

    Crew crew() {
        return crew;
    }

    StallWatch watch() {
        return watch;
    }

    /** Describes a scheduler. Not thread-safe. */
    public static final class Builder extends LaneBuilder<Builder> {
        private int ring = Crew.Settings.DEFAULT_RING;
        private int ringStart;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** The capacity of each ring, a power of two, and where its counts begin; a test's. */
        Builder ring(int capacity, int start) {
            this.ring = capacity;
            this.ringStart = start;
            return this;
        }

        /**
         * Starts the workers.
         *
         * @return a scheduler, to be closed
         * @throws IllegalArgumentException if a value is out of its range
         */
        public WorkStealingScheduler build() {
            checkLane();
            WorkStealingScheduler scheduler = new WorkStealingScheduler(this);
            scheduler.crew.start();
            scheduler.watch.start();
            return scheduler;
        }

        private Crew.Settings settings() {
            return new Crew.Settings(workers, name, stackSize, priority, maxQueued, ring, ringStart, handler, ticker);
        }
    }
}
