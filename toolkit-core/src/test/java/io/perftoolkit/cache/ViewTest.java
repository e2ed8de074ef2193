package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.MapFeature;
import io.perftoolkit.testkit.FakeTicker;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import junit.framework.Test;
import junit.framework.TestCase;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

class ViewTest {
    private static final Duration LONG = Duration.ofHours(1);

    @TestFactory
    Stream<DynamicNode> mapContract_ofEveryKindOfCache() {
        return Stream.of(
                suite("bounded", () -> Cache.ofCapacity(1000)),
                suite(
                        "lru",
                        () -> Cache.<String, String>builder()
                                .capacity(1000)
                                .eviction(CacheBuilder.Eviction.EXACT_LRU)
                                .build()),
                suite(
                        "expiring",
                        () -> Cache.<String, String>builder()
                                .capacity(1000)
                                .expireAfterWrite(LONG)
                                .expireAfterAccess(LONG)
                                .ticker(new FakeTicker(Long.MAX_VALUE))
                                .build()),
                suite(
                        "weighted with phases",
                        () -> Cache.<String, String>builder()
                                .weight(1_000_000, (key, value) -> key.length() + value.length())
                                .freshness(Freshness.of(LONG).staleFor(LONG).onErrorFor(LONG))
                                .negative(LONG)
                                .jitter(.5)
                                .ticker(new FakeTicker())
                                .build()),
                suite(
                        "foreign",
                        () -> Cache.over(
                                com.github.benmanes.caffeine.cache.Caffeine.newBuilder()
                                        .maximumSize(1000)
                                        .<String, String>build()
                                        .asMap(),
                                () -> CacheStats.of(0, 0, 0, 0))));
    }

    private static DynamicNode suite(String name, Supplier<Cache<String, String>> caches) {
        TestSuite suite = ConcurrentMapTestSuiteBuilder.using(new TestStringMapGenerator() {
                    @Override
                    protected Map<String, String> create(Map.Entry<String, String>[] entries) {
                        Map<String, String> map = caches.get().asMap();
                        for (Map.Entry<String, String> entry : entries) {
                            map.put(entry.getKey(), entry.getValue());
                        }
                        return map;
                    }
                })
                .named(name)
                .withFeatures(
                        CollectionSize.ANY, MapFeature.GENERAL_PURPOSE, CollectionFeature.SUPPORTS_ITERATOR_REMOVE)
                .createTestSuite();
        List<DynamicNode> tests = new ArrayList<>();
        collect(suite, tests);
        assertTrue(tests.size() > 200, () -> "only " + tests.size() + " tests: the suite is blind");
        return dynamicContainer(name, tests);
    }

    private static void collect(Test test, List<DynamicNode> into) {
        if (test instanceof TestSuite suite) {
            Collections.list(suite.tests()).forEach(each -> collect(each, into));
        } else {
            String name = test instanceof TestCase one ? one.getName() : test.toString();
            into.add(dynamicTest(name, () -> run(test)));
        }
    }

    private static void run(Test test) throws Throwable {
        TestResult result = new TestResult();
        test.run(result);
        List<junit.framework.TestFailure> failures = new ArrayList<>();
        failures.addAll(Collections.list(result.errors()));
        failures.addAll(Collections.list(result.failures()));
        if (!failures.isEmpty()) {
            throw failures.get(0).thrownException();
        }
    }

    @org.junit.jupiter.api.Test
    void view_defaultMethodsOfTheInterfaces_areAllOverridden() {
        List<String> inherited = new ArrayList<>();
        int seen = 0;
        for (Class<?> type : List.of(ConcurrentMap.class, Map.class)) {
            for (Method method : type.getMethods()) {
                if (method.isDefault()) {
                    seen++;
                    boolean declared = Arrays.stream(View.class.getDeclaredMethods())
                            .anyMatch(own -> own.getName().equals(method.getName())
                                    && Arrays.equals(own.getParameterTypes(), method.getParameterTypes()));
                    if (!declared) {
                        inherited.add(method.toString());
                    }
                }
            }
        }
        assertTrue(seen >= 10, "no default methods found: the check is blind");
        assertEquals(List.of(), inherited);
    }

    @org.junit.jupiter.api.Test
    void compute_byManyThreads_losesNoUpdate() throws Exception {
        Cache<Integer, Integer> cache = Cache.ofCapacity(100);
        ConcurrentMap<Integer, Integer> map = cache.asMap();
        AtomicInteger calls = new AtomicInteger();
        Crowd.of(8).run(number -> {
            for (int i = 0; i < 1000; i++) {
                map.merge(i % 3, 1, (old, one) -> {
                    calls.incrementAndGet();
                    return old + one;
                });
                map.compute(i % 3, (key, old) -> {
                    calls.incrementAndGet();
                    return old == null ? 1 : old + 1;
                });
            }
        });
        assertEquals(16_000, map.get(0) + map.get(1) + map.get(2));
        assertTrue(calls.get() <= 16_000 && calls.get() >= 15_997, "a function ran twice: " + calls);
    }

