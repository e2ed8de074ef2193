package io.perftoolkit.memory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** What a builder collected: checked, in the units used inside. */
record MonitorSettings(
        long tickNanos,
        double softLimit,
        double hardLimit,
        long warmUpNanos,
        long leakSpanNanos,
        long leakHorizonNanos,
        LongSupplier ticker,
        InstantSource clock) {

    /** Checks all and names every argument that breaks its rule. */
    static MonitorSettings of(
            Duration tick,
            double softLimit,
            double hardLimit,
            Duration warmUp,
            Duration leakSpan,
            Duration leakHorizon,
            LongSupplier ticker,
            InstantSource clock) {
        List<String> broken = new ArrayList<>(0);
        check(broken, tick.compareTo(Duration.ofMillis(1)) >= 0, "tick must be at least 1 ms: " + tick);
        check(broken, softLimit > 0 && softLimit <= 1, "softLimit must be above 0 and at most 1: " + softLimit);
        check(
                broken,
                hardLimit >= softLimit && hardLimit <= 1,
                "hardLimit must be at least softLimit and at most 1: " + hardLimit);
        check(broken, !warmUp.isNegative(), "warmUp must not be negative: " + warmUp);
        check(broken, leakSpan.compareTo(Duration.ZERO) > 0, "leakSpan must be positive: " + leakSpan);
        check(broken, leakHorizon.compareTo(Duration.ZERO) > 0, "leakHorizon must be positive: " + leakHorizon);
        for (Duration duration : List.of(tick, warmUp, leakSpan, leakHorizon)) {
            check(broken, duration.compareTo(LONGEST) <= 0, "durations must be at most 100 years: " + duration);
        }
        if (!broken.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", broken));
        }
        return new MonitorSettings(
                tick.toNanos(),
                softLimit,
                hardLimit,
                warmUp.toNanos(),
                leakSpan.toNanos(),
                leakHorizon.toNanos(),
                ticker,
                clock);
    }

    /** Well below what nanoseconds in a long can hold. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static void check(List<String> broken, boolean kept, String rule) {
        if (!kept) {
            broken.add(rule);
        }
    }

    /** Samples that are not events of their own come about this often: a leak span holds some sixty. */
    long sampleGapNanos() {
        return Math.max(tickNanos, leakSpanNanos / 60);
    }

    /** How far back points are kept. */
    long windowNanos() {
        return Math.max(leakHorizonNanos, leakSpanNanos);
    }
}
