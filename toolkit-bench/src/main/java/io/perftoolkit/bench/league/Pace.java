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
        int iterations = millis < 1_000 ? 3 : 5;
        long measured = Math.max(30, millis * 3 / 5);
        return new Pace(1, (int) Math.max(20, millis - measured), iterations, (int) (measured / iterations));
    }

    long millis() {
        return (long) warmUps * warmUpMillis + (long) iterations * iterationMillis;
    }
}
