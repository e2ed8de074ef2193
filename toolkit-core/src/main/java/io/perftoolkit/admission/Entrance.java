package io.perftoolkit.admission;

import io.perftoolkit.admission.OverloadedException.Reason;
import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.deadline.DeadlineExceededException;
import io.perftoolkit.internal.timer.TimerWheel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The slots of one limit and the queue in front of them. */
final class Entrance {
    /*
     * Invariant: whoever gives back a slot, raises the limit, or gave back one taken in excess then looks for sleepers
     * (pump); whoever goes to sleep then looks for a slot. See Gate for why that loses nobody.
     *
     * The state of a waiter changes under the lock of the line only; threads are woken and futures completed outside it.
     */

    private static final long FOREIGN_CLOCK_POLL_NANOS = 1_000_000;
    private static final long LEAST_RETRY_NANOS = 100_000_000;

    final String name;
    final Gate gate;
    final Line line;
    final Lockers lockers = new Lockers();
    final Tally tally = new Tally(lockers);
    final @Nullable Watch watch;
    private final ConcurrencyLimit owner;
    private final QueueRules rules;
    private final boolean queueing;
    private final long maxWaitNanos;
    private final long objectiveNanos;
    private final @Nullable LongSupplier ticker;
    private volatile boolean closed;

    Entrance(ConcurrencyLimit owner, LimitBuilder builder) {
        this.owner = owner;
        name = builder.name;
        maxWaitNanos = builder.queue.maxWaitNanos;
        queueing = builder.queue.size > 0;
        objectiveNanos = builder.objective == null ? 0 : builder.objective.toNanos();
        ticker = builder.ticker;
        gate = new Gate(builder.initialLimit, lockers, queueing);
        long now = now();
        line = new Line(now);
        watch = objectiveNanos == 0 ? null : Watch.of(builder, tally, objectiveNanos, now);
        rules = new QueueRules(builder, gate, line, watch == null ? null : watch.patience);
    }

    boolean isClosed() {
        return closed;
    }

    /** How many slots were left free behind this one; -1 if it got none. */
    int tryEnter(int locker) {
        if (!queueing) {
            return gate.tryEnter(locker);
        }
        if (line.waiting() != 0) {
            return -1; // no overtaking
        }
        int free = gate.tryEnter(locker);
        if (free < 0 && line.waiting() != 0) {
            pump(); // it may have hidden a free slot from a leaver
        }
        return free;
    }

    void leave(int locker) {
        gate.leave(locker);
        if (queueing && line.waiting() != 0) {
            pump();
        }
    }

    void resize(int limit) {
        changeLimit(() -> limit);
    }

    /** The limit becomes what is wanted now, which may be newer than what the caller has seen. */
    void follow(Watch watching) {
        changeLimit(watching::wanted);
    }

    private void changeLimit(IntSupplier limit) {
        line.lock.lock();
        try {
            if (!closed) {
                gate.limit(limit.getAsInt());
            }
        } finally {
            line.lock.unlock();
        }
        if (line.waiting() != 0) {
            pump();
        }
    }

    /** What closing has met. */
    record Closing(int turnedAway, long underWay) {}

    Closing close() {
        Waiter told = null;
        int turnedAway = 0;
        long underWay;
        line.lock.lock();
        try {
            closed = true;
            gate.limit(0);
            underWay = gate.inFlight(); // before anybody hears of it, and hurries
            for (Waiter waiter = line.first(); waiter != null; waiter = line.first()) {
                told = chain(told, waiter, Waiter.CLOSED);
                turnedAway++;
            }
        } finally {
            line.lock.unlock();
        }
        tellAll(told);
        return new Closing(turnedAway, underWay);
    }

    boolean wouldRefuse(int lane) {
        return (line.waiting() != 0 || gate.isFull()) && whyNot(lane, Long.MAX_VALUE, queueing ? now() : 0) != null;
    }

    Reason nowReason() {
        return closed ? Reason.SHUTDOWN : Reason.LIMIT;
    }

    /** Why a newcomer may not wait; null if he may. A guess unless the lock of the line is held. */
    @Nullable
    Reason whyNot(int lane, long remainingNanos, long now) {
        return closed ? Reason.SHUTDOWN : rules.whyNot(lane, remainingNanos, now);
    }

