package io.perftoolkit.admission;

/**
 * A paired comparison: windows at the present limit take turns with windows at another one, until the difference of their
 * throughput is out of doubt. By logarithms, so that it is a ratio; with the variance of both arms pooled.
 */
final class Trial {
    enum Verdict {
        OPEN,
        BETTER,
        WORSE,
        UNDECIDED,
        /** Given up, because throughput swings too much by itself. */
        IN_DOUBT
    }

    private static final int LEAST_SAMPLES = 20;
    private static final long LEAST_ARM_NANOS = 10_000_000;
    private static final int LEAST_PAIRS = 3;
    private static final int MOST_PAIRS = 40;
    private static final double LEAST_VARIANCE = 1e-3; // a standard deviation of three percent
    private static final double HOPELESS = -0.18;

    /** So many pairs are enough where throughput swings so much by itself that more would not settle it. */
    private static final int NOISY_PAIRS = 12;

    /** By so much more than counting explains. */
    private static final double NOISY = 2;

    final double present;
    final double other;
    final boolean up;

    /** Whether answers take so small a part of the objective that more under way cost nothing but time that there is. */
    private final boolean roomy;

    private final double[] sum = new double[2];
    private final double[] squares = new double[2];
    private final int[] windows = new int[2];
    private int arm = 1;
    private long settledNanos;
    private boolean counting;
    private long armStartNanos;
    private long countAtStart;
    private long lastDone;
    private long doneInAll;

    Trial(double present, double other, boolean roomy) {
        this.present = present;
        this.other = other;
        this.up = other > present;
        this.roomy = roomy;
    }

    /** The limit of the arm whose turn it is. */
    double limit() {
        return arm == 0 ? present : other;
    }

    boolean isSettled(long nowNanos) {
        return nowNanos - settledNanos >= 0;
    }

    /** The next arm begins; what started under the other limit must end first. */
    void turn(long nowNanos, double meanNanos) {
        settledNanos = nowNanos + (long) Math.min(1.2 * meanNanos, 100_000_000);
        counting = false;
    }

    /** Whether the arm that is on has seen enough; then it is the other one's turn. */
    boolean look(long nowNanos, long count, double meanNanos) {
        if (!isSettled(nowNanos)) {
            return false;
        }
        if (!counting) {
            counting = true;
            armStartNanos = nowNanos;
            countAtStart = count;
            return false;
        }
        long done = count - countAtStart;
        long took = nowNanos - armStartNanos;
        if (done < LEAST_SAMPLES || took < Math.max(LEAST_ARM_NANOS, meanNanos)) {
            return false;
        }
        double x = Math.log((double) done / took);
        sum[arm] += x;
        squares[arm] += x * x;
        windows[arm]++;
        lastDone = done;
        doneInAll += done;
        arm ^= 1;
        return true;
    }

    /** Whether a great loss is no accident. */
    private boolean isClear(int pairs) {
        return roomy ? pairs >= LEAST_PAIRS : pairs >= 2 || lastDone >= 60;
    }

    int pairs() {
        return Math.min(windows[0], windows[1]);
    }

    /** How much more the other limit carries, as a logarithm of the ratio. */
    double gain() {
        return sum[1] / windows[1] - sum[0] / windows[0];
    }

    /** In units of the standard error of the gain. */
    double doubtOf(double difference) {
        double pooled = Math.max(LEAST_VARIANCE, variance());
        return difference / Math.sqrt(pooled / windows[0] + pooled / windows[1]);
    }

    private double variance() {
        return (squares[0] - sum[0] * sum[0] / windows[0] + squares[1] - sum[1] * sum[1] / windows[1])
                / Math.max(1, windows[0] + windows[1] - 2);
    }

    boolean knowsNoise() {
        return pairs() >= LEAST_PAIRS;
    }

    /** Whether windows differ by much more than their numbers of answers would by chance. */
    boolean isNoisy() {
        return variance() * doneInAll > NOISY * (windows[0] + windows[1]);
    }

    /** A limit must be better by so much. */
    private double margin() {
        return up ? 0.025 : roomy ? 0.015 : -0.015;
    }

    /**
     * A smaller limit wins if it loses next to nothing; a larger one must gain. Where there is room in the objective, a smaller one must
     * gain, too; and a larger one that seems to carry more is taken in doubt, if the doubt would not end.
     */
    Verdict verdict() {
        int pairs = pairs();
        if (pairs < 1) {
            return Verdict.OPEN;
        }
        double gain = gain();
        double t = doubtOf(gain - margin());
        double needed = pairs < 4 ? 5 : up ? 3 : 2.2; // peeking often finds differences that are not there
        if (pairs >= LEAST_PAIRS && t > needed) {
            return Verdict.BETTER;
        }
        if ((pairs >= LEAST_PAIRS && t < -needed) || (gain < HOPELESS && isClear(pairs))) {
            return Verdict.WORSE;
        }
        if (roomy && pairs >= NOISY_PAIRS && isNoisy()) {
            return up && gain > 0 ? Verdict.BETTER : Verdict.IN_DOUBT;
        }
        return pairs >= MOST_PAIRS ? Verdict.UNDECIDED : Verdict.OPEN;
    }
}
