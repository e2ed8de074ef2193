package io.perftoolkit.cache;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Finds out which expert would hit most, by letting each keep a {@link Shadow} of the same sample of keys. Not
 * thread-safe: one thread at a time, as {@link Steering} sees to.
 */
final class Duel {
    /*
     * A sequential paired test, as McNemar's: accesses at which both hit or both miss say nothing and add no noise; of
     * the others, each is a coin for one or the other. The challenger takes over when it leads by more than Z standard
     * deviations of as many fair coins. Old accesses lose their weight, half of it in HALF_LIFE times the entries of a
     * shadow.
     */
    private static final Expert[] EXPERTS = Expert.values();
    private static final double Z = 3;
    private static final int HALF_LIFE = 20;
    private static final int TESTED_EVERY = 64;

    private final Shadow[] shadows = new Shadow[EXPERTS.length];
    private final double[] lead = new double[EXPERTS.length];
    private final double[] differences = new double[EXPERTS.length];
    private final double[] hits = new double[EXPERTS.length];
    private final boolean[] hit = new boolean[EXPERTS.length];
    private final double decay;
    private double accesses;
    private int untested;
    private int current;

    Duel(int capacity, Expert current) {
        for (int i = 0; i < EXPERTS.length; i++) {
            shadows[i] = new Shadow(EXPERTS[i], capacity);
            this.current = EXPERTS[i] == current ? i : this.current;
        }
        this.decay = Math.pow(0.5, (double) TESTED_EVERY / ((long) HALF_LIFE * capacity));
    }

    /** An access to a key of the sample; the expert that should steer from here on. */
    Expert access(int hash) {
        for (int i = 0; i < EXPERTS.length; i++) {
            hit[i] = shadows[i].access(hash);
        }
        boolean currentHit = hit[current];
        for (int i = 0; i < EXPERTS.length; i++) {
            if (hit[i]) {
                hits[i]++;
            }
            if (hit[i] != currentHit) {
                lead[i] += hit[i] ? 1 : -1;
                differences[i]++;
            }
        }
        accesses++;
        if (++untested == TESTED_EVERY) {
            untested = 0;
            test();
        }
        return EXPERTS[current];
    }

    private void test() {
        int best = current;
        for (int i = 0; i < EXPERTS.length; i++) {
            boolean proven = lead[i] > Z * Math.sqrt(differences[i] + 1);
            best = proven && (best == current || lead[i] > lead[best]) ? i : best;
        }
        if (best != current) {
            current = best;
            Arrays.fill(lead, 0);
            Arrays.fill(differences, 0);
        }
        fade(lead);
        fade(differences);
        fade(hits);
        accesses *= decay;
    }

    private void fade(double[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] *= decay;
        }
    }

    /** What each expert would have hit of the sample lately. */
    Map<Expert, Double> estimatedHitRatios() {
        Map<Expert, Double> ratios = new EnumMap<>(Expert.class);
        for (int i = 0; i < EXPERTS.length; i++) {
            ratios.put(EXPERTS[i], accesses == 0 ? 0 : hits[i] / accesses);
        }
        return ratios;
    }
}
