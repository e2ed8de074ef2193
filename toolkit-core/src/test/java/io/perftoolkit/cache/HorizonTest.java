package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.FakeTicker;
import io.perftoolkit.testkit.ManualExecutor;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hits do without the clock, and serve nothing after its end. */
class HorizonTest {
    private static final Duration LIFE = Duration.ofSeconds(640);
    private static final Duration MARGIN = LIFE.dividedBy(64);

    /** Of lives below 2^40 ns, see {@link Ticks}. */
    private static final long TICK = 1 << 11;

    /** How long one reading of the clock lasts. */
    private static final Duration TAKEN_BACK = MARGIN.dividedBy(4);

    private final FakeTicker ticker =
            new FakeTicker(Long.MAX_VALUE - Duration.ofHours(1).toNanos());
    private final ManualExecutor timer = new ManualExecutor(ticker);
    private int readings;

    private CacheBuilder<Integer, String> builder(Duration life) {
        CacheBuilder<Integer, String> builder =
                Cache.<Integer, String>builder().capacity(100).expireAfterWrite(life);
        builder.description.timer = Later.of(timer, Runnable::run);
        builder.description.systemClock = this::read;
        return builder;
    }

    private long read() {
        readings++;
        return ticker.getAsLong();
    }

    @ParameterizedTest
    @EnumSource
    void hits_farFromTheEnd_readTheClockOnceInAWhile(CacheBuilder.Eviction eviction) {
        Cache<Integer, String> cache = builder(LIFE).eviction(eviction).build();
        cache.put(1, "v");
        readings = 0;
        int whiles = 20;
        for (int i = 0; i < whiles; i++) {
            for (int j = 0; j < 100; j++) {
                assertEquals("v", cache.get(1));
                assertEquals("v", cache.get(1, key -> "loaded"));
            }
            assertEquals(i + 1, readings);
            assertEquals(1, timer.pending());
            timer.advance(TAKEN_BACK);
        }
        assertEquals(0, timer.pending(), "nobody looks, nothing is scheduled");
        assertEquals(200 * whiles, cache.stats().hits());
    }

    @Test
    void hits_ofALoadingCache_readTheClockOnceInAWhile() {
        LoadingCache<Integer, String> cache = builder(LIFE).loading(key -> "v");
        assertEquals("v", cache.get(1));
        assertEquals("v", cache.get(1));
        readings = 0;
        for (int j = 0; j < 100; j++) {
            assertEquals("v", cache.get(1));
        }
        assertEquals(0, readings);
        assertEquals(101, cache.stats().hits());
    }

    @Test
    void hits_shortlyBeforeTheEnd_readTheClock() {
        Cache<Integer, String> cache = builder(LIFE).build();
        cache.put(1, "v");
        timer.advance(LIFE.minus(MARGIN));
        assertEquals("v", cache.get(1));
        readings = 0;
        ticker.advance(MARGIN.minusNanos(TICK)); // before the timer does anything
        assertEquals("v", cache.get(1));
        ticker.advance(Duration.ofNanos(TICK));
        assertNull(cache.get(1));
        assertEquals(2, readings);
    }

    @Test
    void misses_setNothing() {
        Cache<Integer, String> cache = builder(LIFE).build();
        assertNull(cache.get(1));
        assertEquals(0, timer.pending());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void hits_whoseClockMustBeRead_readIt(boolean ofTheUser) {
        CacheBuilder<Integer, String> builder =
                ofTheUser ? builder(LIFE).ticker(this::read) : builder(Duration.ofSeconds(63));
        Cache<Integer, String> cache = builder.build();
        cache.put(1, "v");
        readings = 0;
        for (int i = 1; i < 10; i++) {
            assertEquals("v", cache.get(1));
            assertEquals(i, readings);
        }
        assertEquals(0, timer.pending());
    }

    /** The timer is late all the time, by less than it may be. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void operations_random_serveNothingAfterItsEnd(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Cache<Integer, String> cache = builder(LIFE).jitter(0.5).seed(seed).build();
        Map<Integer, Long> written = new HashMap<>();
        int expired = 0;
        int unread = 0;
        for (int i = 0; i < 100_000; i++) {
            int key = random.nextInt(50);
            if (random.nextInt(20) == 0) {
                cache.put(key, "v");
                written.put(key, ticker.getAsLong());
            }
            if (random.nextInt(4) == 0) {
                timer.runAll();
                ticker.advance(Duration.ofNanos(random.nextLong(MARGIN.toNanos() * 3 / 4)));
            }
            int before = readings;
            boolean there = cache.get(key) != null;
            unread += readings == before ? 1 : 0;
            assertEquals(cache.inspect(key) != null, there, "what is served and what the clock says");
            long age = ticker.getAsLong() - written.getOrDefault(key, ticker.getAsLong());
            assertTrue(!there || age < LIFE.toNanos(), () -> "served at the age of " + age);
            assertTrue(there || age == 0 || age >= LIFE.toNanos() / 2 - TICK, () -> "gone at the age of " + age);
            expired += there || age == 0 ? 0 : 1;
        }
        assertTrue(expired > 1000 && unread > 10_000, "expired " + expired + ", without a clock " + unread);
        Audit.check(cache);
    }

    /** What a horizon cannot be proof against, so that the other tests are not blind. */
    @Test
    void timerControl_standsStill_servesWhatHasEnded() {
        Cache<Integer, String> cache = builder(LIFE).build();
        cache.put(1, "v");
        ticker.advance(LIFE.minus(MARGIN).minusNanos(TICK));
        assertEquals("v", cache.get(1));
        ticker.advance(MARGIN.multipliedBy(2));
        assertEquals("v", cache.get(1));
        timer.runAll();
        assertNull(cache.get(1));
    }

    /** It is what the horizon stands on: it must not wait for a worker of a pool. */
    @Test
    void timer_allWorkersOfThePoolAreBusy_runsAllTheSame() throws Exception {
        var done = new CountDownLatch(1);
        var free = new CountDownLatch(1);
        int workers = Math.max(1, ForkJoinPool.getCommonPoolParallelism());
        for (int i = 0; i < workers; i++) {
            ForkJoinPool.commonPool().execute(() -> Crowd.hold(free));
        }
        try {
            Later.onTheTimer().after(1000, done::countDown);
            assertTrue(done.await(30, TimeUnit.SECONDS));
        } finally {
            free.countDown();
        }
    }
}
