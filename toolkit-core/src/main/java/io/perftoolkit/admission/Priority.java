package io.perftoolkit.admission;

import java.util.Locale;

/**
 * In which lane a request waits, and so which is refused first when not all can be served.
 *
 * <p>Order is strict: while something waits in a higher lane, nothing of a lower one starts, and a full queue gives the place
 * of its newest entry in the lowest lane to one of a higher lane. What has started is never stopped.
 *
 * @since 0.1
 */
public enum Priority {
    /** Refused last: a user waits who has already begun to pay. */
    CRITICAL(0),

    /** What most requests are. */
    NORMAL(1),

    /** Refused first: prefetching, batch work, a retry. */
    SHEDDABLE(2),

    /**
     * Health checks and administration: not counted against the limit, because a server that is too busy to answer them is
     * taken for dead. They have a small fixed limit of their own, never wait, and are no samples.
     */
    HEALTH(3);

    /** How many lanes have a queue: all but the last. */
    static final int LANES = 3;

    /** Its place in the order, from 0. */
    final int lane;

    Priority(int lane) {
        this.lane = lane;
    }

    /**
     * One lane lower, for a request that has been tried before.
     *
     * @return {@link #SHEDDABLE} from {@link #NORMAL} on; {@link #HEALTH} stays
     */
    public Priority lower() {
        return this == CRITICAL ? NORMAL : this == HEALTH ? HEALTH : SHEDDABLE;
    }

    /** The name in small letters, as it stands in metrics. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
