package io.perftoolkit.admission;

/** How long a newcomer would wait, and how long he may if the answer is to be in time. Learns in looks, is read at any time. */
final class Patience {
    private static final double SHARE = 0.9;
    private static final double LEAST = 0.05;
    private static final double SMOOTHING = 0.3;

    /**
     * The share of requests whose time inside is not planned for. With a smaller one the few slow requests of a burst, or of a service
     * that has few, refuse many that would have been in time.
     */
    private static final double TAIL = 0.05;

    private static final int WINDOW = 50;
    private static final long WINDOW_NANOS = 10_000_000;
    private static final int MEMORY = 500;

    private final long objectiveNanos;
    private volatile double drainPerNano;
    private volatile long tailNanos;

    private final double[] cells = new double[Samples.CELLS];
    private double inCells;
    private Samples.Reading seen;
    private Samples.Reading windowStart;
    private long windowStartNanos;

    Patience(long objectiveNanos, Samples.Reading none, long nowNanos) {
        this.objectiveNanos = objectiveNanos;
        this.seen = none;
        this.windowStart = none;
        this.windowStartNanos = nowNanos;
    }

    /** How long a newcomer behind so many would wait; zero as long as nothing is known. */
    long estimateNanos(int ahead) {
        double rate = drainPerNano;
        return rate == 0 ? 0 : (long) ((ahead + 1) / rate);
    }

    /** How long a request may wait that has so much time: what the work itself will take must be left. */
    long budgetNanos(long remainingNanos) {
        long time = Math.min(objectiveNanos, remainingNanos);
        return (long) Math.max(LEAST * objectiveNanos, SHARE * time - tailNanos);
    }

    /** Less, when the queue is no burst but stands. */
    long budgetNanos(long remainingNanos, long standingNanos) {
        return standingNanos > objectiveNanos ? (long) (LEAST * objectiveNanos) : budgetNanos(remainingNanos);
    }

    /** For one thread at a time. */
    void learn(long nowNanos, Samples.Reading all) {
        learnRate(nowNanos, all);
        learnTail(all);
        seen = all;
    }

    private void learnRate(long nowNanos, Samples.Reading all) {
        long done = all.answered - windowStart.answered;
        long took = nowNanos - windowStartNanos;
        if (done >= WINDOW && took >= WINDOW_NANOS) {
            double rate = (double) done / took;
            double before = drainPerNano;
            boolean saturated = 2 * (all.binding - windowStart.binding) > all.count - windowStart.count;
            if (saturated) {
                drainPerNano = before == 0 ? rate : before + (rate - before) * SMOOTHING;
            } else {
                drainPerNano = Math.max(before, rate); // with slots to spare it is the load that is measured
            }
            windowStart = all;
            windowStartNanos = nowNanos;
        }
    }

    private void learnTail(Samples.Reading all) {
        if (all.count - seen.count == 0) {
            return;
        }
        for (int i = 0; i < cells.length; i++) {
            cells[i] += all.inCell(i) - seen.inCell(i);
        }
        inCells += all.count - seen.count;
        if (inCells < WINDOW) {
            return;
        }
        double above = 0;
        int cell = cells.length - 1;
        while (cell > 0 && above + cells[cell] < TAIL * inCells) {
            above += cells[cell--];
        }
        tailNanos = (long) all.edge(cell);
        while (inCells > MEMORY) {
            for (int i = 0; i < cells.length; i++) {
                cells[i] /= 2;
            }
            inCells /= 2;
        }
    }
}
