package io.perftoolkit.bench.admission;

/** Who lets requests into a simulated service: ours, or a peer. */
interface Doorkeeper {
    /** A request arrives; it is begun now, later, or refused. */
    void arrive(Visit visit);

    /** A request that was begun has been answered. */
    void done(Visit visit);

    /** A request that was begun was turned away further in. */
    void turnedAway(Visit visit);

    /** Ten milliseconds have passed. */
    default void tick() {}

    double limit();

    /** One request on its way. */
    interface Visit {
        int lane();

        void begin();

        void refuse();
    }
}
