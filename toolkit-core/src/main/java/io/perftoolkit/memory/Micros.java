package io.perftoolkit.memory;

import java.time.Duration;

/** The kernel's microseconds. */
final class Micros {
    private Micros() {}

    static Duration duration(long micros) {
        return Duration.ofSeconds(micros / 1_000_000, micros % 1_000_000 * 1_000);
    }
}
