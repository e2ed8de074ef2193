package io.perftoolkit.task;

/** A task that may begin before its turn in the queue comes, and knows it. */
interface Begun {
    /** Whether it runs, has run, or never will. */
    boolean hasBegun();
}
