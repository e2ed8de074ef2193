package io.perftoolkit.bench.league;

/**
 * How long one fork takes its time.
 *
 * @param warmUps iterations that do not count
 * @param warmUpMillis length of each
 * @param iterations that count
 * @param iterationMillis length of each
 */
record Pace(int warmUps, int warmUpMillis, int iterations, int iterationMillis) {
    /** Splits the time of one fork: two fifths to warm up, the rest in three to five iterations. */
    static Pace within(long millis) {
        return within(millis, 0);
    }

    /** As {@link #within(long)}, but warms up that long at least. */
    static Pace within(long millis, long leastWarmUpMillis) {
        int iterations = millis < 1_000 ? 3 : 5;
        long measured = Math.max(30, Math.min(millis * 3 / 5, millis - leastWarmUpMillis));
        return new Pace(1, (int) Math.max(20, millis - measured), iterations, (int) (measured / iterations));
    }

    long millis() {
        return allWarmUpMillis() + (long) iterations * iterationMillis;
    }

    long allWarmUpMillis() {
        return (long) warmUps * warmUpMillis;
    }
}
