package io.perftoolkit.admission;

import java.time.Duration;

/**
 * Who may wait in front of a {@link ConcurrencyLimit}, and how long.
 *
 * @since 0.1
 */
public final class Queue {
    static final int MOST = 10_000;
    private static final Queue NONE = new Queue(0, 0, false, false);
    private static final Queue BUDGET = new Queue(MOST, 0, false, true);

    /** How many may wait, all lanes together. */
    final int size;

    /** How long one may wait; unused by a budget. */
    final long maxWaitNanos;

    /** Whether the newest comes first while the queue stands. */
    final boolean newestFirst;

    /** Whether patience follows from the objective and the time that the work itself takes. */
    final boolean budget;

    private Queue(int size, long maxWaitNanos, boolean newestFirst, boolean budget) {
        this.size = size;
        this.maxWaitNanos = maxWaitNanos;
        this.newestFirst = newestFirst;
        this.budget = budget;
    }

    /**
     * Nobody waits: what finds the limit reached is refused.
     *
     * @return the same each time
     */
    public static Queue none() {
        return NONE;
    }

    /**
     * A few may wait for a time. Right for a gate, a limit in front of a pool: few and short, since who waits there holds a
     * permit of the door.
     *
     * @param size how many, in all lanes together
     * @param maxWait how long at most; a request's deadline may end the wait before
     * @return in each lane the oldest first
     * @throws IllegalArgumentException if the size is not within 1 and 10 000, or the wait not positive
     */
    public static Queue bounded(int size, Duration maxWait) {
        if (size < 1 || size > MOST) {
            throw new IllegalArgumentException("size must be from 1 to " + MOST + ": " + size);
        }
        if (maxWait.isNegative() || maxWait.isZero()) {
            throw new IllegalArgumentException("maxWait must be positive: " + maxWait);
        }
        if (maxWait.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("maxWait must be at most a day: " + maxWait);
        }
        return new Queue(size, maxWait.toNanos(), false, false);
    }

    /**
     * As many may wait as can still be answered within the limit's objective. What cannot is refused on arrival, not after a
     * wait. A queue that has not been empty for as long as the objective is no burst but an overload; it is then kept
     * so short that it adds next to nothing to the latency. Right for a door; needs an objective.
     *
     * @return the same each time
     */
    public static Queue budget() {
        return BUDGET;
    }

    /**
     * This queue, but while it stands (has not been empty for {@code maxWait}) the newest of a lane comes first: those who
     * have waited longest have most likely given up. Source: Maurer, "Fail at scale" (ACM Queue, 2015).
     *
     * @return a queue that is otherwise the same
     * @throws IllegalStateException if this is not a bounded queue
     */
    public Queue newestFirst() {
        if (budget || size == 0) {
            throw new IllegalStateException("only a bounded queue can be turned round");
        }
        return new Queue(size, maxWaitNanos, true, false);
    }

    /** Which kind, with its figures. */
    @Override
    public String toString() {
        if (size == 0) {
            return "Queue[none]";
        }
        return budget
                ? "Queue[budget]"
                : "Queue[bounded " + size + ", " + Duration.ofNanos(maxWaitNanos)
                        + (newestFirst ? ", newest first]" : "]");
    }
}
