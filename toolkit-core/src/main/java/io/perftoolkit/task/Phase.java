package io.perftoolkit.task;

/** Where a crew is in its life. */
enum Phase {
    /** Takes everything. */
    OPEN,
    /** Takes what its own tasks submit, nothing from outside. */
    DRAINING,
    /** Takes nothing, runs what it has. */
    CLOSED,
    /** Has given back what it had, and interrupts what runs. */
    STOPPING,
    /** Every task has ended, the threads end. */
    ENDED;

    boolean atLeast(Phase other) {
        return compareTo(other) >= 0;
    }
}