    Waiter join(
            Permit permit,
            Priority priority,
            Deadline deadline,
            @Nullable CompletableFuture<Permit> future,
            @Nullable Executor executor) {
        int lane = priority.lane;
        long now = queueing ? now() : 0;
        long remaining = deadline.remainingNanos();
        Reason refusal = whyNot(lane, remaining, now);
        if (refusal != null && (ticker == null || line.waiting() == 0)) { // with a foreign clock no timer makes room
            refused(refusal, priority);
            throw overloaded(refusal, lane);
        }
        Waiter waiter = null;
        Waiter told = null;
        line.lock.lock();
        try {
            told = purge(now);
            refusal = whyNot(lane, remaining, now);
            if (refusal == null) {
                waiter = newWaiter(permit, lane, now, remaining, future, executor);
                line.add(waiter, now);
                told = displace(lane, told);
            }
        } finally {
            line.lock.unlock();
        }
        tellAll(told);
        if (waiter == null || refusal != null) {
            Reason reason = Objects.requireNonNull(refusal);
            refused(reason, priority);
            throw overloaded(reason, lane);
        }
        pump(); // a slot may have become free before anybody could see us wait
        return waiter;
    }

    private Waiter newWaiter(
            Permit permit,
            int lane,
            long now,
            long remaining,
            @Nullable CompletableFuture<Permit> future,
            @Nullable Executor executor) {
        long patience = rules.patienceNanos(remaining);
        long wait = Math.min(patience, remaining);
        return new Waiter(this, permit, lane, now, now + wait, remaining <= patience, future, executor);
    }

    /** Takes the newest of lower lanes out, as long as there are too many. Under the lock. */
    private @Nullable Waiter displace(int lane, @Nullable Waiter told) {
        Waiter chain = told;
        Waiter last = rules.tooMany(lane);
        while (last != null) {
            chain = chain(chain, last, Waiter.DISPLACED);
            last = rules.tooMany(lane);
        }
        return chain;
    }

    /** Takes out those at the heads whose time is up. Under the lock. */
    private @Nullable Waiter purge(long now) {
        Waiter chain = null;
        for (int lane = 0; lane < Priority.LANES; lane++) {
            Waiter oldest = line.oldest(lane);
            while (oldest != null && oldest.latestNanos - now <= 0) {
                chain = chain(chain, oldest, Waiter.EXPIRED);
                oldest = line.oldest(lane);
            }
        }
        return chain;
    }

    /** Hands free slots to those who wait. */
    private void pump() {
        while (line.waiting() != 0 && !gate.isFull()) {
            Waiter told;
            line.lock.lock();
            try {
                told = grant(now());
            } finally {
                line.lock.unlock();
            }
            if (told == null) {
                return;
            }
            tellAll(told);
        }
    }

    private @Nullable Waiter grant(long now) {
        Waiter chain = purge(now);
        Waiter next = rules.next(now);
        while (next != null && gate.tryTake()) {
            rules.granted(next.lane);
            tally.started(Lockers.NONE, next.lane);
            next.permit.start(owner, Permit.DOOR, true, true, now); // before the waiter can see that it is granted
            chain = chain(chain, next, Waiter.GRANTED);
            next = rules.next(now);
        }
        return chain;
    }

    /** Takes a waiter out and puts it in front of those to be told. Under the lock. */
    private Waiter chain(@Nullable Waiter chain, Waiter waiter, int state) {
        takeOut(waiter, state);
        waiter.next = chain;
        return waiter;
    }

    /** Whether it was waiting; then it is counted here. Under the lock. */
    private boolean takeOut(Waiter waiter, int state) {
        if (!line.take(waiter, state)) {
            return false;
        }
        switch (state) {
            case Waiter.CANCELLED -> tally.cancelled();
            case Waiter.DISPLACED -> tally.refused(Reason.LANE, waiter.lane);
            case Waiter.CLOSED -> tally.refused(Reason.SHUTDOWN, waiter.lane);
            case Waiter.EXPIRED -> {
                if (waiter.ownDeadline) {
                    tally.expired();
                } else {
                    tally.refused(Reason.NO_TIME, waiter.lane);
                }
            }
            default -> {}
        }
        return true;
    }

