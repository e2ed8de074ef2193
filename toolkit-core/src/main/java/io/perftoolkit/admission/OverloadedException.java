package io.perftoolkit.admission;

import java.time.Duration;
import java.util.Locale;

/**
 * A request was refused before its work began. Says by whom, why, and when it may come back.
 *
 * <p>Has no stack trace and makes its message only when asked: it is thrown to save work, often many times a second.
 *
 * @since 0.1
 */
public final class OverloadedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why a request was refused. */
    public enum Reason {
        /** The limit is reached, and there is no queue. */
        LIMIT(0),
        /** The queue is full. */
        QUEUE_FULL(1),
        /** It would have waited, or has waited, too long to be answered in time. */
        NO_TIME(2),
        /** It waited, and gave its place to a request of a higher lane. */
        LANE(3),
        /** The limit is closed. */
        SHUTDOWN(4),
        /** Its {@link Cohort} is not served for the time being. */
        COHORT(5);

        /** Where it is counted. */
        final int cell;

        Reason(int cell) {
            this.cell = cell;
        }

        /** The name in small letters, as it stands in metrics. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Of the limit. */
    private final String name;

    /** Why. */
    private final Reason reason;

    /** How many may be under way. */
    private final int limit;

    /** How many were. */
    private final long inFlight;

    /** How many waited. */
    private final int queued;

    /** How long this one would have waited. */
    private final long estimatedWaitNanos;

    /** When it is worth to come again. */
    private final long retryAfterNanos;

    OverloadedException(
            String name,
            Reason reason,
            int limit,
            long inFlight,
            int queued,
            long estimatedWaitNanos,
            long retryAfterNanos) {
        super(null, null, false, false);
        this.name = name;
        this.reason = reason;
        this.limit = limit;
        this.inFlight = inFlight;
        this.queued = queued;
        this.estimatedWaitNanos = estimatedWaitNanos;
        this.retryAfterNanos = retryAfterNanos;
    }

    /**
     * Who refused.
     *
     * @return the name of the limit
     */
    public String name() {
        return name;
    }

    /**
     * Why.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * How many were allowed to be under way.
     *
     * @return the limit at that moment
     */
    public int limit() {
        return limit;
    }

    /**
     * How many were under way.
     *
     * @return the number at about that moment
     */
    public long inFlight() {
        return inFlight;
    }

    /**
     * How many waited.
     *
     * @return the number in all lanes at about that moment
     */
    public int queued() {
        return queued;
    }

    /**
     * How long this request would have waited.
     *
     * @return an estimate; zero where the limit has no means to make one
     */
    public Duration estimatedWait() {
        return Duration.ofNanos(estimatedWaitNanos);
    }

    /**
     * When it may come back; for {@code Retry-After} and gRPC's pushback.
     *
     * @return from now on, positive
     */
    public Duration retryAfter() {
        return Duration.ofNanos(retryAfterNanos);
    }

    /** All figures in one line. */
    @Override
    public String getMessage() {
        return name + " refused (" + reason.name().toLowerCase(Locale.ROOT) + "): " + inFlight + " of " + limit
                + " under way, " + queued + " waiting, estimated wait " + estimatedWaitNanos / 1_000_000
                + " ms, retry after " + retryAfterNanos / 1_000_000 + " ms";
    }
}
