package io.perftoolkit.bench.admission;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The rule of Envoy's adaptive concurrency filter with its documented defaults, written anew from its source: the median of 100 ms
 * against a minimum that is measured by pinning the limit to 3 until 50 have answered, once a minute. Not the product itself.
 */
final class Envoy implements PeerDoor.Rule {
    private static final long UPDATE = 100 * Simulation.MILLI;
    private static final long PROBE = 60 * Simulation.SECOND;
    private static final int LEAST = 3;
    private static final int MOST = 1000;

    private final Random random;
    private final List<Long> times = new ArrayList<>();
    private double limit = LEAST;
    private double limitBeforeProbe = LEAST;
    private boolean probing = true;
    private double unloaded;
    private long probeStart;
    private long nextProbe;
    private long nextUpdate;
    private int atLeast;

    Envoy(long seed) {
        random = new Random(seed);
    }

    @Override
    public int limit() {
        return (int) limit;
    }

    @Override
    public void sample(long start, long took, int inFlight) {
        if (start < probeStart) {
            return;
        }
        times.add(took);
        if (probing && times.size() >= 50) {
            long now = start + took;
            unloaded = median();
            probing = false;
            limit = limitBeforeProbe;
            nextProbe = now + (long) (PROBE * (1 + 0.15 * random.nextDouble()));
            nextUpdate = now + UPDATE;
        }
    }

    @Override
    public void tick(long now) {
        if (probing) {
            return;
        }
        if (now >= nextProbe || atLeast >= 5) {
            probing = true;
            limitBeforeProbe = limit;
            limit = LEAST;
            times.clear();
            probeStart = now;
            atLeast = 0;
        } else if (now >= nextUpdate) {
            nextUpdate = now + UPDATE;
            if (!times.isEmpty()) {
                double gradient = Math.max(0.5, Math.min(2, unloaded * 1.25 / median()));
                double next = limit * gradient;
                limit = Math.max(LEAST, Math.min(MOST, (int) (next + Math.sqrt(next))));
                atLeast = limit == LEAST ? atLeast + 1 : 0;
            }
        }
    }

    private double median() {
        Collections.sort(times);
        double median = times.get(times.size() / 2);
        times.clear();
        return median;
    }
}
