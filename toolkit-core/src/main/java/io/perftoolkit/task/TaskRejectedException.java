package io.perftoolkit.task;

import java.util.concurrent.RejectedExecutionException;

/**
 * A task was refused before it began: the queue is full, or what would run it is closed.
 *
 * <p>Carries no stack trace, so that refusing stays cheap when there is much to refuse.
 *
 * @since 0.1
 */
public final class TaskRejectedException extends RejectedExecutionException {
    private static final long serialVersionUID = 1L;

    /** How many waited. */
    private final long depth;

    /** How many may wait. */
    private final long limit;

    TaskRejectedException(String message, long depth, long limit) {
        super(message);
        this.depth = depth;
        this.limit = limit;
    }

    static TaskRejectedException full(String who, long depth, long limit) {
        return new TaskRejectedException(who + " is full: " + depth + " tasks wait, " + limit + " may", depth, limit);
    }

    static TaskRejectedException closed(String who, long depth) {
        return new TaskRejectedException(who + " is closed", depth, 0);
    }

    /**
     * How many tasks waited.
     *
     * @return about as many
     */
    public long depth() {
        return depth;
    }

    /**
     * How many tasks may wait.
     *
     * @return the bound; 0 if it was refused because of a shutdown
     */
    public long limit() {
        return limit;
    }

    /** Does nothing: see the class. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public Throwable fillInStackTrace() {
        return this;
    }
}
