package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.FakeTicker;
import io.perftoolkit.testkit.ManualExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RemovalTest {
    private final List<String> events = new ArrayList<>();
    private final RemovalListener<Integer, String> record =
            (key, value, cause) -> events.add(key + "=" + value + " " + cause);

    @Test
    void listener_hearsEveryCause() {
        FakeTicker ticker = new FakeTicker();
        Cache<Integer, String> cache = Cache.<Integer, String>builder()
                .weight(10, (key, value) -> value.length())
                .eviction(CacheBuilder.Eviction.EXACT_LRU)
                .freshness(Freshness.of(Duration.ofSeconds(1)).staleFor(Duration.ofSeconds(1)))
                .ticker(ticker)
                .onRemoval(record)
                .build();
        cache.put(1, "a");
        cache.put(1, "bb");
        cache.remove(1);
        cache.put(2, "12345678");
        cache.put(3, "123");
        cache.put(3, "12345678901");
        cache.put(4, "x");
        ticker.advance(Duration.ofSeconds(2));
        assertNull(cache.get(4));
        cache.cleanUp();
        cache.put(5, "y");
        cache.clear();
        assertEquals(
                List.of(
                        "1=a REPLACED",
                        "1=bb EXPLICIT",
                        "2=12345678 SIZE",
                        "3=123 REPLACED",
                        "3=12345678901 REFUSED",
                        "4=x EXPIRED",
                        "5=y EXPLICIT"),
                events);
        CacheStats.Evictions evictions = cache.stats().evictions();
        assertEquals(new CacheStats.Evictions(1, 1, 1, 8, 1, 11), evictions);
    }

    @Test
    void listener_throws_isCountedAndTheNextIsTold() {
        AtomicInteger told = new AtomicInteger();
        Cache<Integer, String> cache = Cache.<Integer, String>builder()
                .capacity(10)
                .onRemoval((key, value, cause) -> {
                    told.incrementAndGet();
                    throw new IllegalStateException("the listener of a test");
                })
                .build();
        for (int i = 0; i < 3; i++) {
            cache.put(1, "v" + i);
        }
        cache.clear();
        assertEquals(3, told.get());
        assertEquals(3, cache.stats().listenerFailures());
    }

    @Test
    void listener_usesTheCache_hearsOfItAfterwards() {
        List<Cache<Integer, String>> self = new ArrayList<>();
        self.add(Cache.<Integer, String>builder()
                .capacity(10)
                .onRemoval((key, value, cause) -> {
                    events.add(key + "=" + value);
                    if (key < 5) {
                        self.get(0).put(key + 1, "next");
                        self.get(0).remove(key + 1);
                    }
                })
                .build());
        self.get(0).put(1, "first");
        self.get(0).remove(1);
        assertEquals(List.of("1=first", "2=next", "3=next", "4=next", "5=next"), events);
    }

    @Test
    void listener_onAnExecutor_isToldByOneTaskAtATime() {
        ManualExecutor executor = new ManualExecutor(new FakeTicker());
        Cache<Integer, String> cache = Cache.<Integer, String>builder()
                .capacity(10)
                .onRemoval(executor, record)
                .build();
        for (int i = 0; i < 5; i++) {
            cache.put(1, "v" + i);
        }
        assertEquals(List.of(), events);
        assertEquals(1, executor.runAll());
        assertEquals(List.of("1=v0 REPLACED", "1=v1 REPLACED", "1=v2 REPLACED", "1=v3 REPLACED"), events);
    }

    @Test
    void listener_executorIsSlow_writersHelp() {
        ManualExecutor never = new ManualExecutor(new FakeTicker());
        Cache<Integer, String> cache = Cache.<Integer, String>builder()
                .capacity(10)
                .onRemoval(never, record)
                .build();
        int writes = RemovalQueue.LONGEST * 3;
        for (int i = 0; i < writes; i++) {
            cache.put(1, "v");
        }
        assertTrue(events.size() >= writes - RemovalQueue.LONGEST - 1, () -> "told " + events.size());
        never.runAll();
        assertEquals(writes - 1, events.size());
    }

    @Test
    void listener_executorRefuses_theWriterTells() {
        ExecutorService closed = Executors.newSingleThreadExecutor();
        closed.shutdown();
        Cache<Integer, String> cache = Cache.<Integer, String>builder()
                .capacity(10)
                .onRemoval(closed, record)
                .build();
        cache.put(1, "a");
        cache.remove(1);
        assertEquals(List.of("1=a EXPLICIT"), events);
    }

    @Test
    void listener_ofManyThreads_hearsEachValueOnceAndInOrderPerKey() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(2);
        Set<String> there = ConcurrentHashMap.newKeySet();
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        Map<Integer, Long> last = new ConcurrentHashMap<>();
        Map<String, RemovalCause> told = new IdentityHashMap<>();
        Cache<Integer, String> cache = Cache.<Integer, String>builder()
                .capacity(64)
                .onRemoval(executor, (key, value, cause) -> {
                    synchronized (told) {
                        if (told.put(value, cause) != null) {
                            wrong.add("told twice: " + value);
                        }
                    }
                    there.remove(value);
                    // One thread writes each key, with rising numbers.
                    long number = Long.parseLong(value);
                    Long before = last.put(key, number);
                    if (before != null && before >= number) {
                        wrong.add(key + ": " + number + " after " + before);
                    }
                })
                .build();
        Crowd.of(4).run(thread -> {
            for (int i = 0; i < 20_000; i++) {
                int key = thread + 4 * (i * 31 % 100);
                if (i % 7 == 0) {
                    cache.remove(key);
                } else {
                    String value = Long.toString(i * 4L + thread);
                    there.add(value);
                    cache.put(key, value);
                }
            }
        });
        cache.close();
        executor.shutdown();
        assertTrue(executor.awaitTermination(30, TimeUnit.SECONDS));
        assertEquals(List.of(), List.copyOf(wrong));
        assertEquals(Set.of(), there, "values that nobody was told of");
    }
}
