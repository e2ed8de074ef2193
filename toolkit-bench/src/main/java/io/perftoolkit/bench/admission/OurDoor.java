package io.perftoolkit.bench.admission;

import io.perftoolkit.admission.ConcurrencyLimit;
import io.perftoolkit.admission.Permit;
import io.perftoolkit.admission.Priority;
import io.perftoolkit.deadline.Deadline;
import java.util.IdentityHashMap;

/** The production classes on the simulated clock. */
final class OurDoor implements Doorkeeper {
    private static final Priority[] LANES = {Priority.CRITICAL, Priority.NORMAL, Priority.SHEDDABLE};

    private final ConcurrencyLimit limit;
    private final IdentityHashMap<Visit, Permit> permits = new IdentityHashMap<>();

    OurDoor(ConcurrencyLimit limit) {
        this.limit = limit;
    }

    @Override
    public void arrive(Visit visit) {
        var unused = limit.acquireAsync(LANES[visit.lane()], Deadline.NONE, Runnable::run)
                .whenComplete((permit, refused) -> {
                    if (permit == null) {
                        visit.refuse();
                    } else {
                        permits.put(visit, permit);
                        visit.begin();
                    }
                });
    }

    @Override
    public void done(Visit visit) {
        Permit permit = permits.remove(visit);
        if (permit != null) {
            permit.succeeded();
            permit.close();
        }
    }

    @Override
    public void turnedAway(Visit visit) {
        Permit permit = permits.remove(visit);
        if (permit != null) {
            permit.ignored();
            permit.close();
        }
    }

    @Override
    public double limit() {
        return limit.limit();
    }
}
