package io.perftoolkit.example;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for a condition, with a limit that only a broken subject reaches. */
final class Until {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Until() {}

    static void isTrue(String what, Callable<Boolean> condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.call()) {
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new AssertionError("not within " + LIMIT + ": " + what);
            }
            Thread.yield();
        }
    }
}
