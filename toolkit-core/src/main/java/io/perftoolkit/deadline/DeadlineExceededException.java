package io.perftoolkit.deadline;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A deadline has ended a wait, or was over before it began. Says who waited, for what, and how long.
 *
 * @since 0.1
 */
public final class DeadlineExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Who waited. */
    private final String waiter;

    /** What for. */
    private final String awaited;

    /** How long. */
    private final Duration waited;

    /**
     * Creates one.
     *
     * @param waiter who waited: a name that a reader of logs knows
     * @param awaited what for, as it stands behind "for": "a permit", "the answer of users"
     * @param waited how long; zero if the deadline was over before the wait began
     */
    public DeadlineExceededException(String waiter, String awaited, Duration waited) {
        this(waiter, awaited, waited, null);
    }

    /**
     * Creates one with a cause.
     *
     * @param waiter who waited
     * @param awaited what for
     * @param waited how long
     * @param cause what told of it, or null
     */
    public DeadlineExceededException(String waiter, String awaited, Duration waited, @Nullable Throwable cause) {
        super(message(waiter, awaited, waited), cause);
        this.waiter = waiter;
        this.awaited = awaited;
        this.waited = waited;
    }

    /**
     * Who waited.
     *
     * @return a name
     */
    public String waiter() {
        return waiter;
    }

    /**
     * What was waited for.
     *
     * @return a noun
     */
    public String awaited() {
        return awaited;
    }

    /**
     * How long the wait was.
     *
     * @return zero if it never began
     */
    public Duration waited() {
        return waited;
    }

    private static String message(String waiter, String awaited, Duration waited) {
        Objects.requireNonNull(waiter, "waiter");
        Objects.requireNonNull(awaited, "awaited");
        return waited.isZero()
                ? waiter + " had no time left for " + awaited
                : waiter + " waited " + waited.toNanos() / 1_000 + " us for " + awaited + ", until its deadline";
    }
}
