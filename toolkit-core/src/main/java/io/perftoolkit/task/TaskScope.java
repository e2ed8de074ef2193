package io.perftoolkit.task;

import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.deadline.DeadlineExceededException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Forks tasks and joins them: none outlives the scope, none fails unseen, and all of them share one deadline.
 *
 * {@snippet class="io.perftoolkit.task.TaskExample" region="scope"}
 *
 * <p>Belongs to the thread that opened it: only that thread forks, joins and closes; forks may be read and the scope may be
 * {@linkplain #cancel cancelled} by any. Scopes nest: the forks find the scope's deadline as {@link Deadline#current()},
 * and a scope that is opened inside has the earlier of both. Cancelling interrupts the forks that run and lets those not begin
 * that have not. The deadline cancels them when it comes, even if the owner does not wait for them yet.
 *
 * <p>While it waits, a worker or a thread of the blocking lane runs forks of this scope that nobody has begun. So tasks that
 * open scopes on the same runtime, to any depth, do not starve one another.
 *
 * @since 0.1
 */
public final class TaskScope implements AutoCloseable {
    /*
     * Invariant: a fork is either seen by cancel(), or sees that the scope is cancelled. The owner publishes the newest fork and
     * then asks the verdict; who cancels tells that first and walks the forks then, all volatile (TaskScopeTest.cancel_*).
     *
     * Invariant: the scope is done when all forks have ended, or earlier when the verdict is given, or by the
     * deadline. An end is counted once for each fork, after its state is final.
     *
     * Proof: TaskScopeTest, VirtualTaskScopeTest.
     */

    /** A deadline may have a clock of its own, and a lane may fill up: the waiter looks about so often. */
    private static final long LOOK_NANOS = 10_000_000;

    private final TaskRuntime runtime;
    private final String name;
    private final Deadline deadline;
    private final int maxInFlight;
    private final Duration closeGrace;
    private final Verdict verdict;
    private final ForkChain forks = new ForkChain();
    private final ForkEnds ends = new ForkEnds();
    private final Thread owner = Thread.currentThread();
    private final long openedNanos = System.nanoTime();

    // Of the owner only.
    private int forked;
    private boolean joined;
    private boolean closed;
    private @Nullable DeadlineAlarm alarm;

    private TaskScope(Builder builder) {
        runtime = builder.runtime;
        name = builder.name;
        verdict = new Verdict(builder.policy);
        deadline = Deadline.current().earlierOf(builder.deadline);
        maxInFlight = builder.maxInFlight;
        closeGrace = builder.closeGrace;
    }

    /**
     * Starts the description of a scope.
     *
     * @param runtime where its forks run
     * @return a builder; everything has a default
     */
    public static Builder builder(TaskRuntime runtime) {
        return new Builder(Objects.requireNonNull(runtime, "runtime"));
    }

    /**
     * The time that all forks have.
     *
     * @return the earlier one of the scope's own and the one that was current when it was opened
     */
    public Deadline deadline() {
        return deadline;
    }

    /**
     * Forks a task that computes.
     *
     * @param <T> of the result
     * @param task runs on the computing lane
     * @return the fork
     * @throws TaskRejectedException if the lane refuses it; the scope is as before
     * @throws DeadlineExceededException if the deadline ends the wait for others in flight
     * @throws CancellationException if that wait is interrupted, which stays set; the scope is cancelled
     * @throws IllegalStateException in another thread than the owner's, and after the join
     */
    public <T extends @Nullable Object> Fork<T> fork(Callable<? extends T> task) {
        return fork(null, task, false);
    }

    /**
     * Forks a task that computes, with a name for reports.
     *
     * @param <T> of the result
     * @param name what it is called
     * @param task runs on the computing lane
     * @return the fork
     * @throws TaskRejectedException as {@link #fork(Callable)}, and so all the others
     */
    public <T extends @Nullable Object> Fork<T> fork(String name, Callable<? extends T> task) {
        return fork(Objects.requireNonNull(name, "name"), task, false);
    }

    /**
     * Forks a task that blocks.
     *
     * @param <T> of the result
     * @param task runs on the blocking lane
     * @return the fork
     * @throws TaskRejectedException as {@link #fork(Callable)}, and so all the others
     */
    public <T extends @Nullable Object> Fork<T> forkBlocking(Callable<? extends T> task) {
        return fork(null, task, true);
    }

    /**
     * Forks a task that blocks, with a name for reports.
     *
     * @param <T> of the result
     * @param name what it is called
     * @param task runs on the blocking lane
     * @return the fork
     * @throws TaskRejectedException as {@link #fork(Callable)}, and so all the others
     */
    public <T extends @Nullable Object> Fork<T> forkBlocking(String name, Callable<? extends T> task) {
        return fork(Objects.requireNonNull(name, "name"), task, true);
    }

    private <T extends @Nullable Object> Fork<T> fork(
            @Nullable String forkName, Callable<? extends T> task, boolean blocking) {
        Objects.requireNonNull(task, "task");
        requireOwner();
        if (joined) {
            throw new IllegalStateException(name + " is joined: open another scope for more forks");
        }
        if (forked - ends.count() >= maxInFlight) {
            awaitRoom();
        }
        ForkTask<T> fork = new ForkTask<>(this, forked + 1, forkName, task, blocking, forks.newest());
        forks.add(fork);
        forked++;
        if (verdict.isCancelled()) {
            fork.cancel();
            return fork;
        }
        try {
            runtime.lane(blocking).execute(runtime.carrying(fork));
        } catch (RuntimeException | Error refused) {
            fork.cancel(); // it counts as ended, and nobody will come for it
            throw refused;
        }
        return fork;
    }

    private void awaitRoom() {
        try {
            await(forked - maxInFlight + 1, false);
        } catch (InterruptedException e) {
            cancel();
            Thread.currentThread().interrupt();
            throw new CancellationException(name + " was interrupted while it waited for forks in flight");
        }
    }

    /**
     * Waits until the scope is done, as its {@link JoinPolicy} says; then no fork may be added.
     *
     * @throws TaskFailedException if a failure decides
     * @throws DeadlineExceededException at the deadline; it names the forks that had not ended, and cancels them
     * @throws CancellationException if the scope was {@linkplain #cancel cancelled} before it was done
     * @throws InterruptedException if the owner is interrupted; the forks are cancelled
     */
    public void join() throws InterruptedException {
        requireOwner();
        joined = true;
        try {
            await(forked, true);
        } catch (InterruptedException e) {
            cancel();
            throw e;
        }
        if (verdict.cameTooLate()) {
            throw outOfTime();
        }
        verdict.check(name, forks, ends.count() == forked);
    }

    /**
     * The fork that decided a join by {@link JoinPolicy#FIRST_SUCCESS}.
     *
     * @return the one that succeeded first; null for other policies, and while there is none
     */
    public @Nullable Fork<?> winner() {
        return verdict.winner();
    }

    /** Cancels all forks, those to come included. By any thread, idempotent, does not wait. */
    public void cancel() {
        verdict.cancel();
        forks.cancel();
        ends.wake();
    }

    /** By the timer. Nothing happens if the deadline has another clock, at which the owner looks. */
    void deadlineCame() {
        if (!verdict.isCancelled() && deadline.isExpired()) {
            List<String> unfinished = forks.unfinished();
            if (!unfinished.isEmpty()) {
                verdict.outOfTime(unfinished);
                cancel();
            }
        }
    }

    /**
     * Cancels what has not ended and waits for it, for as long as the builder said; what is stuck after that is logged
     * with its stack, and left. Idempotent. An interrupt does not end this wait, and stays set.
     *
     * @throws IllegalStateException in another thread than the owner's
     */
    @Override
    public void close() {
        requireOwner();
        if (closed) {
            return;
        }
        closed = true;
        joined = true;
        if (alarm != null) {
            alarm.disarm();
        }
        if (ends.count() == forked) {
            return;
        }
        cancel();
        ends.awaitThroughInterrupts(forked, closeGrace.toNanos());
        forks.reportStuck(name, closeGrace);
    }

    /** Until so many forks have ended, or the scope is decided if that counts. */
    private void await(int count, boolean orDecided) throws InterruptedException {
        boolean helps = runtime.isLane(owner);
        long start = System.nanoTime();
        while (!ends.reach(count) && !(orDecided && verdict.isGiven())) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (deadline.isExpired()) {
                throw outOfTime();
            }
            if (helps && runOne(System.nanoTime() - start > LOOK_NANOS)) {
                continue;
            }
            ends.await(count, () -> orDecided && verdict.isGiven(), Math.min(deadline.remainingNanos(), LOOK_NANOS));
        }
    }

    /**
     * Runs a fork that nobody has begun. A worker leaves those of the blocking lane to that one, until that has had time:
     * then all of its threads are busy, perhaps with waiting for this very worker.
     */
    private boolean runOne(boolean alsoBlocking) {
        return forks.runOne(alsoBlocking || !(owner instanceof WorkerThread));
    }

    /** A fork is in its last state. */
    void ended(ForkTask<?> fork, int how) {
        if (verdict.note(fork, how)) {
            cancel();
        }
        ends.add(verdict.isDecisive(how));
    }

    private DeadlineExceededException outOfTime() {
        List<String> before = verdict.late();
        List<String> unfinished = before == null ? forks.unfinished() : before;
        cancel();
        return new DeadlineExceededException(
                name, "its forks " + unfinished, Duration.ofNanos(System.nanoTime() - openedNanos));
    }

    private void requireOwner() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException(name + " belongs to " + owner.getName() + ", not to "
                    + Thread.currentThread().getName());
        }
    }

    /** Describes a scope. Not thread-safe. */
    public static final class Builder {
        private final TaskRuntime runtime;
        private String name = "scope";
        private JoinPolicy policy = JoinPolicy.ALL_SUCCEED;
        private Deadline deadline = Deadline.NONE;
        private int maxInFlight = Integer.MAX_VALUE;
        private Duration closeGrace = Duration.ofSeconds(1);

        private Builder(TaskRuntime runtime) {
            this.runtime = runtime;
        }

        /**
         * What it is called in messages: {@code scope} by default.
         *
         * @param name the name
         * @return this builder
         */
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /**
         * When it is done: {@link JoinPolicy#ALL_SUCCEED} by default.
         *
         * @param policy the policy
         * @return this builder
         */
        public Builder policy(JoinPolicy policy) {
            this.policy = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /**
         * The time that all forks have. The current deadline holds in any case, if it is earlier.
         *
         * @param deadline the deadline
         * @return this builder
         */
        public Builder deadline(Deadline deadline) {
            this.deadline = Objects.requireNonNull(deadline, "deadline");
            return this;
        }

        /**
         * The time that all forks have, from now.
         *
         * @param span how long
         * @return this builder
         */
        public Builder deadline(Duration span) {
            return deadline(Deadline.after(span));
        }

        /**
         * How many forks may be under way; forking beyond waits within the deadline. No bound by default.
         *
         * @param forks at least 1
         * @return this builder
         */
        public Builder maxInFlight(int forks) {
            this.maxInFlight = forks;
            return this;
        }

        /**
         * How long the close waits for forks that it has cancelled: a second by default.
         *
         * @param grace not negative
         * @return this builder
         */
        public Builder closeGrace(Duration grace) {
            this.closeGrace = Objects.requireNonNull(grace, "grace");
            return this;
        }

        /**
         * Opens the scope for the calling thread.
         *
         * @return the scope, to be closed by the same thread
         * @throws IllegalArgumentException if a value is out of its range
         */
        public TaskScope open() {
            if (maxInFlight < 1) {
                throw new IllegalArgumentException("maxInFlight must be positive: " + maxInFlight);
            }
            if (closeGrace.isNegative()) {
                throw new IllegalArgumentException("closeGrace must not be negative: " + closeGrace);
            }
            TaskScope scope = new TaskScope(this);
            scope.alarm = DeadlineAlarm.of(scope);
            return scope;
        }
    }
}
