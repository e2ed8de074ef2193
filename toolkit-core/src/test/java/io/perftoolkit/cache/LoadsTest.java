package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.deadline.DeadlineExceededException;
import io.perftoolkit.testkit.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadsTest {
    private static final Await SOON = Await.atMost(Duration.ofSeconds(30));

    private final Cache<Integer, String> cache = Cache.ofCapacity(1000);
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void sumsAgree() {
        assertSound(cache);
    }

    static void assertSound(LoadingCache<?, ?> cache) {
        assertSound(cache.cache());
    }

    /** Its figures agree, and its structure is what it should be. */
    static void assertSound(Cache<?, ?> cache) {
        assertSound(cache.stats());
        Audit.check(cache);
    }

    static void assertSound(CacheStats stats) {
        CacheStats.Loads loads = stats.loads();
        assertEquals(
                loads.started(),
                loads.succeeded() + loads.failed() + loads.absent() + loads.cancelled() + loads.inFlight());
        assertEquals(0, loads.inFlight(), () -> "still in flight: " + stats);
        assertTrue(stats.staleServed() + stats.staleOnError() <= stats.hits());
        assertTrue(stats.weight() <= stats.bound());
    }

    @Test
    void get_missing_loadsOnceAndKeeps() {
        AtomicInteger calls = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            assertEquals("v7", cache.get(7, key -> "v" + key + (calls.incrementAndGet() > 1 ? "again" : "")));
        }
        CacheStats stats = cache.stats();
        assertEquals(2, stats.hits());
        assertEquals(1, stats.misses());
        assertEquals(1, stats.loads().succeeded());
        assertEquals(1, stats.loads().times().count());
    }

    @Test
    void get_byAThousandThreads_loadsOnce() throws Exception {
        stampede(Crowd.of(1000));
    }

    @Test
    void get_byAThousandVirtualThreads_loadsOnce() throws Exception {
        Crowd crowd = Crowd.ofVirtual(1000);
        assumeTrue(crowd != null, "this JVM has no virtual threads");
        stampede(crowd);
    }

    private void stampede(Crowd crowd) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (crowd) {
            crowd.start(number -> assertEquals("v", cache.get(1, key -> {
                calls.incrementAndGet();
                SOON.until("the others wait", () -> cache.stats().loads().coalesced() == 999);
                return "v";
            })));
        }
        assertEquals(1, calls.get());
        CacheStats stats = cache.stats();
        assertEquals(1000, stats.misses());
        assertEquals(1, stats.loads().started());
        assertEquals(999, stats.loads().coalesced());
    }

    @Test
    void get_slowLoad_delaysNoOtherKey() throws Exception {
        Cache<Integer, String> small = Cache.ofCapacity(100);
        try (Crowd slow = Crowd.of(1)) {
            slow.start(number -> small.get(-1, key -> {
                entered.countDown();
                Crowd.hold(release);
                return "slow";
            }));
            Crowd.hold(entered);
            for (int key = 0; key < 20_000; key++) { // evicts in every bucket, also in that of the slow key
                assertEquals("v", small.get(key, same -> "v"));
                small.put(key, "w");
                assertNull(small.get(-1));
            }
            small.cleanUp();
            small.resize(50);
            assertEquals(1, small.stats().loads().inFlight());
            release.countDown();
        }
        assertEquals("slow", small.get(-1));
        assertSound(small);
    }

    @Test
    void get_loaderThrows_eachWaiterGetsItsOwnExceptionWithTheCommonCause() throws Exception {
        IOException cause = new IOException("down");
        Queue<LoadFailedException> failures = new ConcurrentLinkedQueue<>();
        Crowd.of(8)
                .run(number -> failures.add(assertThrows(
                        LoadFailedException.class,
                        () -> cache.get(1, key -> {
                            SOON.until("all wait", () -> cache.stats().loads().coalesced() == 7);
                            throw cause;
                        }))));
        assertEquals(8, failures.size());
        assertEquals(
                8, failures.stream().map(System::identityHashCode).distinct().count());
        failures.forEach(failure -> assertSame(cause, failure.getCause()));
        assertEquals(1, cache.stats().loads().failed());
        assertEquals("up", cache.get(1, key -> "up"), "a failure is not remembered");
    }

    @Test
    void get_loaderThrowsAnError_passesItToTheLoadingThread() {
        assertThrows(
                StackOverflowError.class,
                () -> cache.get(1, key -> {
                    throw new StackOverflowError();
                }));
        assertEquals(1, cache.stats().loads().failed());
    }

    @Test
    void get_loaderAnswersNull_remembersNothing() {
        AtomicInteger calls = new AtomicInteger();
        Loader<Integer, String> none = key -> calls.incrementAndGet() > 0 ? null : "never";
        assertNull(cache.get(1, none));
        assertNull(cache.get(1, none));
        assertEquals(2, calls.get());
        assertEquals(2, cache.stats().loads().absent());
        assertEquals(0, cache.size());
    }

    @Test
    void get_loaderNeedsItsOwnKey_isRefused() {
        IllegalStateException e = assertThrows(
                IllegalStateException.class, () -> cache.get(1, key -> cache.get(2, other -> cache.get(1, k -> "x"))));
        assertEquals("recursive load: 1 → 2 → 1", e.getMessage());
        assertEquals("free again", cache.get(1, key -> "free again"));
    }

    @Test
    void get_loadersOfTwoThreadsNeedEachOther_oneIsRefusedNoneWaitsForEver() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        AtomicInteger refused = new AtomicInteger();
        Crowd.of(2).run(number -> {
            try {
                cache.get(number, key -> {
                    both.countDown();
                    Crowd.hold(both);
                    return cache.get(1 - number, k -> "x");
                });
            } catch (IllegalStateException e) {
                assertTrue(e.getMessage().startsWith("recursive load: "), e::getMessage);
                refused.incrementAndGet();
            }
        });
        assertTrue(refused.get() >= 1);
    }

    @Test
    void get_loaderPutsItsOwnKey_keepsWhatWasPut() {
        assertEquals("loaded", cache.get(1, key -> {
            cache.put(1, "put");
            return "loaded";
        }));
        assertEquals("put", cache.get(1));
    }

    @Test
    void get_loaderUsesOtherKeys_works() {
        assertEquals("1+2", cache.get(1, key -> key + "+" + cache.get(2, other -> "" + other)));
        assertEquals("2", cache.get(2));
    }

    @Test
    void write_duringALoad_wins() throws Exception {
        for (Runnable write : List.<Runnable>of(
                () -> cache.put(1, "put"),
                () -> cache.remove(1),
                cache::clear,
                () -> cache.asMap().compute(1, (key, old) -> "computed"),
                () -> cache.asMap().putIfAbsent(1, "if absent"),
                () -> cache.asMap().merge(1, "merged", String::concat))) {
            cache.clear();
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            try (Crowd slow = Crowd.of(1)) {
                slow.start(number -> assertEquals("stale", cache.get(1, key -> {
                    inside.countDown();
                    Crowd.hold(go);
                    return "stale";
                })));
                Crowd.hold(inside);
                write.run();
                String after = cache.get(1);
                assertEquals("new", cache.get(2, key -> "new"));
                if (after == null) {
                    assertEquals("fresh", cache.get(1, key -> "fresh"), "a later caller does not join");
                }
                go.countDown();
            }
            assertFalse("stale".equals(cache.get(1)), "a stale value was kept");
            assertTrue(cache.asMap().containsKey(1));
        }
    }

    @Test
    void get_waiterHasADeadline_givesUpAlone() throws Exception {
        try (Crowd slow = Crowd.of(1)) {
            slow.start(number -> assertEquals("late", cache.get(1, key -> {
                entered.countDown();
                Crowd.hold(release);
                return "late";
            })));
            Crowd.hold(entered);
            Deadline.after(Duration.ofMillis(5))
                    .run(() -> assertThrows(DeadlineExceededException.class, () -> cache.get(1, key -> "mine")));
            release.countDown();
        }
        assertEquals("late", cache.get(1));
    }

    @Test
    void get_waiterInterrupted_keepsTheInterrupt() throws Exception {
        AtomicBoolean kept = new AtomicBoolean();
        try (Crowd two = Crowd.of(2)) {
            two.start(number -> {
                if (number == 0) {
                    cache.get(1, key -> {
                        entered.countDown();
                        Crowd.hold(release);
                        return "v";
                    });
                } else {
                    Crowd.hold(entered);
                    var e = assertThrows(LoadFailedException.class, () -> cache.get(1, key -> "mine"));
                    assertInstanceOf(InterruptedException.class, e.getCause());
                    kept.set(Thread.currentThread().isInterrupted());
                    release.countDown();
                }
            });
            Crowd.hold(entered);
            two.awaitBlocked(1);
            SOON.until("it joined", () -> cache.stats().loads().coalesced() == 1);
            two.thread(1).interrupt();
        }
        assertTrue(kept.get());
    }

    @Test
    void get_loadingThreadInterrupted_othersLoadForThemselves() throws Exception {
        try (Crowd two = Crowd.of(2)) {
            two.start(number -> {
                if (number == 0) {
                    assertThrows(
                            LoadFailedException.class,
                            () -> cache.get(1, key -> {
                                entered.countDown();
                                SOON.until(
                                        "another waits",
                                        () -> cache.stats().loads().coalesced() == 1);
                                throw new InterruptedException();
                            }));
                    assertTrue(Thread.interrupted());
                } else {
                    Crowd.hold(entered);
                    assertEquals("mine", cache.get(1, key -> "mine"));
                }
            });
        }
        assertEquals(1, cache.stats().loads().cancelled());
    }

    @Test
    void close_failsWaitersAndRefusesLater() throws Exception {
        try (Crowd two = Crowd.of(2)) {
            two.start(number -> {
                if (number == 0) {
                    assertThrows(
                            IllegalStateException.class,
                            () -> cache.get(1, key -> {
                                entered.countDown();
                                Crowd.hold(release);
                                return "v";
                            }));
                } else {
                    Crowd.hold(entered);
                    assertEquals(
                            "cache closed",
                            assertThrows(IllegalStateException.class, () -> cache.get(1, key -> "mine"))
                                    .getMessage());
                }
            });
            Crowd.hold(entered);
            SOON.until("it joined", () -> cache.stats().loads().coalesced() == 1);
            cache.close();
            cache.close();
            SOON.until("the waiter left", () -> cache.stats().misses() == 1);
            release.countDown();
        }
        assertNull(cache.get(1), "what was loaded is not kept");
        assertEquals(0, cache.size());
        assertThrows(IllegalStateException.class, () -> cache.put(1, "x"));
        assertThrows(IllegalStateException.class, () -> cache.get(1, key -> "x"));
        assertThrows(IllegalStateException.class, () -> cache.asMap().compute(1, (key, old) -> "x"));
        assertEquals(1, cache.stats().loads().cancelled());
    }

    @Test
    void getAsync_shares_oneLoad_andCopiesItsFuture() {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (LoadingCache<Integer, String> loading = Cache.<Integer, String>builder()
                .capacity(10)
                .executor(executor)
                .loading(key -> {
                    Crowd.hold(release);
                    return key == 9 ? null : "v" + key;
                })) {
            CompletableFuture<String> first = loading.getAsync(1);
            CompletableFuture<String> second = loading.getAsync(1);
            assertNotSame(first, second);
            assertTrue(first.cancel(true));
            release.countDown();
            assertEquals("v1", second.join());
            assertEquals("v1", loading.getAsync(1).join());
            assertNull(loading.getAsync(9).join());
            assertEquals(2, loading.stats().loads().started());
            assertSound(loading);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void get_withDeadline_leavesASlowLoadBehind() throws Exception {
        try (LoadingCache<Integer, String> loading = Cache.<Integer, String>builder()
                .capacity(10)
                .loading(key -> {
                    Crowd.hold(release);
                    return "v";
                })) {
            assertThrows(DeadlineExceededException.class, () -> loading.get(1, Deadline.after(Duration.ofMillis(5))));
            release.countDown();
            assertEquals("v", loading.get(1, Deadline.NONE));
            SOON.until("it ended", () -> loading.stats().loads().inFlight() == 0);
            assertEquals(1, loading.stats().loads().started());
        }
    }

    @Test
    void executor_refuses_failsTheLoad() {
        LoadingCache<Integer, String> loading = Cache.<Integer, String>builder()
                .capacity(10)
                .executor(task -> {
                    throw new RejectedExecutionException("full");
                })
                .loading(key -> "v");
        CompletionException e = assertThrows(
                CompletionException.class, () -> loading.getAsync(1).join());
        assertInstanceOf(RejectedExecutionException.class, e.getCause().getCause());
        assertEquals("v", loading.get(1), "a load on the caller's thread needs no executor");
        assertSound(loading);
    }

    @Test
    void getAsync_loaderNeedsItsOwnKey_isRefused() {
        AtomicInteger refused = new AtomicInteger();
        AtomicReference<LoadingCache<Integer, String>> self = new AtomicReference<>();
        self.set(Cache.<Integer, String>builder().capacity(10).loading(key -> {
            assertThrows(IllegalStateException.class, () -> self.get().getAsync(key));
            refused.incrementAndGet();
            return "v";
        }));
        assertEquals("v", self.get().get(1));
        assertEquals(1, refused.get());
    }

    @Test
    void getAll_loadsWhatIsMissing_inOneCall() {
        Queue<List<Integer>> calls = new ConcurrentLinkedQueue<>();
        LoadingCache<Integer, String> loading = Cache.<Integer, String>builder()
                .capacity(100)
                .loading((BulkLoader<Integer, String>) (keys, sink) -> {
                    calls.add(List.copyOf(keys));
                    for (Integer key : keys) {
                        if (key == 4) {
                            sink.absent(key);
                        } else if (key != 5) {
                            sink.value(key, "v" + key);
                        }
                    }
                });
        loading.cache().put(2, "there");
        assertEquals(Map.of(1, "v1", 2, "there", 3, "v3"), loading.getAll(List.of(1, 2, 3, 4, 5, 1)));
        assertEquals(List.of(List.of(1, 3, 4, 5)), List.copyOf(calls));
        CacheStats stats = loading.stats();
        assertEquals(2, stats.loads().succeeded());
        assertEquals(2, stats.loads().absent());
        assertSound(stats);
    }

    @Test
    void getAll_oneKeyFails_failsAlone() {
        IOException cause = new IOException("five");
        LoadingCache<Integer, String> loading = Cache.<Integer, String>builder()
                .capacity(100)
                .loading((BulkLoader<Integer, String>) (keys, sink) -> {
                    for (Integer key : keys) {
                        if (key == 5) {
                            sink.failed(key, cause);
                        } else {
                            sink.value(key, "v" + key);
                        }
                    }
                });
        var e = assertThrows(LoadFailedException.class, () -> loading.getAll(List.of(4, 5, 6)));
        assertSame(cause, e.getCause());
        assertEquals("v4", loading.cache().get(4));
        assertEquals("v6", loading.cache().get(6));
        var futures = loading.getAllAsync(List.of(4, 5, 6));
        assertEquals("v4", futures.get(4).join());
        assertThrows(CompletionException.class, () -> futures.get(5).join());
        assertSound(loading);
    }

    @Test
    void getAll_bulkLoaderThrows_failsWhatWasNotTold() {
        LoadingCache<Integer, String> loading = Cache.<Integer, String>builder()
                .capacity(100)
                .loading((BulkLoader<Integer, String>) (keys, sink) -> {
                    sink.value(1, "v1");
                    sink.value(99, "nobody asked");
                    throw new IOException("half way");
                });
        assertThrows(LoadFailedException.class, () -> loading.getAll(List.of(1, 2)));
        assertEquals("v1", loading.cache().get(1));
        assertNull(loading.cache().get(2));
        assertNull(loading.cache().get(99));
        assertEquals(1, loading.stats().loads().failed());
        assertSound(loading);
    }

    @Test
    void getAll_twoCallersOverlap_loadsEachKeyOnce() throws Exception {
        Map<Integer, AtomicInteger> loads = new ConcurrentHashMap<>();
        LoadingCache<Integer, String> loading = Cache.<Integer, String>builder()
                .capacity(100)
                .loading((BulkLoader<Integer, String>) (keys, sink) -> {
                    for (Integer key : keys) {
                        loads.computeIfAbsent(key, same -> new AtomicInteger()).incrementAndGet();
                        sink.value(key, "v" + key);
                    }
                });
        Crowd.of(4).run(number -> {
            for (int i = 0; i < 40; i++) {
                assertEquals(
                        5,
                        loading.getAll(List.of(i, i + 1, i + 2, i + 3, i + 4)).size());
            }
        });
        loads.forEach((key, count) -> assertEquals(1, count.get(), () -> "loads of " + key));
        assertSound(loading);
    }

    @Test
    void get_whileTheValueOfAnotherLoadIsInstalled_loadsNothing() throws Exception {
        var passed = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var map = new ConcurrentHashMap<Integer, String>() {
            private static final long serialVersionUID = 1;

            @Override
            public @Nullable String compute(
                    Integer key, BiFunction<? super Integer, ? super @Nullable String, ? extends @Nullable String> f) {
                return super.compute(key, (k, old) -> {
                    String made = f.apply(k, old);
                    if (made != null && old == null) { // the gate is open, the value not visible yet
                        passed.countDown();
                        awaitQuietly(release);
                    }
                    return made;
                });
            }
        };
        Cache<Integer, String> cache = Cache.over(map, () -> CacheStats.of(0, 0, 0, 0));
        var calls = new AtomicInteger();
        Loader<Integer, String> loader = key -> "v" + calls.incrementAndGet();
        Thread first = new Thread(() -> cache.get(1, loader));
        first.start();
        assertTrue(passed.await(20, TimeUnit.SECONDS));
        Thread second = new Thread(() -> cache.get(1, loader));
        second.start();
        SOON.until("the second caller to wait", () -> second.getState() != Thread.State.RUNNABLE);
        release.countDown();
        first.join(20_000);
        second.join(20_000);
        assertEquals(1, calls.get());
        assertEquals("v1", cache.get(1));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void get_foreignCacheBehindTheDoor_loadsOnce() throws Exception {
        com.github.benmanes.caffeine.cache.Cache<Integer, String> caffeine =
                com.github.benmanes.caffeine.cache.Caffeine.newBuilder()
                        .maximumSize(100)
                        .recordStats()
                        .build();
        Cache<Integer, String> foreign = Cache.over(
                caffeine.asMap(),
                () -> CacheStats.of(
                        caffeine.stats().hitCount(), caffeine.stats().missCount(), 0, caffeine.estimatedSize()));
        AtomicInteger calls = new AtomicInteger();
        Crowd.of(16)
                .run(number -> assertEquals("v", foreign.get(1, key -> {
                    calls.incrementAndGet();
                    return "v";
                })));
        assertEquals(1, calls.get());
        assertEquals("v", caffeine.getIfPresent(1));
        assertEquals(1, foreign.stats().size());
        assertEquals(1, foreign.stats().loads().succeeded());
        assertThrows(UnsupportedOperationException.class, () -> foreign.resize(5));
        foreign.close();
        assertNull(caffeine.getIfPresent(1));
    }
}
