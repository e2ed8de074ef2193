package io.perftoolkit.objectpool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Turns durations into nanoseconds, and collects what is wrong with the arguments of a builder. */
final class Spans {
    /** Well below what nanoseconds in a long can hold. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final List<String> broken = new ArrayList<>(0);

    /** Saturated: what is longer than a century is a century, what is negative nothing. */
    static long nanos(Duration span) {
        return span.isNegative() ? 0 : (span.compareTo(LONGEST) > 0 ? LONGEST : span).toNanos();
    }

    long nanos(String argument, Duration span) {
        check(!span.isNegative(), argument + " must not be negative: " + span);
        return nanos(span);
    }

    void check(boolean kept, String rule) {
        if (!kept) {
            broken.add(rule);
        }
    }

    void throwIfBroken() {
        if (!broken.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", broken));
        }
    }
}
