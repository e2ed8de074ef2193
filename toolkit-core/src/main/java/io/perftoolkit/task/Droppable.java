package io.perftoolkit.task;

/** A task that may begin before its turn in the queue comes, because someone waits for it. */
interface Droppable {
    /**
     * Decides that a shutdown gives it back.
     *
     * @return whether it had not begun and will not begin by itself any more; false if it has begun or never will
     */
    boolean drop();
}
