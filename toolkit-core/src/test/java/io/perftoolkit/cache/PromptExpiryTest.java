package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.Await;
import io.perftoolkit.testkit.FakeTicker;
import io.perftoolkit.testkit.ManualExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The cache is told of time by its scheduler alone: nobody reads or writes while entries expire. */
class PromptExpiryTest {
    private static final Duration WITHIN = Duration.ofMillis(1);
    private static final Duration LIFE = Duration.ofSeconds(10);

    /** Of lives below 2^37 ns, see {@link Ticks}. */
    private static final long TICK = 1 << 8;

    private final FakeTicker ticker =
            new FakeTicker(Long.MAX_VALUE - Duration.ofSeconds(15).toNanos());
    private final ManualExecutor executor = new ManualExecutor(ticker);
    private final long start = ticker.getAsLong();
    private final List<String> events = new ArrayList<>();

    private CacheBuilder<Integer, String> builder(CacheBuilder.Eviction eviction) {
        return Cache.<Integer, String>builder()
                .capacity(10_000)
                .eviction(eviction)
                .promptExpiry(WITHIN)
                .scheduler(executor)
                .ticker(ticker)
                .onRemoval((key, value, cause) -> events.add(key + " " + cause + " at " + passed()));
    }

    private Duration passed() {
        return Duration.ofNanos(ticker.getAsLong() - start);
    }

    @ParameterizedTest
    @EnumSource
    void entry_expires_isToldAtThatTick(CacheBuilder.Eviction eviction) {
        Cache<Integer, String> cache = builder(eviction).expireAfterWrite(LIFE).build();
        cache.put(1, "a");
        executor.advance(Duration.ofSeconds(3));
        cache.put(2, "b");
        executor.advance(Duration.ofSeconds(7).minusNanos(1));
        assertEquals(List.of(), events);
        executor.advance(Duration.ofNanos(1));
        assertEquals(List.of("1 EXPIRED at PT10S"), events);
        executor.advance(Duration.ofSeconds(3).minusNanos(33)); // a tick of 32 ns, for lives of ten seconds
        assertEquals(1, events.size());
        executor.advance(Duration.ofNanos(33));
        assertEquals(2, events.size());
        assertEquals(0, cache.size());
        assertEquals(0, executor.pending(), "nothing expires, nothing is scheduled");
        assertEquals(2, cache.stats().evictions().expired());
    }

    @ParameterizedTest
    @EnumSource
    void entry_shorterThanAllBefore_isNotLate(CacheBuilder.Eviction eviction) {
        Cache<Integer, String> cache = builder(eviction)
                .freshness((key, value) -> Freshness.of(Duration.ofSeconds(key)))
                .build();
        cache.put(9, "a");
        cache.put(3, "b");
        cache.put(6, "c");
        assertEquals(1, executor.pending(), "one alarm at a time");
        executor.advance(LIFE);
        assertEquals(3, events.size(), events::toString);
        assertTrue(events.get(0).startsWith("3 EXPIRED at PT3S"), events::toString);
        assertTrue(events.get(1).startsWith("6 EXPIRED at PT"), events::toString);
        assertTrue(events.get(2).startsWith("9 EXPIRED at PT"), events::toString);
    }

    @ParameterizedTest
    @EnumSource
    void entries_ofAllKindsOfLives_areToldInTime(CacheBuilder.Eviction eviction) {
        record Life(long nanos, long end) {}
        Map<Integer, Life> lives = new HashMap<>();
        SplittableRandom random = new SplittableRandom(7);
        int[] told = new int[1];
        long late = WITHIN.toNanos();
        Cache<Integer, Life> cache = Cache.<Integer, Life>builder()
                .capacity(10_000)
                .eviction(eviction)
                .promptExpiry(WITHIN)
                .scheduler(executor)
                .ticker(ticker)
                .freshness((key, life) -> Freshness.of(Duration.ofNanos(life.nanos)))
                .onRemoval((key, life, cause) -> {
                    if (cause == RemovalCause.EXPIRED) {
                        told[0]++;
                        long by = ticker.getAsLong() - life.end;
                        assertTrue(by > -TICK && by <= late, () -> "late by " + by + " ns: " + life);
                        lives.remove(key, life);
                    }
                })
                .build();
        for (int i = 0; i < 4000; i++) {
            int key = random.nextInt(500);
            if (random.nextInt(5) == 0) {
                cache.remove(key);
                lives.remove(key);
            } else {
                long nanos = 1 + random.nextLong(1L << (1 + random.nextInt(36)));
                Life life = new Life(nanos, ticker.getAsLong() + nanos);
                lives.put(key, life);
                cache.put(key, life);
            }
            executor.advance(Duration.ofNanos(random.nextLong(1L << (1 + random.nextInt(24)))));
        }
        executor.advance(Duration.ofMinutes(2));
        assertEquals(Map.of(), lives);
        assertEquals(0, cache.size());
        assertEquals(0, cache.stats().listenerFailures());
        assertTrue(told[0] > 1000, "few expired: " + told[0]);
        assertEquals(0, executor.pending());
    }

