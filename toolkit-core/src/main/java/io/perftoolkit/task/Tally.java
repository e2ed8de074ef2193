package io.perftoolkit.task;

import java.util.ArrayList;
import java.util.List;

/** Adds up what the workers of a crew have counted. */
final class Tally {
    private Tally() {}

    static TaskStats of(Crew crew, long rejected) {
        long now = crew.now();
        long completed = 0;
        long begun = 0;
        long steals = 0;
        long parks = 0;
        long queued = crew.injection.depth();
        long slept = 0;
        int running = 0;
        for (Worker worker : crew.workers()) {
            long ended = worker.ended(); // before the begun ones: never more than these
            long started = worker.begun();
            completed += ended;
            begun += started;
            running += started > ended ? 1 : 0;
            steals += worker.steals();
            parks += worker.parks();
            queued += worker.ring.size() + (worker.slot.isFilled() ? 1 : 0);
            slept += worker.sleptNanos(now);
        }
        return new TaskStats(
                crew.workers().length,
                running,
                queued,
                begun,
                completed,
                crew.errors.count.sum(),
                rejected,
                crew.dropped.sum(),
                steals,
                parks,
                crew.stalls.sum(),
                busyRatio(slept, (now - crew.bornNanos()) * crew.workers().length),
                crew.runDelay.snapshot());
    }

    private static double busyRatio(long slept, long lived) {
        return lived <= 0 ? 0 : Math.min(1, Math.max(0, 1 - (double) slept / lived));
    }

    static ShutdownReport report(Crew crew, List<Runnable> neverStarted) {
        List<ShutdownReport.Running> running = new ArrayList<>();
        long completed = 0;
        for (Worker worker : crew.workers()) {
            long ended = worker.ended();
            completed += ended;
            if (worker.begun() > ended && worker.thread.isAlive()) {
                running.add(ShutdownReport.Running.of(worker.thread));
            }
        }
        return new ShutdownReport(completed, neverStarted, running);
    }
}
