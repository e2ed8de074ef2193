package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.FakeTicker;
import java.io.IOException;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the user's code throws reaches the caller, and leaves the cache whole. */
class CacheFaultsTest {
    private static final class Fault extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** A key whose equals throws on demand; many share a hash code. */
    private record Key(int number, AtomicBoolean broken) {
        @Override
        public int hashCode() {
            return number % 7;
        }

        @Override
        public boolean equals(Object other) {
            if (broken.get()) {
                throw new Fault();
            }
            return other instanceof Key key && key.number == number;
        }
    }

    private final AtomicBoolean broken = new AtomicBoolean();
    private final AtomicBoolean brokenEquals = new AtomicBoolean();

    private void maybeThrow() {
        if (broken.get()) {
            throw new Fault();
        }
    }

    private Cache<Key, String> build(CacheBuilder.Eviction eviction) {
        return Cache.<Key, String>builder()
                .weight(1000, (key, value) -> {
                    maybeThrow();
                    return value.length();
                })
                .freshness((key, value) -> {
                    maybeThrow();
                    return Freshness.of(Duration.ofSeconds(1 + value.length()));
                })
                .eviction(eviction)
                .onRemoval((key, value, cause) -> maybeThrow())
                .ticker(new FakeTicker())
                .build();
    }

    private Key key(int number) {
        return new Key(number, brokenEquals);
    }

    @ParameterizedTest
    @EnumSource
    void weigherOrFreshnessThrows_changesNothing(CacheBuilder.Eviction eviction) {
        Cache<Key, String> cache = build(eviction);
        ConcurrentMap<Key, String> map = cache.asMap();
        cache.put(key(1), "one");
        broken.set(true);
        assertThrows(Fault.class, () -> cache.put(key(1), "x"));
        assertThrows(Fault.class, () -> cache.put(key(2), "x"));
        assertThrows(Fault.class, () -> map.putIfAbsent(key(2), "x"));
        assertThrows(Fault.class, () -> map.replace(key(1), "x"));
        assertThrows(Fault.class, () -> map.compute(key(1), (same, old) -> "x"));
        assertThrows(Fault.class, () -> map.computeIfAbsent(key(2), same -> "x"));
        LoadFailedException e = assertThrows(LoadFailedException.class, () -> cache.get(key(2), same -> "x"));
        assertTrue(e.getCause() instanceof Fault);
        broken.set(false);
        assertEquals(Map.of(key(1), "one"), map);
        assertEquals("free", cache.get(key(2), same -> "free"), "nothing is left under way");
        assertEquals("frees", map.compute(key(2), (same, old) -> old + "s"));
        LoadsTest.assertSound(cache);
    }

    @ParameterizedTest
    @EnumSource
    void equalsThrows_changesNothing(CacheBuilder.Eviction eviction) {
        Cache<Key, String> cache = build(eviction);
        for (int i = 0; i < 50; i++) {
            cache.put(key(i), "v" + i);
        }
        brokenEquals.set(true);
        for (int i = 0; i < 100; i++) {
            Key key = key(i);
            attempt(() -> cache.get(key));
            attempt(() -> cache.put(key, "x"));
            attempt(() -> cache.remove(key));
            attempt(() -> cache.get(key, same -> "x"));
            attempt(() -> cache.asMap().compute(key, (same, old) -> "x"));
        }
        brokenEquals.set(false);
        for (int i = 0; i < 50; i++) {
            assertEquals("v" + i, cache.get(key(i)));
            assertEquals("w", cache.asMap().compute(key(i), (same, old) -> "w"));
        }
        LoadsTest.assertSound(cache);
    }

    private static void attempt(Runnable call) {
        try {
            call.run();
        } catch (Fault e) {
            // Expected wherever two keys had to be compared.
        } catch (LoadFailedException e) {
            assertTrue(e.getCause() instanceof Fault);
        }
    }

    @ParameterizedTest
    @EnumSource
    void weight_negative_namesTheTypeNotTheKey(CacheBuilder.Eviction eviction) {
        Cache<String, String> cache = Cache.<String, String>builder()
                .weight(10, (key, value) -> -1)
                .eviction(eviction)
                .build();
        String message = assertThrows(IllegalArgumentException.class, () -> cache.put("secret", "v"))
                .getMessage();
        assertEquals("weight must not be negative: -1, of a key of java.lang.String", message);
    }

    /**
     * Random operations under random faults, against a model that remembers everything: what the cache answers is the
     * newest value of its key, the bound holds, each value is told once, and the sums agree.
     */
    @ParameterizedTest
    @EnumSource
    void anything_atRandom_agreesWithAModel(CacheBuilder.Eviction eviction) {
        FakeTicker ticker = new FakeTicker(Long.MAX_VALUE - 1_000_000);
        Map<String, RemovalCause> told = new IdentityHashMap<>();
        Map<String, Integer> born = new IdentityHashMap<>();
        Random random = new Random(11);
        boolean[] faulty = new boolean[1];
        CacheBuilder<Integer, String> builder = Cache.<Integer, String>builder()
                .weight(200, (key, value) -> 1 + key % 5)
                .eviction(eviction)
                .freshness((key, value) -> Freshness.of(Duration.ofSeconds(1 + key % 10))
                        .staleFor(Duration.ofSeconds(key % 3))
                        .onErrorFor(Duration.ofSeconds(key % 4)))
                .negative(Duration.ofSeconds(3))
                .executor(Runnable::run)
                .ticker(ticker)
                .onRemoval((key, value, cause) -> assertNull(told.put(value, cause), "told twice"));
        LoadingCache<Integer, String> cache = builder.loading(key -> {
            if (faulty[0]) {
                throw new IOException("down");
            }
            return random.nextInt(4) == 0 ? null : mint(key, born);
        });
        for (int i = 0; i < 40_000; i++) {
            int key = random.nextInt(120);
            faulty[0] = random.nextInt(5) == 0;
            switch (random.nextInt(8)) {
                case 0 -> cache.cache().put(key, mint(key, born));
                case 1 -> cache.cache().remove(key);
                case 2 -> ticker.advance(Duration.ofMillis(random.nextInt(400)));
                case 3 -> cache.cache().asMap().computeIfPresent(key, (same, old) -> mint(key, born));
                case 4 -> check(cache.cache().get(key), key, born);
                case 5 -> cache.refresh(key);
                default -> {
                    try {
                        check(cache.get(key), key, born);
                    } catch (LoadFailedException e) {
                        assertTrue(faulty[0], "no fault, but a failure");
                    }
                }
            }
            assertTrue(cache.stats().weight() <= 200);
        }
        LoadsTest.assertSound(cache);
        Set<String> left = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
        left.addAll(cache.cache().asMap().values());
        left.forEach(value -> assertNull(told.get(value), "told, but still there"));
        cache.close();
        CacheStats stats = cache.stats();
        assertEquals(0, stats.size());
        assertEquals(0, stats.weight());
        assertEquals(0, stats.listenerFailures());
        assertEquals(born.size(), told.size(), "each value that was put has left");
    }

    private static String mint(int key, Map<String, Integer> born) {
        String value = new String("v" + key);
        born.put(value, key);
        return value;
    }

    private static void check(String value, int key, Map<String, Integer> born) {
        assertTrue(value == null || born.get(value) == key, () -> "the value of another key");
    }
}