    @ParameterizedTest
    @EnumSource
    void manyEntries_oneAfterTheOther_areSweptTogether(CacheBuilder.Eviction eviction) {
        Cache<Integer, String> cache = builder(eviction)
                .expireAfterWrite(LIFE)
                .promptExpiry(Duration.ofSeconds(1))
                .build();
        for (int i = 0; i < 1000; i++) {
            cache.put(i, "v");
            ticker.advance(Duration.ofMillis(5));
        }
        int ran = executor.advance(LIFE.plusSeconds(2));
        assertEquals(1000, events.size());
        assertTrue(ran <= 10, () -> "clean-ups: " + ran);
    }

    @ParameterizedTest
    @EnumSource
    void entry_inUse_isToldAfterItsLastUse(CacheBuilder.Eviction eviction) {
        Cache<Integer, String> cache = builder(eviction).expireAfterAccess(LIFE).build();
        cache.put(1, "v");
        for (int i = 0; i < 4; i++) {
            executor.advance(LIFE.minusSeconds(1));
            assertNotNull(cache.get(1));
        }
        assertEquals(List.of(), events);
        executor.advance(LIFE.plus(WITHIN));
        assertEquals(1, events.size());
    }

    @Test
    void close_leavesNothingScheduled() {
        Cache<Integer, String> cache =
                builder(CacheBuilder.Eviction.ADAPTIVE).expireAfterWrite(LIFE).build();
        cache.put(1, "v");
        assertEquals(1, executor.pending());
        cache.close();
        assertEquals(0, executor.pending());
        assertEquals(List.of("1 EXPLICIT at PT0S"), events);
    }

    @Test
    void scheduler_refuses_writesGoOn() {
        Cache<Integer, String> cache =
                builder(CacheBuilder.Eviction.ADAPTIVE).expireAfterWrite(LIFE).build();
        executor.shutdown();
        cache.put(1, "v");
        cache.put(2, "v");
        ticker.advance(LIFE);
        cache.put(3, "v");
        assertEquals(2, events.size(), "writes remove what has expired");
    }

    /** If an alarm were lost between a write and a clean-up, some entry would stay: nobody comes to write any more. */
    @Test
    void entries_ofManyThreads_allLeaveWithoutTraffic() throws Exception {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try (Cache<Integer, Integer> cache = Cache.<Integer, Integer>builder()
                .capacity(100_000)
                .freshness((key, micros) -> Freshness.of(Duration.ofNanos(1000L * micros)))
                .promptExpiry(Duration.ofNanos(1))
                .scheduler(scheduler)
                .build()) {
            for (int round = 0; round < 20; round++) {
                Crowd.of(4).run(number -> {
                    for (int i = 0; i < 300; i++) {
                        cache.put(number * 1000 + i, 1 + (i * 7919) % 500);
                    }
                });
                Await.atMost(Duration.ofSeconds(30)).until("all have left", () -> cache.size() == 0);
            }
            assertEquals(20 * 1200, cache.stats().evictions().expired());
        } finally {
            scheduler.shutdownNow();
        }
    }

    @Test
    void withoutAScheduler_theTimerOfTheJdkTells() throws Exception {
        List<Integer> gone = new CopyOnWriteArrayList<>();
        try (Cache<Integer, String> cache = Cache.<Integer, String>builder()
                .capacity(10)
                .expireAfterWrite(Duration.ofMillis(5))
                .promptExpiry(WITHIN)
                .onRemoval((key, value, cause) -> gone.add(key))
                .build()) {
            cache.put(1, "v");
            Await.atMost(Duration.ofSeconds(30)).until("the listener hears", () -> gone.equals(List.of(1)));
        }
    }
}
