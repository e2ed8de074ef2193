package io.perftoolkit.admission;

/**
 * Which trial is next, and when: a direction that has failed waits longer each time, one that has won is tried again at once. For one
 * thread at a time.
 */
final class Turns {
    private static final long LEAST_NANOS = 500_000_000;
    private static final long MOST_NANOS = 16_000_000_000L;

    private boolean upNext;
    private long nextNanos;
    private long patienceDown = LEAST_NANOS;
    private long patienceUp = LEAST_NANOS;
    private boolean noisy = true; // as the last trial that could tell was
    private long won;
    private long lost;

    Turns(long nowNanos) {
        nextNanos = nowNanos;
    }

    boolean isDue(long nowNanos) {
        return nowNanos - nextNanos >= 0;
    }

    boolean isUpNext() {
        return upNext;
    }

    /** Whether throughput has lately swung by more than counting explains, as far as is known. */
    boolean isNoisy() {
        return noisy;
    }

    long won() {
        return won;
    }

    long lost() {
        return lost;
    }

    void nextAt(long nanos) {
        nextNanos = nanos;
    }

    void nextAt(long nanos, boolean upwards) {
        nextNanos = nanos;
        upNext = upwards;
    }

    void downNext() {
        upNext = false;
    }

    /** Any trial teaches how much throughput swings by itself. */
    void ended(Trial trial) {
        if (trial.knowsNoise()) {
            noisy = trial.isNoisy();
        }
    }

    void won(Trial trial, long nowNanos) {
        won++;
        if (trial.up) {
            patienceUp = LEAST_NANOS;
        } else {
            patienceDown = LEAST_NANOS;
        }
        nextAt(nowNanos, trial.up);
    }

    /** After a trial in vain it is the other direction's turn. One that ended in doubt has said nothing, and costs no patience. */
    void lost(Trial trial, boolean inDoubt, long nowNanos) {
        lost++;
        if (trial.up) {
            patienceUp = inDoubt ? patienceUp : longer(patienceUp);
            nextAt(nowNanos + patienceDown, false);
        } else {
            patienceDown = inDoubt ? patienceDown : longer(patienceDown);
            nextAt(nowNanos + patienceUp / 2, true);
        }
    }

    /** More were late than the objective allows while a larger limit was tried. */
    void lostByLateness(long nowNanos) {
        lost++;
        patienceUp = longer(patienceUp);
        nextAt(nowNanos + patienceUp, false);
    }

    private static long longer(long patience) {
        return Math.min(MOST_NANOS, patience * 2);
    }
}
