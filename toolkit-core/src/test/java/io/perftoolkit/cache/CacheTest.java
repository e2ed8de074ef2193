package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
}
