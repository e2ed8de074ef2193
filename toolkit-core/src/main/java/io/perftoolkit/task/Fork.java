package io.perftoolkit.task;

import org.jspecify.annotations.Nullable;

/**
 * One of the tasks of a {@link TaskScope}: running, ended, or cancelled.
 *
 * <p>Thread-safe. What a fork's task wrote is seen by who has found it ended.
 *
 * @param <T> of the result
 * @since 0.1
 */
public sealed interface Fork<T extends @Nullable Object> permits ForkTask {
    /** How far a fork is. */
    enum State {
        /** Not ended yet, perhaps not begun. */
        RUNNING,
        /** Has a result. */
        SUCCEEDED,
        /** Has thrown. */
        FAILED,
        /** Was cancelled, before it began or while it ran. */
        CANCELLED
    }

    /**
     * What it is called in reports.
     *
     * @return the name that was given, or {@code fork-} with its number in the scope
     */
    String name();

    /**
     * How far it is.
     *
     * @return the state; once it is not {@link State#RUNNING}, it stays
     */
    State state();

    /**
     * The result, after a join.
     *
     * @return what the task returned
     * @throws IllegalStateException if it has not succeeded: not joined, failed, or cancelled; the message says which
     */
    T get();

    /**
     * What the task has thrown.
     *
     * @return null unless it has failed
     */
    @Nullable
    Throwable failure();
}
