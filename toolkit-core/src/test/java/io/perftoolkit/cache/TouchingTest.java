package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.cache.Freshness.Phase;
import io.perftoolkit.testkit.FakeTicker;
import io.perftoolkit.testkit.ManualExecutor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TouchingTest {
    private static final Duration FRESH = Duration.ofSeconds(64);
    private static final Duration STALE = Duration.ofSeconds(10);

    private final FakeTicker ticker = new FakeTicker(Long.MAX_VALUE - 5);
    private final ManualExecutor executor = new ManualExecutor(ticker);
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger loads = new AtomicInteger();
    private volatile Freshness answer = Freshness.of(FRESH);

    private CacheBuilder<String, String> builder(CacheBuilder.Eviction eviction) {
        return Cache.<String, String>builder()
                .capacity(100)
                .eviction(eviction)
                .freshness((key, value) -> {
                    asked.incrementAndGet();
                    return answer;
                })
                .touching()
                .ticker(ticker)
                .executor(executor);
    }

    @ParameterizedTest
    @EnumSource
    void use_inTime_beginsThePhasesAnew(CacheBuilder.Eviction eviction) {
        Cache<String, String> cache = builder(eviction).build();
        cache.put("used", "u");
        cache.put("idle", "i");
        for (int i = 0; i < 5; i++) {
            ticker.advance(FRESH.minusSeconds(1));
            assertEquals("u", cache.get("used"), "use " + i);
        }
        assertNull(cache.get("idle"));
        assertEquals(FRESH.toSeconds(), left(cache, "used"));
        ticker.advance(FRESH);
        assertNull(cache.get("used"));
        assertEquals(7, asked.get(), "once for each write and each use that was noted");
        cache.cleanUp();
        assertEquals(0, cache.size());
        assertEquals(2, cache.stats().evictions().expired());
    }

    @ParameterizedTest
    @EnumSource
    void use_shortlyAfterAnother_asksNobody(CacheBuilder.Eviction eviction) {
        Cache<String, String> cache = builder(eviction).build();
        cache.put("a", "v");
        for (int i = 0; i < 1000; i++) {
            ticker.advance(FRESH.dividedBy(64_000));
            assertEquals("v", cache.get("a"));
        }
        assertEquals(1, asked.get(), "a 64th of the fresh time has not passed");
        ticker.advance(Duration.ofNanos(1));
        assertEquals("v", cache.get("a"));
        assertEquals(2, asked.get());
        ticker.advance(FRESH.minusNanos(64));
        assertEquals("v", cache.get("a"), "it lives from the use on");
    }

    @ParameterizedTest
    @EnumSource
    void use_answersShorter_shortens(CacheBuilder.Eviction eviction) {
        Cache<String, String> cache = builder(eviction).build();
        cache.put("a", "v");
        answer = Freshness.of(Duration.ofSeconds(4));
        ticker.advance(Duration.ofSeconds(2));
        assertEquals("v", cache.get("a"));
        ticker.advance(Duration.ofSeconds(4));
        assertNull(cache.get("a"));
        cache.cleanUp();
        assertEquals(0, cache.size());
    }

    @ParameterizedTest
    @EnumSource
    void use_ofAStaleValue_refreshesItAndDoesNotMakeItFresh(CacheBuilder.Eviction eviction) {
        answer = Freshness.of(FRESH).staleFor(STALE).onErrorFor(STALE);
        LoadingCache<String, String> cache = builder(eviction).loading(key -> key + loads.incrementAndGet());
        assertEquals("a1", cache.get("a"));
        ticker.advance(FRESH.minusSeconds(1));
        assertEquals("a1", cache.get("a"));
        ticker.advance(FRESH);
        assertEquals(Phase.STALE, phase(cache));
        assertEquals("a1", cache.get("a"));
        assertEquals(Phase.STALE, phase(cache));
        assertEquals(1, cache.stats().staleServed());
        Inspection<String> stale = cache.cache().inspect("a");
        assertNotNull(stale);
        assertEquals(FRESH.multipliedBy(2).minusSeconds(1), stale.age(), "the age counts from the write");
        assertEquals(1, executor.runAll());
        assertEquals("a2", cache.get("a"));
        assertEquals(Phase.FRESH, phase(cache));
        LoadsTest.assertSound(cache);
    }

    @ParameterizedTest
    @EnumSource
    void use_whenARefreshIsDueAhead_startsIt(CacheBuilder.Eviction eviction) {
        answer = Freshness.of(FRESH).refreshAhead(STALE);
        LoadingCache<String, String> cache = builder(eviction).loading(key -> key + loads.incrementAndGet());
        cache.get("a");
        ticker.advance(FRESH.minus(STALE));
        assertEquals("a1", cache.get("a"));
        assertEquals(1, executor.runAll());
        assertEquals("a2", cache.get("a"));
    }

    @ParameterizedTest
    @EnumSource
    void use_callbackThrows_reachesTheCallerAndLeavesTheValue(CacheBuilder.Eviction eviction) {
        Cache<String, String> cache = Cache.<String, String>builder()
                .capacity(10)
                .eviction(eviction)
                .freshness((key, value) -> {
                    if (asked.incrementAndGet() == 2) {
                        throw new IllegalStateException("fault of a test");
                    }
                    return answer;
                })
                .touching()
                .ticker(ticker)
                .build();
        cache.put("a", "v");
        ticker.advance(Duration.ofSeconds(2));
        assertThrows(IllegalStateException.class, () -> cache.get("a"));
        assertEquals("v", cache.get("a"));
        ticker.advance(Duration.ofSeconds(2));
        assertEquals("v", cache.get("a"));
        assertTrue(left(cache, "a") >= FRESH.toSeconds() - 1);
    }

    private static long left(Cache<String, String> cache, String key) {
        Inspection<String> inspection = cache.inspect(key);
        assertNotNull(inspection);
        assertNotNull(inspection.left());
        return inspection.left().plusMillis(500).toSeconds();
    }

    private static Phase phase(LoadingCache<String, String> cache) {
        Inspection<String> inspection = cache.cache().inspect("a");
        assertNotNull(inspection);
        return inspection.phase();
    }
}
