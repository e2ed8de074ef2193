package io.perftoolkit.task;

/** A task with something around it. */
interface Wrapped extends Runnable {
    /** The task as it was submitted. */
    Runnable unwrapped();

    /** The innermost task of any number of wrappings. */
    static Runnable unwrap(Runnable task) {
        Runnable inner = task;
        while (inner instanceof Wrapped wrapped) {
            inner = wrapped.unwrapped();
        }
        return inner;
    }
}
