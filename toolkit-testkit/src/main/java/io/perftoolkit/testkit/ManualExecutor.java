package io.perftoolkit.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An executor whose tasks run when the test says so, on the test's thread, in the order in which they fall due.
 *
 * <p>Time is a {@link FakeTicker}. {@link #advance} moves it from one due task to the next, so each task, and each turn of
 * a periodic one, finds the ticker at its own time; what tasks submit meanwhile takes part. Where the test moves the
 * ticker itself, tasks become runnable but wait for {@link #runNext} or {@link #runAll}.
 *
 * {@snippet class="io.perftoolkit.testkit.ManualExecutorExample" region="turns"}
 *
 * <p>In all else it keeps the contract of {@link ScheduledExecutorService} as the JDK's scheduled pool does, with these
 * answers where the contract leaves a choice or a single thread leaves none:
 *
 * <ul>
 *   <li>The thread that made the executor, and any thread while it runs a task, is its <i>driver</i>. A driver that calls
 *       {@code get()} on a task that has not run gets an {@link IllegalStateException}, since nobody else would run it:
 *       in production this is the starved pool that waits for itself. With a time limit it gets the
 *       {@link TimeoutException} at once. Other threads wait in real time.
 *   <li>{@code invokeAll} and {@code invokeAny}, called by a driver, run their own tasks on the spot, one after another;
 *       their time limits are measured by the ticker.
 *   <li>What a task of {@link #execute} throws comes out of the call that ran it, and what is still queued stays so.
 *       Failures of all other tasks are kept by their futures.
 *   <li>A cancelled task leaves the queue at once. {@code shutdown} cancels periodic tasks and keeps delayed ones.
 *   <li>An interrupt that cancels a task is gone when the task has ended: the test's thread keeps nothing of it.
 * </ul>
 *
 * <p>Thread-safe: any thread may submit, cancel and wait. Handing over and taking a task costs O(log n), cancelling O(n)
 * in the number of pending ones.
 *
 * @since 0.1
 */
public final class ManualExecutor extends AbstractExecutorService implements ScheduledExecutorService, AutoCloseable {
    private static final int BOUND = 100_000;

    // Half of all time is as good as never, and keeps the difference of any two due times from overflowing.
    private static final long FAR_NANOS = Long.MAX_VALUE >> 1;

    private final FakeTicker ticker;
    private final Thread maker = Thread.currentThread();
    private final ManualQueue queue;

    /** Creates an executor with a ticker of its own, which stands at 0. */
    public ManualExecutor() {
        this(new FakeTicker());
    }

    /**
     * Creates an executor.
     *
     * @param ticker its time; may be shared with whatever else the test drives
     */
    public ManualExecutor(FakeTicker ticker) {
        this.ticker = Objects.requireNonNull(ticker, "ticker");
        this.queue = new ManualQueue(ticker);
    }

    /**
     * The time by which tasks fall due.
     *
     * @return the ticker that {@link #advance} moves
     */
    public FakeTicker ticker() {
        return ticker;
    }

    /**
     * How many tasks have not begun, due or not; a periodic task counts as one.
     *
     * @return the length of the queue
     */
    public int pending() {
        return queue.size();
    }

    /**
     * Runs the task that has been due the longest, if any is due now.
     *
     * @return whether a task was run
     */
    public boolean runNext() {
        var task = queue.takeDueBy(ticker.getAsLong());
        if (task == null) {
            return false;
        }
        run(task);
        return true;
    }

    /**
     * Runs what is due now, and what these tasks submit, until nothing is; time stands still.
     *
     * @return how many tasks were run
     * @throws IllegalStateException if there is no end after 100 000 tasks
     */
    public int runAll() {
        return runAll(BOUND);
    }

    /**
     * Runs what is due now, and what these tasks submit, until nothing is; time stands still.
     *
     * @param bound how many tasks to run at most, positive
     * @return how many tasks were run
     * @throws IllegalStateException if a task is still due after {@code bound} tasks; it stays in the queue
     */
    public int runAll(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound must be positive: " + bound);
        }
        int ran = 0;
        while (runNext()) {
            refuseLivelock(++ran, bound);
        }
        return ran;
    }

    /**
     * Moves the ticker by {@code step}, and on its way runs each task at the time it falls due.
     *
     * <p>A task that moves the ticker itself makes the ones behind it late, as a slow task does to a real thread.
     *
     * @param step how far, not negative; zero runs what is due now
     * @return how many tasks were run, each turn of a periodic one counted
     * @throws IllegalStateException if there is no end after 100 000 tasks at the same time
     */
    public int advance(Duration step) {
        if (step.isNegative()) {
            throw new IllegalArgumentException("step must not be negative: " + step);
        }
        long targetNanos = ticker.getAsLong() + step.toNanos();
        int ran = 0;
        int ranAtThisTime = 0;
        for (var task = queue.takeDueBy(targetNanos); task != null; task = queue.takeDueBy(targetNanos)) {
            if (moveTo(task.dueNanos())) {
                ranAtThisTime = 0;
            }
            run(task);
            ran++;
            refuseLivelock(++ranAtThisTime, BOUND);
        }
        moveTo(targetNanos);
        return ran;
    }

    @Override
    public void execute(Runnable command) {
        Objects.requireNonNull(command, "command");
        // Nobody holds the future: what the command throws comes out of the call that runs it.
        var unused = add(Executors.callable(command), command, 0, 0);
    }

    @Override
    public Future<?> submit(Runnable task) {
        return schedule(task, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public <T> Future<T> submit(Runnable task, T result) {
        return schedule(Executors.callable(task, result), 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public <T> Future<T> submit(Callable<T> task) {
        return schedule(task, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return add(Executors.callable(command), null, unit.toNanos(delay), 0);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return add(Objects.requireNonNull(callable, "callable"), null, unit.toNanos(delay), 0);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        return add(Executors.callable(command), null, unit.toNanos(initialDelay), positive("period", period, unit));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        return add(Executors.callable(command), null, unit.toNanos(initialDelay), -positive("delay", delay, unit));
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks) throws InterruptedException {
        return isDriver() ? allHere(tasks, Long.MAX_VALUE) : super.invokeAll(tasks);
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        return isDriver() ? allHere(tasks, unit.toNanos(timeout)) : super.invokeAll(tasks, timeout, unit);
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException {
        if (!isDriver()) {
            return super.invokeAny(tasks);
        }
        try {
            return anyHere(tasks, Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new AssertionError("292 years are over", e);
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return isDriver() ? anyHere(tasks, unit.toNanos(timeout)) : super.invokeAny(tasks, timeout, unit);
    }

    @Override
    public void shutdown() {
        queue.shutdown();
    }

    /** {@inheritDoc} The tasks come in the order in which they would have run; their futures are left as they are. */
    @Override
    public List<Runnable> shutdownNow() {
        return queue.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return queue.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return queue.isTerminated();
    }

    /** {@inheritDoc} A driver does not wait: nothing would change meanwhile. Other threads wait in real time. */
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return queue.awaitTermination(isDriver() ? 0 : timeout, unit);
    }

    /**
     * Shuts down in order, and ends when all that was accepted has run, as {@code ExecutorService.close()} of newer JDKs.
     *
     * <p>A driver runs what is left, each task at its time: this moves the ticker as far as the last delayed task needs.
     * To end a test without running what is left, call {@link #shutdownNow}. Another thread waits for the driver; when
     * interrupted, it shuts down now and keeps the interrupt.
     */
    @Override
    public void close() {
        shutdown();
        if (isDriver()) {
            for (var task = queue.takeNext(); task != null; task = queue.takeNext()) {
                moveTo(task.dueNanos());
                run(task);
            }
        } else {
            waitForTheDriver();
        }
    }

    private void waitForTheDriver() {
        boolean interrupted = false;
        while (!isTerminated()) {
            try {
                awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
                shutdownNow();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether a wait of this thread for {@code task} could end by nobody else. */
    boolean waitsForItself(ManualTask<?> task) {
        return !task.isDone() && isDriver() && !queue.isRunElsewhere(task);
    }

    void cancelled(ManualTask<?> task, boolean mayInterrupt) {
        queue.cancelled(task, mayInterrupt);
    }

    private <V extends @Nullable Object> ManualTask<V> add(
            Callable<V> body, @Nullable Runnable bare, long delayNanos, long periodNanos) {
        long delay = Math.min(Math.max(0, delayNanos), FAR_NANOS);
        return queue.add(
                sequence -> new ManualTask<>(this, body, bare, ticker.getAsLong() + delay, periodNanos, sequence));
    }

    private void run(ManualTask<?> task) {
        boolean interruptedBefore = Thread.currentThread().isInterrupted();
        boolean again = false;
        try {
            again = task.runHere();
        } finally {
            queue.end(task, again, interruptedBefore);
        }
    }

    private <T> List<Future<T>> allHere(Collection<? extends Callable<T>> tasks, long limitNanos)
            throws InterruptedException {
        for (Callable<T> body : tasks) {
            Objects.requireNonNull(body, "task");
        }
        long startNanos = ticker.getAsLong();
        List<Future<T>> all = new ArrayList<>();
        for (Callable<T> body : tasks) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            all.add(runAtOnce(body, ticker.getAsLong() - startNanos >= limitNanos));
        }
        return all;
    }

    private <T> T anyHere(Collection<? extends Callable<T>> tasks, long limitNanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("tasks must not be empty: " + tasks);
        }
        long startNanos = ticker.getAsLong();
        ExecutionException failure = null;
        for (Callable<T> body : tasks) {
            if (ticker.getAsLong() - startNanos >= limitNanos) {
                throw new TimeoutException("no task has succeeded within " + Duration.ofNanos(limitNanos));
            }
            try {
                return runAtOnce(Objects.requireNonNull(body, "task"), false).get();
            } catch (ExecutionException e) {
                failure = e;
            }
        }
        throw Objects.requireNonNull(failure);
    }

    private <T> ManualTask<T> runAtOnce(Callable<T> body, boolean tooLate) {
        long now = ticker.getAsLong();
        var task = queue.addRunning(sequence -> new ManualTask<>(this, body, null, now, 0, sequence));
        if (tooLate) {
            task.cancel(false);
        }
        run(task);
        return task;
    }

    private boolean isDriver() {
        var here = Thread.currentThread();
        return here == maker || queue.isRunBy(here);
    }

    private boolean moveTo(long nanos) {
        long ahead = nanos - ticker.getAsLong();
        if (ahead > 0) {
            ticker.advance(Duration.ofNanos(ahead));
        }
        return ahead > 0;
    }

    private void refuseLivelock(int ran, int bound) {
        var next = queue.overdue();
        if (ran >= bound && next != null) {
            throw new IllegalStateException("no end after " + bound + " tasks at the same time; a task that submits"
                    + " itself again for ever? Next: " + next);
        }
    }

    private static long positive(String name, long value, TimeUnit unit) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive: " + value + " " + unit);
        }
        return Math.min(unit.toNanos(value), FAR_NANOS);
    }
}
