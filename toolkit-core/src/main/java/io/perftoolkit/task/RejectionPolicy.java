package io.perftoolkit.task;

/**
 * What happens to a task that comes from outside when the queue is full.
 *
 * @since 0.1
 */
public enum RejectionPolicy {
    /** It is refused with a {@link TaskRejectedException}. */
    REJECT,

    /** The submitting thread runs it, which keeps that thread from submitting more. What it throws goes to the submitter. */
    CALLER_RUNS,

    /**
     * The submitting thread waits for room: until its current deadline or the configured wait ends, whichever comes
     * first; then the task is refused. An interrupt refuses it, too, and stays set.
     */
    WAIT
}
