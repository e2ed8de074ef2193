package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.FakeTicker;
import io.perftoolkit.testkit.ManualExecutor;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;

class CoarseTickerTest {
    private static final Duration PERIOD = Duration.ofMillis(1);

    private final FakeTicker exact = new FakeTicker(Long.MAX_VALUE - 500_000);
    private final ManualExecutor executor = new ManualExecutor(exact);

    @Test
    void time_isLateByLessThanThePeriodAndNeverEarly() {
        try (CoarseTicker coarse = new CoarseTicker(PERIOD, executor, exact)) {
            for (int i = 0; i < 1000; i++) {
                executor.advance(Duration.ofNanos(17_000 * (i % 13)));
                long late = exact.getAsLong() - coarse.getAsLong();
                assertTrue(late >= 0 && late < PERIOD.toNanos(), () -> "late by " + late);
            }
        }
    }

    @Test
    void close_endsTheTaskAndReadsTheExactClock() {
        CoarseTicker coarse = new CoarseTicker(PERIOD, executor, exact);
        assertEquals(1, executor.pending());
        coarse.close();
        coarse.close();
        assertEquals(0, executor.pending());
        exact.advance(Duration.ofNanos(7));
        assertEquals(exact.getAsLong(), coarse.getAsLong());
    }

    @Test
    void period_notPositive_isRefused() {
        var e = assertThrows(IllegalArgumentException.class, () -> CoarseTicker.every(Duration.ZERO, executor));
        assertEquals("period must be positive: PT0S", e.getMessage());
    }

    @Test
    void cache_expires_lateByThePeriodAtMost() {
        try (CoarseTicker coarse = new CoarseTicker(PERIOD, executor, exact);
                Cache<String, String> cache = Cache.<String, String>builder()
                        .capacity(10)
                        .expireAfterWrite(Duration.ofSeconds(1))
                        .ticker(coarse)
                        .build()) {
            executor.advance(PERIOD.dividedBy(2));
            cache.put("a", "v");
            executor.advance(Duration.ofSeconds(1).minus(PERIOD));
            assertEquals("v", cache.get("a"));
            executor.advance(PERIOD.multipliedBy(2));
            assertNull(cache.get("a"));
        }
    }

    @Test
    void every_onARealScheduler_goesOn() throws Exception {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try (CoarseTicker coarse = CoarseTicker.every(PERIOD, scheduler)) {
            long before = coarse.getAsLong();
            io.perftoolkit.testkit.Await.atMost(Duration.ofSeconds(30))
                    .until("time goes on", () -> coarse.getAsLong() - before > 0);
        } finally {
            scheduler.shutdownNow();
        }
    }
}
