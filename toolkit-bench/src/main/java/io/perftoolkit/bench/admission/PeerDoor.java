package io.perftoolkit.bench.admission;

import java.util.IdentityHashMap;

/** A peer's rule behind a door without a queue, as its own limiter is used. */
final class PeerDoor implements Doorkeeper {
    private final Simulation simulation;
    private final Rule rule;
    private final IdentityHashMap<Visit, Started> started = new IdentityHashMap<>();
    private int inFlight;

    PeerDoor(Simulation simulation, Rule rule) {
        this.simulation = simulation;
        this.rule = rule;
    }

    /** How a peer changes its limit. */
    interface Rule {
        int limit();

        void sample(long startNanos, long tookNanos, int inFlight);

        default void tick(long nowNanos) {}
    }

    @Override
    public void arrive(Visit visit) {
        if (inFlight < rule.limit()) {
            inFlight++;
            started.put(visit, new Started(simulation.now(), inFlight));
            visit.begin();
        } else {
            visit.refuse();
        }
    }

    @Override
    public void done(Visit visit) {
        Started start = started.remove(visit);
        if (start != null) {
            inFlight--;
            rule.sample(start.at, simulation.now() - start.at, start.inFlight);
        }
    }

    @Override
    public void turnedAway(Visit visit) {
        if (started.remove(visit) != null) {
            inFlight--;
        }
    }

    @Override
    public void tick() {
        rule.tick(simulation.now());
    }

    @Override
    public double limit() {
        return rule.limit();
    }

    private record Started(long at, int inFlight) {}
}
