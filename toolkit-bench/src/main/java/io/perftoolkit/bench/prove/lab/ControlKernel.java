package io.perftoolkit.bench.prove.lab;

/**
 * A fixed piece of work that touches neither memory nor kernel: when its time changes, the processor did.
 *
 * <p>The shortest of a few runs counts, so that being interrupted does not look like a slower processor.
 */
public final class ControlKernel {
    private static final int ROUNDS = 4_000_000;
    private static final int RUNS = 8;

    private ControlKernel() {}

    /**
     * Does the work.
     *
     * @return nanoseconds of the shortest run
     */
    public static long nanos() {
        long best = Long.MAX_VALUE;
        long sum = 0;
        for (int run = 0; run < RUNS; run++) {
            long begin = System.nanoTime();
            sum += work(run);
            best = Math.min(best, System.nanoTime() - begin);
        }
        return sum == 0 ? -1 : best; // the sum is used, so that the work must be done
    }

    private static long work(long seed) {
        long x = seed | 1;
        for (int i = 0; i < ROUNDS; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
        }
        return x;
    }
}
