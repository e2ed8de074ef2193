package io.perftoolkit.bench.league;

import tools.jackson.databind.JsonNode;

/** A way to measure one trial in a JVM of its own. */
interface Harness {
    /** Of the data file and the page: {@code jmh} or {@code slices}. */
    String name();

    /**
     * Whether it throws away what was measured while others had the processor, so that foreign CPU is no reason to
     * doubt what it kept.
     */
    boolean sortsOutForeignCpu();

    /** Flags of the measured JVMs. */
    java.util.List<String> jvmFlags();

    /**
     * Starts a JVM, measures, and waits for its end.
     *
     * @throws IllegalStateException if the trial cannot be measured at all
     */
    Measured measure(Trial trial, Pace pace);

    /** Everything measured so far, as the harness itself writes it down. */
    JsonNode raw();
}
