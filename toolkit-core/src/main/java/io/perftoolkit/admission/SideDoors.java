package io.perftoolkit.admission;

/** What enters past the limit: health checks and streams, each with a few slots of its own, and no samples. */
final class SideDoors {
    private final Gate health;
    private final Gate streams;

    SideDoors(int mostHealth, int mostStreams) {
        health = new Gate(mostHealth);
        streams = new Gate(mostStreams);
    }

    /** Whether the permit is held now. */
    boolean health(ConcurrencyLimit by, Permit permit) {
        return enter(health, Permit.HEALTH, by, permit);
    }

    /** Whether the permit is held now. */
    boolean stream(ConcurrencyLimit by, Permit permit) {
        return enter(streams, Permit.STREAM, by, permit);
    }

    private static boolean enter(Gate gate, byte kind, ConcurrencyLimit by, Permit permit) {
        if (gate.tryEnter(Lockers.NONE) < 0) {
            return false;
        }
        permit.start(by, kind, false, false, 0);
        return true;
    }

    void leave(byte kind) {
        (kind == Permit.HEALTH ? health : streams).leave(Lockers.NONE);
    }

    boolean refusesHealth() {
        return health.isFull();
    }

    long healthUnderWay() {
        return health.inFlight();
    }

    long streamsOpen() {
        return streams.inFlight();
    }
}
