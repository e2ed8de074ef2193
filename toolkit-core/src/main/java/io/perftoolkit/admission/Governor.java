package io.perftoolkit.admission;

/** Leads a limit by what its samples say. For one thread at a time. */
interface Governor {
    /**
     * Looks at the samples.
     *
     * @param nowNanos the limit's clock
     * @param all every sample so far
     * @return the limit from now on
     */
    int look(long nowNanos, Samples.Reading all);

    /** The limit shall not grow before a time. From any thread. */
    void hold(long untilNanos);

    /** When the next look is due. */
    long nextLookNanos();

    /** How it stands. */
    AdmissionStats.Steering stats();
}
