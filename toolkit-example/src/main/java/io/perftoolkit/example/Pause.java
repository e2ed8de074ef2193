package io.perftoolkit.example;

import java.time.Duration;

/** A time in which something is left alone, after it has failed. Thread-safe. */
final class Pause {
    private final long lengthNanos;
    private volatile long untilNanos = System.nanoTime();

    Pause(Duration length) {
        this.lengthNanos = length.toNanos();
    }

    void begin() {
        untilNanos = System.nanoTime() + lengthNanos;
    }

    boolean isOver() {
        return System.nanoTime() - untilNanos >= 0;
    }
}
