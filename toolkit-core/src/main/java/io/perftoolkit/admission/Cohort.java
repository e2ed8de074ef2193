package io.perftoolkit.admission;

import java.time.Instant;

/**
 * Which of {@value #COUNT} groups a user belongs to. Under pressure a lane {@linkplain ConcurrencyLimit#serves serves} some cohorts and
 * not the others, the same ones at every service that a request calls: a request that needs three calls, of which each service can
 * serve two thirds, then succeeds for two thirds of the users, rather than for a third of the requests.
 *
 * <p>The order of the cohorts changes with the hour, so that nobody is always the first to be refused.
 *
 * <p>Source: Zhou et al., "Overload control for scaling WeChat microservices" (SoCC 2018).
 *
 * @since 0.1
 */
public final class Cohort {
    /** How many there are. */
    public static final int COUNT = 128;

    private static final int SECONDS_PER_HOUR = 3600;

    private Cohort() {}

    /**
     * The cohort of a user in the hour of an instant; the same in all processes whose clocks agree on the hour.
     *
     * @param user any hash of who asks: of the user, the session, or the trace
     * @param now the wall clock
     * @return from 0 to {@link #COUNT} - 1; the lowest are served longest
     */
    public static int of(long user, Instant now) {
        long x = user ^ Math.floorDiv(now.getEpochSecond(), SECONDS_PER_HOUR) * 0x9E3779B97F4A7C15L;
        x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L; // the finalizer of SplitMix64
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return (int) ((x ^ (x >>> 31)) >>> 57);
    }
}
