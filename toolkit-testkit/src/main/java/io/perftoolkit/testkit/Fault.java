package io.perftoolkit.testkit;

import java.util.SplittableRandom;

/** What is wrong with one direction of a {@link FaultProxy}. */
record Fault(Passage passage, long delayNanos, long jitterNanos, long bytesPerSecond) {
    static final Fault NONE = new Fault(Passage.OPEN, 0, 0, Long.MAX_VALUE);

    enum Passage {
        /** Bytes pass, late or slowly as the rest says. */
        OPEN,
        /** Nothing is read and nothing is written. */
        HELD,
        /** All is read and nothing is written. */
        SWALLOWED
    }

    Fault withPassage(Passage next) {
        return new Fault(next, delayNanos, jitterNanos, bytesPerSecond);
    }

    Fault withDelay(long nextDelayNanos, long nextJitterNanos) {
        return new Fault(passage, nextDelayNanos, nextJitterNanos, bytesPerSecond);
    }

    Fault withLimit(long nextBytesPerSecond) {
        return new Fault(passage, delayNanos, jitterNanos, nextBytesPerSecond);
    }

    long delayNanos(SplittableRandom random) {
        return jitterNanos == 0 ? delayNanos : delayNanos + random.nextLong(jitterNanos + 1);
    }

    /** How long {@code bytes} occupy the line; rounded up, so that the limit is never exceeded. */
    long transmissionNanos(long bytes) {
        return bytesPerSecond == Long.MAX_VALUE ? 0 : -Math.floorDiv(-bytes * 1_000_000_000, bytesPerSecond);
    }

    /** How many bytes are let through in one piece: a hundredth of a second's worth, or all where there is no limit. */
    int piece(int bytes) {
        return (int) Math.min(bytes, Math.max(1, bytesPerSecond / 100));
    }
}
