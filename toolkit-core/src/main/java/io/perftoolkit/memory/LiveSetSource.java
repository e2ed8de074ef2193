package io.perftoolkit.memory;

/** What was alive after collections. One implementation asks the virtual machine; tests tell stories. */
interface LiveSetSource {
    /** Whether there was a collection since the last call that tells the live set. */
    boolean advance();

    /** Bytes alive after it. */
    long bytes();

    /**
     * Whether that figure is final. If not it is an upper bound that a collection to come may lower, and only the
     * lowest of a falling run is the live set.
     */
    boolean isFinal();

    /** The pool asked, or an empty string if this virtual machine has none that tells. */
    String pool();

    /** The largest heap. */
    long capacity();
}
