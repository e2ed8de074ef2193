package io.perftoolkit.admission;

import io.perftoolkit.admission.OverloadedException.Reason;
import org.jspecify.annotations.Nullable;

/** Who may wait and how long, who is served next, and who must go. */
final class QueueRules {
    /*
     * All but whyNot is asked under the lock of the line; without it the answer of whyNot is a guess.
     *
     * Floors: while a lane with a floor waits, each grant pays its share into the lane's credit, and who has a whole one is next,
     * whatever waits above. Its first in line is never refused for the length of the queue, nor pushed out: one who waits is enough to
     * earn the share (ConcurrencyLimitTest.floor_higherLanesAlwaysWait_theLaneStillGetsItsShare).
     */

    private static final int QUEUED_PER_SLOT = 4;

    final boolean queueing;
    private final Queue queue;
    private final Gate gate;
    private final Line line;

    /** Null unless patience follows from a budget. */
    private final @Nullable Patience patience;

    private final double[] floors;
    private final double[] credits = new double[Priority.LANES];

    QueueRules(LimitBuilder builder, Gate gate, Line line, @Nullable Patience patience) {
        queue = builder.queue;
        queueing = queue.size > 0;
        floors = builder.floors.clone();
        this.gate = gate;
        this.line = line;
        this.patience = queue.budget ? patience : null;
    }

    /** Why a newcomer may not wait; null if he may. */
    @Nullable
    Reason whyNot(int lane, long remainingNanos, long now) {
        if (!queueing) {
            return Reason.LIMIT;
        }
        if (floors[lane] > 0 && line.waiting(lane) == 0) {
            return null;
        }
        Patience budget = patience;
        if (budget == null) {
            return line.waiting() < queue.size || line.ahead(lane) < line.waiting() ? null : Reason.QUEUE_FULL;
        }
        int ahead = line.ahead(lane);
        if (ahead >= Math.min(queue.size, QUEUED_PER_SLOT * (long) gate.limit())) {
            return Reason.QUEUE_FULL;
        }
        long most = budget.budgetNanos(remainingNanos, line.standingNanos(now));
        return budget.estimateNanos(ahead) > most ? Reason.NO_TIME : null;
    }

    /** How long one who was let in may wait. */
    long patienceNanos(long remainingNanos) {
        Patience budget = patience;
        return budget != null ? budget.budgetNanos(remainingNanos) : queue.maxWaitNanos;
    }

    /** The newest of the lowest lane below, if there are too many; null otherwise. */
    @Nullable
    Waiter tooMany(int lane) {
        if (!isTooLong()) {
            return null;
        }
        for (int lower = Priority.LANES - 1; lower > lane; lower--) {
            Waiter newest = line.newest(lower);
            if (newest != null && (floors[lower] == 0 || line.waiting(lower) > 1)) {
                return newest;
            }
        }
        return null;
    }

    private boolean isTooLong() {
        int waiting = line.waiting();
        Patience budget = patience;
        return budget == null
                ? waiting > queue.size
                : budget.estimateNanos(waiting - 1) > budget.budgetNanos(Long.MAX_VALUE);
    }

    /** Who gets the next slot. */
    @Nullable
    Waiter next(long now) {
        boolean newestFirst = queue.newestFirst && line.standingNanos(now) > queue.maxWaitNanos;
        Waiter first = null;
        for (int lane = Priority.LANES - 1; lane >= 0; lane--) {
            Waiter found = newestFirst ? line.newest(lane) : line.oldest(lane);
            if (found != null && (first == null || credits[first.lane] < 1)) {
                first = found;
            }
        }
        return first;
    }

    /** One of a lane has got its slot; he is still in the line. */
    void granted(int lane) {
        for (int i = 0; i < Priority.LANES; i++) {
            if (floors[i] > 0 && line.waiting(i) > 0) {
                credits[i] = Math.min(2, credits[i] + floors[i]);
            }
        }
        credits[lane] = Math.max(0, credits[lane] - 1);
    }
}
