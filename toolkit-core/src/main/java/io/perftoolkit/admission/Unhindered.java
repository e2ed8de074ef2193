package io.perftoolkit.admission;

/**
 * How long work takes inside where nothing keeps it waiting: the shortest mean lately. An error in it costs safety, not throughput,
 * because it is no set point: it only tells whether work queues inside at all. For one thread at a time.
 */
final class Unhindered {
    /** So many samples have a mean that is worth something. */
    static final int SAMPLES = 80;

    /** By so much it forgets with each window, as services change. */
    private static final double FORGETTING = 1.0005;

    private static final double OF_THE_REST = 1.5;

    private final double objectiveNanos;
    private double nanos;
    private long samples;

    Unhindered(double objectiveNanos) {
        this.objectiveNanos = objectiveNanos;
    }

    /** From windows that are large enough to have a mean; before the first of these, the mean of all. */
    void learn(Window window) {
        if (window.count >= SAMPLES) {
            nanos = samples < SAMPLES ? window.mean : Math.min(nanos * FORGETTING, window.mean);
            samples = SAMPLES;
        } else if (samples < SAMPLES) {
            samples += window.count;
            nanos += (window.mean - nanos) * window.count / samples;
        }
    }

    boolean isKnown() {
        return nanos > 0;
    }

    /** Zero as long as nothing is known. */
    double nanos() {
        return nanos;
    }

    /**
     * Whether a mean says that work waits inside: it exceeds this by a share of it, or, where the work by itself takes most of the
     * objective, by a share of what is left of that.
     */
    boolean isExceeded(double meanNanos, double share) {
        double rest = Math.max(0, objectiveNanos - nanos);
        return meanNanos > nanos + share * Math.min(nanos, OF_THE_REST * rest);
    }
}
