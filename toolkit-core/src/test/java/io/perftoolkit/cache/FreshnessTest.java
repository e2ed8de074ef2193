package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.cache.Freshness.Phase;
import io.perftoolkit.testkit.FakeTicker;
import io.perftoolkit.testkit.ManualExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FreshnessTest {
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final Duration STALE = Duration.ofSeconds(20);
    private static final Duration ON_ERROR = Duration.ofSeconds(40);
    private static final IOException DOWN = new IOException("down");

    private final FakeTicker ticker = new FakeTicker(Long.MAX_VALUE - 5);
    private final ManualExecutor executor = new ManualExecutor(ticker);
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean down;
    private volatile boolean absent;

    private final LoadingCache<String, String> cache =
            build(Freshness.of(FRESH).staleFor(STALE).onErrorFor(ON_ERROR));

    private LoadingCache<String, String> build(Freshness freshness) {
        CacheBuilder<String, String> builder = Cache.<String, String>builder()
                .capacity(100)
                .freshness(freshness)
                .ticker(ticker)
                .executor(executor)
                .scheduler(executor);
        builder.description.random = () -> 0;
        return builder.loading(this::load);
    }

    private String load(String key) throws IOException {
        int number = calls.incrementAndGet();
        if (down) {
            throw DOWN;
        }
        return absent ? null : key + number;
    }

    @AfterEach
    void sumsAgree() {
        executor.runAll();
        LoadsTest.assertSound(cache);
    }

    private void pass(Duration time) {
        ticker.advance(time);
    }

    @Test
    void get_fresh_isServedWithoutALoad() {
        assertEquals("a1", cache.get("a"));
        pass(FRESH.minusNanos(1));
        assertEquals("a1", cache.get("a"));
        assertEquals(0, executor.runAll());
        assertEquals(Phase.FRESH, phase());
    }

    @Test
    void get_stale_isServedAtOnceAndRefreshedOnce() {
        cache.get("a");
        pass(FRESH);
        for (int i = 0; i < 5; i++) {
            assertEquals("a1", cache.get("a"));
        }
        assertEquals(Phase.STALE, phase());
        assertEquals(1, executor.runAll());
        assertEquals("a2", cache.get("a"));
        assertEquals(Phase.FRESH, phase());
        assertEquals(5, cache.stats().staleServed());
        assertEquals(2, cache.stats().loads().succeeded());
    }

    @Test
    void get_ahead_refreshesWhatIsStillFresh() {
        LoadingCache<String, String> ahead = build(Freshness.of(FRESH).refreshAhead(Duration.ofSeconds(2)));
        ahead.get("a");
        pass(Duration.ofSeconds(8).minusNanos(1));
        ahead.get("a");
        assertEquals(0, executor.runAll());
        pass(Duration.ofNanos(1));
        assertEquals("a1", ahead.get("a"));
        assertEquals(1, executor.runAll());
        assertEquals("a2", ahead.get("a"));
        assertEquals(0, ahead.stats().staleServed());
    }

    @Test
    void get_onError_loadsFirstAndServesTheOldOnlyIfThatFails() {
        cache.get("a");
        pass(FRESH.plus(STALE));
        assertEquals(Phase.ON_ERROR, phase());
        assertNull(cache.cache().get("a"), "without a loader it is not served");
        down = true;
        Inspection<String> served = cache.getInspected("a");
        assertNotNull(served);
        assertEquals("a1", served.value());
        assertEquals(Phase.ON_ERROR, served.phase());
        assertEquals(FRESH.plus(STALE), served.age());
        assertSame(DOWN, served.failure());
        assertEquals(1, cache.stats().staleOnError());
        down = false;
        pass(Duration.ofMillis(50));
        assertEquals("a3", cache.get("a"));
        assertEquals(Phase.FRESH, phase());
        assertNull(cache.cache().inspect("a").failure());
    }

    @Test
    void get_dead_isLoadedOrFails() {
        cache.get("a");
        pass(FRESH.plus(STALE).plus(ON_ERROR));
        down = true;
        var e = assertThrows(LoadFailedException.class, () -> cache.get("a"));
        assertSame(DOWN, e.getCause());
        down = false;
        assertEquals("a3", cache.get("a"));
    }

    @Test
    void refresh_fails_backsOffDoubling() {
        down = true;
        LoadingCache<String, String> longStale = build(Freshness.of(FRESH).staleFor(Duration.ofDays(1)));
        longStale.cache().put("a", "old");
        pass(FRESH);
        List<Long> waits = new ArrayList<>();
        long last = ticker.getAsLong();
        while (waits.size() < 11) {
            assertEquals("old", longStale.get("a"));
            if (executor.runAll() > 0) {
                waits.add((ticker.getAsLong() - last) / 1_000_000);
                last = ticker.getAsLong();
            }
            pass(Duration.ofMillis(5));
        }
        // Half of the doubled time, because the random share is 0 here.
        assertEquals(List.of(0L, 50L, 100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L, 5000L), waits);
        assertSame(DOWN, longStale.cache().inspect("a").failure());
        down = false;
        pass(Duration.ofSeconds(5));
        longStale.get("a");
        executor.runAll();
        assertEquals("a12", longStale.get("a"));
        assertEquals(11, longStale.stats().loads().failed());
    }

    @Test
    void get_onErrorBacksOff_servesTheOldWithoutTrying() {
        cache.get("a");
        pass(FRESH.plus(STALE));
        down = true;
        cache.get("a");
        int before = calls.get();
        for (int i = 0; i < 10; i++) {
            assertEquals("a1", cache.get("a"));
        }
        assertEquals(before, calls.get());
        assertEquals(11, cache.stats().staleOnError());
    }

    @Test
    void backoff_staysBetweenHalfAndAll() {
        Backoff backoff = new Backoff();
        for (int failures = 1; failures < 80; failures++) {
            long full = failures > 7 ? Backoff.LONGEST_NANOS : Backoff.FIRST_NANOS << (failures - 1);
            for (int i = 0; i < 100; i++) {
                long nanos = backoff.nanos(failures);
                assertTrue(nanos >= full / 2 && nanos <= full, () -> "" + nanos);
            }
        }
    }

    @Test
    void write_duringARefresh_wins() {
        cache.get("a");
        pass(FRESH);
        cache.get("a");
        cache.cache().put("a", "written");
        executor.runAll();
        assertEquals("written", cache.get("a"));
        pass(FRESH);
        cache.get("a");
        cache.cache().remove("a");
        executor.runAll();
        assertNull(cache.cache().get("a"));
    }

    @Test
    void refresh_sourceSaysAbsent_forgetsTheValue() {
        cache.get("a");
        pass(FRESH);
        absent = true;
        assertEquals("a1", cache.get("a"));
        executor.runAll();
        assertNull(cache.cache().get("a"));
        assertEquals(0, cache.cache().size());
    }

    @Test
    void refresh_byHand_replacesAFreshValue() {
        cache.get("a");
        cache.refresh("a");
        cache.refresh("a");
        assertEquals("a1", cache.get("a"));
        assertEquals(1, executor.runAll());
        assertEquals("a2", cache.get("a"));
    }

    @Test
    void getAsync_dead_joinsTheLoadOfOthers() {
        CompletableFuture<String> first = cache.getAsync("a");
        CompletableFuture<String> second = cache.getAsync("a");
        assertEquals(1, executor.runAll());
        assertEquals("a1", first.join());
        assertEquals("a1", second.join());
        assertEquals(1, cache.stats().loads().coalesced());
    }

    @Test
    void callback_perEntry_rules() {
        AtomicInteger asked = new AtomicInteger();
        Cache<Integer, Integer> perEntry = Cache.<Integer, Integer>builder()
                .capacity(10)
                .freshness((key, value) -> {
                    asked.incrementAndGet();
                    return Freshness.of(Duration.ofSeconds(value));
                })
                .ticker(ticker)
                .build();
        perEntry.put(1, 10);
        perEntry.put(2, 20);
        assertEquals(2, asked.get());
        assertEquals(Duration.ofSeconds(20), roughly(perEntry.inspect(2).left()));
        pass(Duration.ofSeconds(10));
        assertNull(perEntry.get(1));
        assertEquals(20, perEntry.get(2));
        perEntry.asMap().computeIfPresent(2, (key, old) -> 30);
        pass(Duration.ofSeconds(29));
        assertEquals(30, perEntry.get(2));
        pass(Duration.ofSeconds(1));
        assertNull(perEntry.get(2));
        assertEquals(3, asked.get());
    }

    /** A table may round a deadline down to its tick. */
    private static Duration roughly(Duration left) {
        return Duration.ofSeconds(left.plusMillis(500).toSeconds());
    }

    @Test
    void negative_isRememberedForItsTime() {
        LoadingCache<String, String> negative = Cache.<String, String>builder()
                .capacity(10)
                .negative(FRESH)
                .ticker(ticker)
                .loading(this::load);
        absent = true;
        assertNull(negative.get("a"));
        assertNull(negative.get("a"));
        assertNull(negative.cache().get("a"));
        assertNull(negative.cache().inspect("a"));
        assertEquals(1, calls.get());
        assertEquals(2, negative.stats().negativeHits());
        assertEquals(1, negative.stats().misses());
        absent = false;
        pass(FRESH);
        assertEquals("a2", negative.get("a"));
        absent = true;
        negative.cache().remove("a");
        assertNull(negative.get("a"));
        negative.cache().put("a", "put");
        assertEquals("put", negative.get("a"));
        assertEquals(1, negative.stats().loads().succeeded());
        LoadsTest.assertSound(negative);
    }

    @Test
    void jitter_shortensWithinItsBoundsAndIsRepeatable() {
        List<Long> first = lives(3);
        assertEquals(first, lives(3));
        long full = Duration.ofSeconds(100).toNanos();
        long tick = 1 << 21;
        first.forEach(left -> assertTrue(left <= full && left >= full * 8 / 10 - tick, () -> "left " + left));
        assertTrue(first.stream().distinct().count() > 50, "hardly any jitter");
        double mean = first.stream().mapToLong(left -> left).average().orElseThrow();
        assertTrue(mean > full * .87 && mean < full * .93, () -> "mean " + mean);
    }

    private List<Long> lives(int seed) {
        FakeTicker own = new FakeTicker();
        Cache<Integer, String> jittered = Cache.<Integer, String>builder()
                .capacity(1000)
                .expireAfterWrite(Duration.ofSeconds(100))
                .jitter(.2)
                .seed(seed)
                .ticker(own)
                .build();
        List<Long> lives = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            jittered.put(i, "v");
            lives.add(jittered.inspect(i).left().toNanos());
        }
        return lives;
    }

    @Test
    void expireAfterWriteAndAccess_theEarlierCounts() {
        Cache<Integer, String> both = Cache.<Integer, String>builder()
                .capacity(10)
                .expireAfterWrite(Duration.ofSeconds(100))
                .expireAfterAccess(Duration.ofSeconds(64))
                .ticker(ticker)
                .build();
        both.put(1, "used");
        both.put(2, "idle");
        pass(Duration.ofSeconds(50));
        assertEquals("used", both.get(1));
        pass(Duration.ofSeconds(20));
        assertNull(both.get(2));
        assertEquals("used", both.get(1));
        pass(Duration.ofSeconds(29));
        assertEquals("used", both.get(1));
        pass(Duration.ofSeconds(1));
        assertNull(both.get(1));
    }

    @Test
    void batch_gathersMissesAndRefreshesByWindowAndSize() {
        List<List<String>> batches = new ArrayList<>();
        LoadingCache<String, String> gathering = Cache.<String, String>builder()
                .capacity(100)
                .freshness(Freshness.of(FRESH).staleFor(STALE))
                .batch(Duration.ofMillis(5), 3)
                .ticker(ticker)
                .executor(executor)
                .scheduler(executor)
                .loading((BulkLoader<String, String>) (keys, sink) -> {
                    batches.add(List.copyOf(keys));
                    for (String key : keys) {
                        if (key.equals("bad")) {
                            sink.failed(key, DOWN);
                        } else {
                            sink.value(key, key + batches.size());
                        }
                    }
                });
        CompletableFuture<String> a = gathering.getAsync("a");
        CompletableFuture<String> bad = gathering.getAsync("bad");
        executor.advance(Duration.ofMillis(4));
        assertTrue(batches.isEmpty());
        executor.advance(Duration.ofMillis(1));
        assertEquals("a1", a.join());
        assertTrue(bad.isCompletedExceptionally(), "a failing key fails alone");
        for (String key : List.of("b", "c", "d", "e")) {
            gathering.getAsync(key);
        }
        executor.runAll();
        assertEquals(List.of("b", "c", "d"), batches.get(1), "a full batch does not wait");
        executor.advance(Duration.ofMillis(5));
        assertEquals(List.of("e"), batches.get(2));
        executor.advance(FRESH);
        gathering.getAsync("a");
        gathering.getAsync("b");
        executor.advance(Duration.ofMillis(5));
        assertEquals(List.of("a", "b"), batches.get(3), "refreshes are gathered too");
        assertEquals("a4", gathering.get("a"));
        LoadsTest.assertSound(gathering);
    }

    private Phase phase() {
        return cache.cache().inspect("a").phase();
    }
}