    @org.junit.jupiter.api.Test
    void computeIfAbsent_byManyThreads_callsTheFunctionOnce() throws Exception {
        ConcurrentMap<Integer, Integer> map =
                Cache.<Integer, Integer>ofCapacity(100).asMap();
        AtomicInteger calls = new AtomicInteger();
        Crowd.of(16).run(number -> assertEquals(1, map.computeIfAbsent(7, key -> calls.incrementAndGet())));
        assertEquals(1, calls.get());
    }

    @org.junit.jupiter.api.Test
    void compute_slow_delaysItsKeyOnly() throws Exception {
        ConcurrentMap<Integer, String> map =
                Cache.<Integer, String>ofCapacity(100).asMap();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        map.put(1, "old");
        try (Crowd slow = Crowd.of(1)) {
            slow.start(number -> map.compute(1, (key, old) -> {
                entered.countDown();
                Crowd.hold(release);
                return old + "er";
            }));
            Crowd.hold(entered);
            assertEquals("old", map.get(1), "readers do not wait");
            for (int key = 2; key < 50; key++) {
                map.put(key, "other");
                int same = key;
                assertEquals("others", map.compute(key, (k, old) -> old + "s"));
                assertEquals("others", map.get(same));
            }
            release.countDown();
        }
        assertEquals("older", map.get(1));
    }

    @org.junit.jupiter.api.Test
    void put_duringCompute_waitsAndReplacesItsResult() throws Exception {
        ConcurrentMap<Integer, String> map =
                Cache.<Integer, String>ofCapacity(100).asMap();
        map.put(1, "a");
        CountDownLatch entered = new CountDownLatch(1);
        try (Crowd both = Crowd.of(2)) {
            both.start(number -> {
                if (number == 0) {
                    map.compute(1, (key, old) -> {
                        entered.countDown();
                        both.awaitBlocked(1);
                        return old + "b";
                    });
                } else {
                    Crowd.hold(entered);
                    assertEquals("ab", map.put(1, "c"), "the put comes after the whole of compute");
                }
            });
        }
        assertEquals("c", map.get(1));
    }

    @org.junit.jupiter.api.Test
    void compute_needsItsOwnKey_isRefused() {
        ConcurrentMap<Integer, String> map =
                Cache.<Integer, String>ofCapacity(100).asMap();
        for (var recursion : List.<java.util.function.BiFunction<Integer, String, String>>of(
                (key, old) -> map.compute(key, (k, v) -> "x"),
                (key, old) -> map.computeIfAbsent(key, k -> "x"),
                (key, old) -> map.put(key, "x"),
                (key, old) -> map.remove(key),
                (key, old) -> map.merge(key, "x", String::concat))) {
            String message = assertThrows(IllegalStateException.class, () -> map.compute(5, recursion))
                    .getMessage();
            assertEquals("recursive load: 5 → 5", message);
        }
        assertNull(map.get(5));
        assertDoesNotThrow(() -> map.put(5, "free again"));
    }

    @org.junit.jupiter.api.Test
    void compute_functionThrows_changesNothing() {
        ConcurrentMap<Integer, String> map =
                Cache.<Integer, String>ofCapacity(100).asMap();
        map.put(1, "a");
        assertThrows(
                ArithmeticException.class,
                () -> map.compute(1, (key, old) -> {
                    throw new ArithmeticException();
                }));
        assertEquals("a", map.get(1));
        assertEquals("b", map.compute(1, (key, old) -> "b"));
    }

    @org.junit.jupiter.api.Test
    void view_ofWhatIsNotFresh_showsFreshAndStaleOnly() {
        FakeTicker ticker = new FakeTicker();
        Cache<Integer, String> cache = Cache.<Integer, String>builder()
                .capacity(10)
                .freshness(Freshness.of(Duration.ofSeconds(10))
                        .staleFor(Duration.ofSeconds(10))
                        .onErrorFor(Duration.ofSeconds(10)))
                .negative(Duration.ofSeconds(60))
                .ticker(ticker)
                .build();
        Map<Integer, String> map = cache.asMap();
        map.put(1, "a");
        assertNull(cache.get(2, key -> null));
        assertEquals(Map.of(1, "a"), map);
        assertEquals(1, map.size());
        assertEquals(2, cache.size());
        ticker.advance(Duration.ofSeconds(15));
        assertEquals(Map.of(1, "a"), map);
        ticker.advance(Duration.ofSeconds(10));
        assertTrue(map.isEmpty());
        assertFalse(map.containsKey(1));
        assertNull(map.put(1, "b"));
        assertNull(map.putIfAbsent(2, "c"));
        assertEquals(Map.of(1, "b", 2, "c"), map);
    }
}