    private static void tellAll(@Nullable Waiter chain) {
        Waiter waiter = chain;
        while (waiter != null) {
            Waiter next = waiter.next;
            waiter.next = null;
            waiter.tell();
            waiter = next;
        }
    }

    private boolean leaveLine(Waiter waiter, int state) {
        line.lock.lock();
        try {
            return takeOut(waiter, state);
        } finally {
            line.lock.unlock();
        }
    }

    /** Lets the wait of a future end in time. With a foreign clock whoever uses the limit next does that. */
    void arm(Waiter waiter) {
        if (ticker == null && waiter.state == Waiter.WAITING) {
            TimerWheel.shared().arm(waiter, waiter.latestNanos - now());
            if (waiter.state != Waiter.WAITING) {
                TimerWheel.shared().cancel(waiter);
            }
        }
    }

    void await(Waiter waiter) throws InterruptedException {
        boolean interrupted = false;
        while (waiter.state == Waiter.WAITING) {
            long left = waiter.latestNanos - now();
            if (left <= 0) {
                leaveLine(waiter, Waiter.EXPIRED);
            } else if (Thread.interrupted()) {
                if (leaveLine(waiter, Waiter.CANCELLED)) {
                    throw new InterruptedException();
                }
                interrupted = true; // too late: it is granted, or ended otherwise
            } else {
                LockSupport.parkNanos(this, ticker == null ? left : Math.min(left, FOREIGN_CLOCK_POLL_NANOS));
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Its time is up, says the timer. */
    void expire(Waiter waiter) {
        if (leaveLine(waiter, Waiter.EXPIRED)) {
            waiter.tell();
        }
    }

    /** Nobody wants it any more. */
    void cancel(Waiter waiter) {
        if (leaveLine(waiter, Waiter.CANCELLED)) {
            TimerWheel.shared().cancel(waiter);
        }
    }

    /** Completes the future of a waiter that has left the line, on its executor. */
    void complete(Waiter waiter) {
        CompletableFuture<Permit> future = Objects.requireNonNull(waiter.future);
        Executor executor = Objects.requireNonNull(waiter.executor);
        TimerWheel.shared().cancel(waiter);
        RuntimeException end = endOf(waiter);
        try {
            executor.execute(() -> {
                if (end != null) {
                    future.completeExceptionally(end);
                } else if (!future.complete(waiter.permit)) {
                    waiter.permit.closeAs(Permit.Outcome.IGNORED); // cancelled meanwhile
                }
            });
        } catch (RuntimeException e) { // the executor takes nothing more: the slot must not be lost
            waiter.permit.closeAs(Permit.Outcome.IGNORED);
            future.completeExceptionally(end == null ? e : end);
        }
    }

    /** What ended a wait; null if it was granted. */
    @Nullable
    RuntimeException endOf(Waiter waiter) {
        return switch (waiter.state) {
            case Waiter.GRANTED -> null;
            case Waiter.DISPLACED -> overloaded(Reason.LANE, waiter.lane);
            case Waiter.CLOSED -> overloaded(Reason.SHUTDOWN, waiter.lane);
            default ->
                waiter.ownDeadline
                        ? new DeadlineExceededException(
                                name, "a permit", Duration.ofNanos(Math.max(1_000, now() - waiter.arrivedNanos)))
                        : overloaded(Reason.NO_TIME, waiter.lane);
        };
    }

    void refused(Reason reason, Priority priority) {
        if (priority != Priority.HEALTH) {
            tally.refused(reason, priority.lane);
        }
    }

    OverloadedException overloaded(Reason reason, int lane) {
        int waiting = line.waiting();
        Watch watching = watch;
        long wait =
                watching == null ? 0 : watching.patience.estimateNanos(lane < Priority.LANES ? line.ahead(lane) : 0);
        long retryAfter =
                Math.max(wait, objectiveNanos > 0 ? objectiveNanos : Math.max(maxWaitNanos, LEAST_RETRY_NANOS));
        return new OverloadedException(name, reason, gate.limit(), gate.inFlight(), waiting, wait, retryAfter);
    }

    long now() {
        LongSupplier own = ticker;
        return own == null ? System.nanoTime() : own.getAsLong();
    }
}
