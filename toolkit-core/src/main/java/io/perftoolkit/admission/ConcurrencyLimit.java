package io.perftoolkit.admission;

import io.perftoolkit.admission.OverloadedException.Reason;
import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.deadline.DeadlineExceededException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How many may be under way at once. Who finds the limit reached waits in a short {@link Queue}, or is refused at once.
 *
 * <p>{@linkplain #fixed Fixed} for a gate in front of something whose size is known, as a pool of connections;
 * {@linkplain #adaptive adaptive} for the door of a service, where no constant is right and what is known is the objective:
 *
 * {@snippet class="io.perftoolkit.admission.AdmissionExample" region="door"}
 *
 * <p>Thread-safe. Where nobody waits, acquiring and giving back take no lock; an acquiring thread may be refused although a slot
 * is free if another one is being refused at the same instant, but never are more under way than the limit. Entering and
 * leaving the queue takes a lock for a few instructions. Newcomers do not overtake those who wait.
 *
 * @since 0.1
 */
public final class ConcurrencyLimit implements AutoCloseable {
    /*
     * Invariant: offered = started + refused + waiting; started = ended + under way; a slot taken is given back once
     * (AdmissionSumsTest). The slots and the queue are in Entrance.
     */

    private static final long DRAIN_LOOK_NANOS = 1_000_000;

    private final Entrance entrance;
    private final Lockers lockers;
    private final Tally tally;
    private final @Nullable Watch watch;
    private final boolean fixed;
    private final boolean strict;
    private final CohortLevels cohorts;
    private final SideDoors sideDoors;

    ConcurrencyLimit(LimitBuilder builder) {
        entrance = new Entrance(this, builder);
        lockers = entrance.lockers;
        tally = entrance.tally;
        watch = entrance.watch;
        fixed = builder.fixed;
        strict = builder.strictClose;
        cohorts = new CohortLevels(tally, entrance.now());
        sideDoors = new SideDoors(builder.healthLimit, builder.maxStreams);
    }

    /**
     * Starts to describe a limit that stays as it is until it is {@linkplain #resize resized}.
     *
     * @param limit how many may be under way, at least 1
     * @return a builder with every default: nobody waits
     */
    public static LimitBuilder fixed(int limit) {
        return new LimitBuilder(true, limit, null);
    }

    /**
     * Starts to describe a limit that follows what the service can do.
     *
     * @param objective in which time, from the arrival on, nearly all requests shall be answered
     * @return a builder with every default: a {@linkplain Queue#budget budget} queue
     */
    public static LimitBuilder adaptive(Duration objective) {
        return new LimitBuilder(false, 2 * Runtime.getRuntime().availableProcessors(), objective);
    }

    /**
     * Takes a permit if it can be had at once. A refusal is counted.
     *
     * @param priority in which lane
     * @return the permit; null if refused
     */
    public @Nullable Permit tryAcquire(Priority priority) {
        Permit permit = new Permit();
        return takeInto(permit, priority) ? permit : null;
    }

    /**
     * Takes a permit if it can be had at once and there is time left to use it.
     *
     * @param priority in which lane
     * @param deadline of the request
     * @return the permit; null if refused
     */
    public @Nullable Permit tryAcquire(Priority priority, Deadline deadline) {
        if (deadline.isExpired()) {
            entrance.refused(Reason.NO_TIME, priority);
            return null;
        }
        return tryAcquire(priority);
    }

    /**
     * Takes a permit, as {@link #tryAcquire(Priority)} does, into an object of the caller's.
     *
     * @param permit not held
     * @param priority in which lane
     * @return whether it is now held
     * @throws IllegalStateException if it was held already
     */
    public boolean tryAcquireInto(Permit permit, Priority priority) {
        permit.requireFree();
        return takeInto(permit, priority);
    }

    /**
     * Takes a permit; waits for it in the queue, if there is one and it has room.
     *
     * @param priority in which lane
     * @param deadline of the request; the wait ends with it, and with the patience of the queue
     * @return the permit
     * @throws OverloadedException if it may not wait, or has waited as long as the queue allows
     * @throws DeadlineExceededException if the deadline was over before, or ended the wait
     * @throws InterruptedException if the thread was interrupted while it waited; nothing is held then
     */
    public Permit acquire(Priority priority, Deadline deadline) throws InterruptedException {
        Permit permit = new Permit();
        acquireInto(permit, priority, deadline);
        return permit;
    }

    /**
     * Takes a permit, as {@link #acquire} does, into an object of the caller's.
     *
     * @param permit not held
     * @param priority in which lane
     * @param deadline of the request
     * @throws OverloadedException as {@link #acquire} does
     * @throws DeadlineExceededException as {@link #acquire} does
     * @throws InterruptedException as {@link #acquire} does
     * @throws IllegalStateException if the permit was held already
     */
    public void acquireInto(Permit permit, Priority priority, Deadline deadline) throws InterruptedException {
        permit.requireFree();
        if (deadline.isExpired()) {
            entrance.refused(Reason.NO_TIME, priority);
            throw new DeadlineExceededException(name(), "a permit", Duration.ZERO);
        }
        if (priority == Priority.HEALTH) {
            if (!sideDoors.health(this, permit)) {
                throw entrance.overloaded(Reason.LIMIT, priority.lane);
            }
            return;
        }
        if (enter(permit, priority, lockers.mine())) {
            return;
        }
        Waiter waiter = entrance.join(permit, priority, deadline, null, null);
        entrance.await(waiter);
        RuntimeException end = entrance.endOf(waiter);
        if (end != null) {
            throw end;
        }
    }

    /**
     * Takes a permit without holding a thread while it waits.
     *
     * <p>A refusal has no stack trace, but a stage that {@link CompletableFuture#whenComplete} or {@code thenApply} makes of this one
     * wraps it in an exception that has one, which costs many times as much as the refusal: where much is refused, use
     * {@link CompletableFuture#handle}, which wraps nothing.
     *
     * @param priority in which lane
     * @param deadline of the request
     * @param executor where the future is completed if it had to wait
     * @return completed already if there was no need to wait; cancelling it leaves the queue. Fails with what {@link #acquire}
     *     throws
     */
    public CompletableFuture<Permit> acquireAsync(Priority priority, Deadline deadline, Executor executor) {
        Objects.requireNonNull(executor, "executor");
        Permit permit = new Permit();
        if (deadline.isExpired()) {
            entrance.refused(Reason.NO_TIME, priority);
            return CompletableFuture.failedFuture(new DeadlineExceededException(name(), "a permit", Duration.ZERO));
        }
        if (priority == Priority.HEALTH) {
            return sideDoors.health(this, permit)
                    ? CompletableFuture.completedFuture(permit)
                    : CompletableFuture.failedFuture(entrance.overloaded(Reason.LIMIT, priority.lane));
        }
        if (enter(permit, priority, lockers.mine())) {
            return CompletableFuture.completedFuture(permit);
        }
        AwaitedPermit future = new AwaitedPermit(entrance);
        try {
            Waiter waiter = entrance.join(permit, priority, deadline, future, executor);
            future.waitsAs(waiter);
            entrance.arm(waiter);
        } catch (OverloadedException e) {
            future.completeExceptionally(e);
        }
        return future;
    }

    /**
     * Opens a stream: something that lives long, as a WebSocket or a gRPC stream. Streams have a fixed limit of their own and
     * are no samples; each message may take an ordinary permit.
     *
     * @return the permit to be closed with the stream; null if there are too many
     */
    public @Nullable Permit tryAcquireStream() {
        Permit permit = new Permit();
        if (entrance.isClosed() || !sideDoors.stream(this, permit)) {
            tally.streamRefused();
            return null;
        }
        return permit;
    }

    /**
     * Whether a request that came now would be refused. For a door that asks the gates behind it before it lets anybody in;
     * costs two or three reads, takes nothing and counts nothing.
     *
     * @param priority in which lane
     * @return a guess that may be outdated at once
     */
    public boolean wouldRefuse(Priority priority) {
        if (priority == Priority.HEALTH) {
            return sideDoors.refusesHealth();
        }
        return entrance.wouldRefuse(priority.lane);
    }

    /**
     * Whether requests of a cohort are served now. To be asked once for each request, before it asks for a permit, where one
     * request needs several calls: a lane of which a part must be refused then refuses the same users at each of them. A no is
     * counted as a refusal, {@link Reason#COHORT}. Without anybody who asks, cohorts do nothing.
     *
     * @param priority in which lane; health checks are always served
     * @param cohort from {@link Cohort#of}
     * @return false if it is to be refused
     */
    public boolean serves(Priority priority, int cohort) {
        if (priority == Priority.HEALTH || cohorts.serves(priority.lane, cohort, entrance.now())) {
            return true;
        }
        tally.refused(Reason.COHORT, priority.lane);
        return false;
    }

    /**
     * The exception that tells of a refusal by {@link #tryAcquire}, with the figures of now. Counts nothing.
     *
     * @return to be thrown
     */
    public OverloadedException overloaded() {
        return entrance.overloaded(entrance.nowReason(), Priority.NORMAL.lane);
    }

    /**
     * As {@link #overloaded()}, for a reason that the caller knows better.
     *
     * @param reason why it was refused
     * @return to be thrown
     */
    public OverloadedException overloaded(Reason reason) {
        return entrance.overloaded(reason, Priority.NORMAL.lane);
    }

    /**
     * Changes a fixed limit. If it falls, what is under way stays, and nothing starts until enough has ended.
     *
     * @param limit at least 1
     * @throws IllegalArgumentException if the limit is not positive
     * @throws IllegalStateException if this limit is adaptive
     */
    public void resize(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be positive: " + limit);
        }
        if (!fixed) {
            throw new IllegalStateException(name() + " is adaptive; only a fixed limit can be resized");
        }
        entrance.resize(limit);
    }

    /**
     * How many may be under way.
     *
     * @return the limit now
     */
    public int limit() {
        return entrance.gate.limit();
    }

    /**
     * The name given at creation.
     *
     * @return the name
     */
    public String name() {
        return entrance.name;
    }

    /**
     * Figures since the creation.
     *
     * @return a reading that is consistent in itself; takes some microseconds
     */
    public AdmissionStats stats() {
        return Stats.read(entrance, sideDoors);
    }

    /**
     * {@linkplain #close Closes}, and waits until all that is under way has given back its permit. Those who wait in the queue are
     * refused at once, so that they can go elsewhere. Streams are not waited for: who opened them ends them.
     *
     * @param deadline how long to wait
     * @return what became of them; not {@linkplain DrainReport#isClean clean} if the deadline ended the wait
     * @throws InterruptedException if the thread was interrupted meanwhile; the limit is closed all the same
     */
    public DrainReport shutdown(Deadline deadline) throws InterruptedException {
        Entrance.Closing closing = entrance.close();
        while (entrance.gate.inFlight() > 0
                && !deadline.isExpired()) { // looks now and then: who leaves must not pay for it
            LockSupport.parkNanos(this, Math.min(DRAIN_LOOK_NANOS, deadline.remainingNanos()));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        long left = entrance.gate.inFlight();
        return new DrainReport(
                closing.turnedAway(), Math.max(0, closing.underWay() - left), left, sideDoors.streamsOpen());
    }

    /** Refuses everything from now on, and those who wait. What is under way goes on. Idempotent. */
    @Override
    public void close() {
        entrance.close();
    }

    /** The name and the figures, for a log line. */
    @Override
    public String toString() {
        return name() + "[" + entrance.gate.inFlight() + " of " + limit() + " under way, " + entrance.line.waiting()
                + " waiting]";
    }

    private boolean takeInto(Permit permit, Priority priority) {
        if (priority == Priority.HEALTH) {
            return sideDoors.health(this, permit);
        }
        int locker = lockers.mine();
        if (enter(permit, priority, locker)) {
            return true;
        }
        if (entrance.isClosed()) {
            entrance.refused(Reason.SHUTDOWN, priority);
        } else {
            tally.refusedByLimit(locker, priority.lane);
        }
        return false;
    }

    private boolean enter(Permit permit, Priority priority, int locker) {
        int free = entrance.tryEnter(locker);
        if (free < 0) {
            return false;
        }
        long number = tally.started(locker, priority.lane);
        Watch watching = watch;
        boolean timed = watching != null && watching.isTimed(number);
        permit.start(this, Permit.DOOR, free == 0, timed, timed ? entrance.now() : 0);
        return true;
    }

    /** For trials. */
    Entrance entrance() {
        return entrance;
    }

    /** The one that answers has said when to come again. */
    void pushedBack(Duration retryAfter) {
        if (watch != null && !retryAfter.isNegative()) {
            Duration most = Duration.ofMinutes(1);
            watch.hold(entrance.now() + (retryAfter.compareTo(most) > 0 ? most : retryAfter).toNanos());
        }
    }

    boolean isStrict() {
        return strict;
    }

    /** Ends a permit; its state has been changed by the caller. */
    void ended(byte kind, int outcome, boolean binding, boolean timed, long startNanos) {
        if (kind != Permit.DOOR) {
            sideDoors.leave(kind);
            return;
        }
        int locker = lockers.mine();
        tally.ended(locker, outcome);
        Watch watching = watch;
        if (!timed || watching == null) {
            entrance.leave(locker);
            return;
        }
        long now = entrance.now();
        watching.sample(outcome, now - startNanos, binding);
        entrance.leave(locker);
        if (watching.isDue(now) && watching.look(now)) {
            entrance.follow(watching);
        }
    }
}
