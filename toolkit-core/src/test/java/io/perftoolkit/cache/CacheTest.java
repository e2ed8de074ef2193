package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.FakeTicker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class CacheTest {
    @Test
    void cache_ofACapacity_works() {
        try (Cache<String, Integer> cache = Cache.ofCapacity(100)) {
            assertNull(cache.get("a"));
            assertNull(cache.put("a", 1));
            assertEquals(1, cache.get("a"));
            assertEquals(1, cache.put("a", 2));
            assertEquals(2, cache.remove("a"));
            assertNull(cache.remove("a"));
            cache.put("b", 3);
            assertEquals(1, cache.size());
            assertEquals(100, cache.capacity());
            cache.clear();
            assertEquals(0, cache.size());
            CacheStats stats = cache.stats();
            assertEquals(1, stats.hits());
            assertEquals(1, stats.misses());
            assertEquals(.5, stats.hitRatio());
        }
    }

    @Test
    void get_nothingExpires_readsNoClock() {
        Cache<String, Integer> cache = Cache.<String, Integer>builder()
                .capacity(10)
                .ticker(() -> {
                    throw new AssertionError("read");
                })
                .build();
        cache.put("a", 1);
        assertEquals(1, cache.get("a"));
        assertEquals(2, cache.get("b", key -> 2));
    }

    @Test
    void build_wrong_namesAllThatIsWrong() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Cache.builder().capacity(-3).jitter(2).build())
                .getMessage();
        assertEquals("capacity must be positive: -3; jitter must be at least 0 and below 1: 2.0", message);
        assertTrue(assertThrows(
                        IllegalArgumentException.class, () -> Cache.builder().build())
                .getMessage()
                .contains("exactly one of capacity and weight"));
    }

    @Test
    void build_overAForeignCache_refusesWhatItCannotHonour() {
        CacheBuilder<String, String> builder = Cache.<String, String>builder()
                .capacity(5)
                .expireAfterWrite(Duration.ofSeconds(1))
                .negative(Duration.ofSeconds(1))
                .onRemoval((key, value, cause) -> {})
                .over(new ConcurrentHashMap<>(), () -> CacheStats.of(0, 0, 0, 0));
        String message =
                assertThrows(IllegalArgumentException.class, builder::build).getMessage();
        for (String name : List.of("capacity", "expireAfterWrite", "negative", "onRemoval")) {
            assertTrue(message.contains(name + " cannot be honoured over a foreign cache"), message);
        }
    }

    @Test
    void build_contradictions_areRefused() {
        assertRefused(Cache.builder().capacity(1).weight(1, (key, value) -> 1), "exactly one of capacity and weight");
        assertRefused(Cache.builder().weight(0, (key, value) -> 1), "weight must be positive: 0");
        assertRefused(
                Cache.builder().capacity(1).expireAfterAccess(Duration.ZERO),
                "expireAfterAccess must be positive: PT0S");
        assertRefused(
                Cache.builder()
                        .capacity(1)
                        .expireAfterWrite(Duration.ofSeconds(1))
                        .freshness(Freshness.FOREVER),
                "only one of expireAfterWrite and freshness");
        assertRefused(Cache.builder().capacity(1).batch(Duration.ofMillis(1), 1), "batch size must be at least 2: 1");
        assertRefused(Cache.builder().capacity(1).batch(Duration.ofMillis(1), 8), "batch needs a loader");
        assertRefused(Cache.builder().capacity(1).touching(), "touching needs freshness");
        assertRefused(
                Cache.builder()
                        .capacity(1)
                        .freshness(Freshness.FOREVER)
                        .touching()
                        .expireAfterAccess(Duration.ofSeconds(1)),
                "only one of touching and expireAfterAccess");
        assertRefused(
                Cache.builder().capacity(1).backOff(Duration.ZERO, Duration.ofSeconds(1)),
                "backOff must be positive: PT0S");
        assertRefused(
                Cache.builder().capacity(1).backOff(Duration.ofSeconds(2), Duration.ofSeconds(1)),
                "the longest backOff must not be below the first, PT2S: PT1S");
        assertRefused(
                Cache.builder().capacity(1).promptExpiry(Duration.ofSeconds(1)),
                "promptExpiry needs an expiry, freshness or negative");
        assertRefused(
                Cache.builder().capacity(1).freshness(Freshness.FOREVER).promptExpiry(Duration.ZERO),
                "promptExpiry must be positive: PT0S");
        assertRefused(Cache.builder().capacity(1).cancelAbandoned(true), "cancelAbandoned needs a loader");
        assertRefused(Cache.builder().capacity(1).isolate(true), "isolate needs a BulkLoader");
        assertThrows(
                IllegalArgumentException.class,
                () -> Cache.<String, String>builder().capacity(1).isolate(true).loading((Loader<String, String>)
                        key -> key));
    }

    private static void assertRefused(CacheBuilder<?, ?> builder, String rule) {
        String message =
                assertThrows(IllegalArgumentException.class, builder::build).getMessage();
        assertTrue(message.contains(rule), message);
    }

    @Test
    void freshness_wrong_isRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThrows(IllegalArgumentException.class, () -> Freshness.of(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> Freshness.of(second).staleFor(second.negated()));
        assertThrows(IllegalArgumentException.class, () -> Freshness.of(second).onErrorFor(second.negated()));
        assertThrows(IllegalArgumentException.class, () -> Freshness.of(second).refreshAhead(second.plusNanos(1)));
    }

    @Test
    void configure_words_describeTheCache() {
        FakeTicker ticker = new FakeTicker();
        Cache<String, String> cache = Cache.<String, String>builder()
                .weight(1, (key, value) -> value.length())
                .ticker(ticker)
                .configure(Map.of(
                        "max-weight", "1KiB", "eviction", "exact-lru", "expire-after-write", "250ms", "jitter", "0"))
                .build();
        assertEquals(1024, cache.capacity());
        assertEquals("exact-lru", cache.policy(1).name());
        cache.put("a", "b");
        ticker.advance(Duration.ofMillis(249));
        assertEquals("b", cache.get("a"));
        ticker.advance(Duration.ofMillis(1));
        assertNull(cache.get("a"));
    }

    @Test
    void configure_wordsOfTheLoads_reachTheBuilder() {
        CacheBuilder<String, String> builder = Cache.<String, String>builder()
                .configure(Map.of(
                        "capacity", "10",
                        "fresh", "5m",
                        "touching", "true",
                        "back-off", "100ms",
                        "back-off-longest", "10s",
                        "prompt-expiry", "7ms",
                        "isolate", "true",
                        "cancel-abandoned", "true"));
        Description<?, ?> described = builder.description;
        assertTrue(described.touching && described.isolate && described.cancelAbandoned);
        assertEquals(Duration.ofMillis(100), described.backOffFirst);
        assertEquals(Duration.ofSeconds(10), described.backOffLongest);
        assertEquals(Duration.ofMillis(7), described.promptExpiry);
        builder.loading(BulkLoader.of(keys -> Map.of())).close();
        assertThrows(IllegalArgumentException.class, () -> Cache.builder().configure(Map.of("back-off", "5s")));
    }

    @Test
    void configure_wrongWords_areNamed() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Cache.builder().configure(Map.of("capcity", "5", "jitter", "much")))
                .getMessage();
        assertTrue(message.contains("capcity") && message.contains("capacity") && message.contains("jitter"), message);
        assertThrows(IllegalArgumentException.class, () -> Cache.builder().configure(Map.of("stale", "5s")));
        assertThrows(IllegalArgumentException.class, () -> Cache.builder().configure(Map.of("batch-size", "5")));
    }

    @Test
    void resize_atRunTime_evictsAndGrows() {
        Cache<Integer, Integer> cache = Cache.ofCapacity(100);
        for (int i = 0; i < 100; i++) {
            cache.put(i, i);
        }
        cache.resize(10);
        assertEquals(10, cache.capacity());
        assertTrue(cache.size() <= 10);
        assertEquals(100 - cache.size(), cache.stats().evictions().size());
        cache.resize(1000);
        for (int i = 0; i < 500; i++) {
            cache.put(i, i);
        }
        assertEquals(500, cache.size());
        assertThrows(IllegalArgumentException.class, () -> cache.resize(0));
    }

    @Test
    void policy_ofALiveCache_namesKeys() {
        Cache<Integer, Integer> cache = Cache.ofCapacity(100);
        for (int i = 0; i < 50; i++) {
            cache.put(i, i);
            cache.get(7);
        }
        PolicySnapshot<Integer> policy = cache.policy(3);
        assertEquals(3, policy.hottest().size());
        assertEquals(3, policy.coldest().size());
        assertThrows(IllegalArgumentException.class, () -> cache.policy(-1));
    }

    @Test
    void nullKeysAndValues_areRefused() {
        Cache<String, String> cache = Cache.ofCapacity(10);
        assertThrows(NullPointerException.class, () -> cache.get(null));
        assertThrows(NullPointerException.class, () -> cache.get(null, key -> "v"));
        assertThrows(NullPointerException.class, () -> cache.get("a", null));
        assertThrows(NullPointerException.class, () -> cache.put(null, "v"));
        assertThrows(NullPointerException.class, () -> cache.put("a", null));
        assertThrows(NullPointerException.class, () -> cache.remove(null));
        assertEquals(0, cache.size());
    }
}
