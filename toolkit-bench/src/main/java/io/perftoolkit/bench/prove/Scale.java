package io.perftoolkit.bench.prove;

import java.time.Duration;

/**
 * How long the acts of a run are.
 *
 * @param seconds of the measured window of each lane
 * @param hold how long the table is locked in its middle
 * @param warmUpLeast requests of the warm-up at least
 * @param warmUpLimit time that the warm-up may take at most
 * @param calibration how long the capacity is measured
 * @param mostRate above which no rate is chosen
 */
record Scale(double seconds, Duration hold, int warmUpLeast, Duration warmUpLimit, Duration calibration, int mostRate) {
    /** Rows of the table. */
    static final int ROWS = 100_000;

    static final double ZIPF = 0.9;
    static final double WRITE_SHARE = 0.02;
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** A little above the rate of the target, so that the target can be exceeded. */
    private static final int TARGET_RATE = 10_500;

    static Scale of(Options options) {
        if (options.smoke()) {
            Duration hold = Duration.ofMillis((long) (options.seconds() * 250));
            return new Scale(options.seconds(), hold, 2_000, Duration.ofMillis(1_000), Duration.ofMillis(300), 1_000);
        }
        Duration hold = Duration.ofMillis((long) (Math.min(2, options.seconds() / 4) * 1_000));
        return new Scale(options.seconds(), hold, 40_000, Duration.ofSeconds(6), Duration.ofSeconds(2), TARGET_RATE);
    }

    double lockAt() {
        return seconds / 2 - hold.toMillis() / 2_000.0;
    }
}
