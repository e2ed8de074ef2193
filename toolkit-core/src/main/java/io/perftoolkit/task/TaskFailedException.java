package io.perftoolkit.task;

/**
 * A fork of a {@link TaskScope} has failed, and the scope with it. The cause is what the fork threw; what others threw
 * until the join is suppressed in it.
 *
 * @since 0.1
 */
public final class TaskFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TaskFailedException(String scope, String fork, Throwable cause) {
        super(fork + " of " + scope + " has failed", cause);
    }
}
