package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.deadline.DeadlineExceededException;
import io.perftoolkit.testkit.Await;
import io.perftoolkit.testkit.FakeTicker;
import io.perftoolkit.testkit.ManualExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Loads end with those who wait for them, if the cache was built so. */
class AbandonTest {
    private static final Await SOON = Await.atMost(Duration.ofSeconds(30));

    private final ManualExecutor manual = new ManualExecutor(new FakeTicker());
    private final ExecutorService pool = Executors.newSingleThreadExecutor();
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicBoolean interrupted = new AtomicBoolean();

    @AfterEach
    void closePool() throws Exception {
        pool.shutdownNow();
        assertTrue(pool.awaitTermination(30, TimeUnit.SECONDS));
    }

    private LoadingCache<Integer, String> queued() {
        return Cache.<Integer, String>builder()
                .capacity(100)
                .executor(manual)
                .cancelAbandoned(true)
                .loading(key -> "v" + calls.incrementAndGet());
    }

    /** Loads key 1 until it is interrupted, and all others at once. */
    private String block(Integer key) throws InterruptedException {
        calls.incrementAndGet();
        if (key == 1) {
            entered.countDown();
            try {
                assertTrue(never.await(30, TimeUnit.SECONDS), "was not interrupted");
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
        }
        return "v" + key;
    }

    @Test
    void getAsync_allCancelBeforeItBegins_loadsNothing() {
        LoadingCache<Integer, String> cache = queued();
        CompletableFuture<String> first = cache.getAsync(1);
        CompletableFuture<String> second = cache.getAsync(1);
        assertNotSame(first, second);
        first.cancel(true);
        assertFalse(second.isDone(), "a copy concerns nobody else");
        assertEquals(1, cache.stats().loads().inFlight());
        second.complete("mine");
        assertEquals(1, cache.stats().loads().cancelled());
        manual.runAll();
        assertEquals(0, calls.get());
        assertNull(cache.cache().get(1));
        CompletableFuture<String> third = cache.getAsync(1);
        manual.runAll();
        assertEquals("v1", third.join());
        LoadsTest.assertSound(cache);
    }

    @Test
    void getAsync_oneOfTwoCancels_loadsForTheOther() {
        LoadingCache<Integer, String> cache = queued();
        CompletableFuture<String> first = cache.getAsync(1);
        CompletableFuture<String> second = cache.getAsync(1);
        first.cancel(true);
        first.cancel(true);
        manual.runAll();
        assertEquals("v1", second.join());
        second.cancel(true);
        assertEquals("v1", cache.cache().get(1));
        LoadsTest.assertSound(cache);
    }

    @Test
    void getAsync_cancelledWithoutTheOption_goesOn() {
        LoadingCache<Integer, String> cache = Cache.<Integer, String>builder()
                .capacity(100)
                .executor(manual)
                .loading(key -> "v" + calls.incrementAndGet());
        cache.getAsync(1).cancel(true);
        manual.runAll();
        assertEquals("v1", cache.cache().get(1));
    }

    @Test
    void refresh_nobodyWaits_goesOn() {
        LoadingCache<Integer, String> cache = queued();
        cache.cache().put(1, "old");
        cache.refresh(1);
        manual.runAll();
        assertEquals("v1", cache.cache().get(1));
    }

    @Test
    void abandoned_whileItRuns_interruptsNothingElse() throws Exception {
        LoadingCache<Integer, String> cache = Cache.<Integer, String>builder()
                .capacity(100)
                .executor(pool)
                .cancelAbandoned(true)
                .loading(this::block);
        CompletableFuture<String> slow = cache.getAsync(1);
        Crowd.hold(entered);
        slow.cancel(true);
        assertEquals("v2", cache.getAsync(2).get(30, TimeUnit.SECONDS), "the thread is free again");
        assertTrue(interrupted.get());
        assertFalse(pool.submit(Thread::interrupted).get(), "an interrupt was left behind");
        assertEquals(1, cache.stats().loads().cancelled());
        LoadsTest.assertSound(cache);
    }

    @Test
    void get_deadlineOfTheLastWaiterIsOver_endsTheLoad() throws Exception {
        LoadingCache<Integer, String> cache = Cache.<Integer, String>builder()
                .capacity(100)
                .executor(pool)
                .cancelAbandoned(true)
                .loading(this::block);
        assertThrows(DeadlineExceededException.class, () -> cache.get(1, Deadline.after(Duration.ofMillis(5))));
        SOON.until("the load ended", () -> cache.stats().loads().inFlight() == 0);
        // It may have been taken back before it began.
        assertEquals(calls.get() == 1, entered.getCount() == 0);
        assertEquals("v2", cache.get(2, Deadline.after(Duration.ofSeconds(30))));
        assertEquals(1, cache.stats().loads().cancelled());
        LoadsTest.assertSound(cache);
    }

    @Test
    void getAll_deadlineIsOver_leavesEveryKey() throws Exception {
        LoadingCache<Integer, String> cache = Cache.<Integer, String>builder()
                .capacity(100)
                .executor(pool)
                .cancelAbandoned(true)
                .loading(this::block);
        assertThrows(
                DeadlineExceededException.class,
                () -> cache.getAll(List.of(1, 2, 3), Deadline.after(Duration.ofMillis(5))));
        SOON.until("all ended", () -> cache.stats().loads().inFlight() == 0);
        assertEquals(3, cache.stats().loads().cancelled());
        LoadsTest.assertSound(cache);
    }

    @Test
    void getAll_aKeyIsNull_leavesThoseBeforeIt() {
        LoadingCache<Integer, String> cache = queued();
        List<Integer> keys = new ArrayList<>(List.of(1, 2));
        keys.add(null);
        assertThrows(NullPointerException.class, () -> cache.getAll(keys, Deadline.NONE));
        assertEquals(2, cache.stats().loads().cancelled());
        manual.runAll();
        assertEquals(0, calls.get());
        LoadsTest.assertSound(cache);
    }

    @Test
    void bulk_oneKeyAbandoned_isNotInterruptedBeforeTheOther() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        LoadingCache<Integer, String> cache = Cache.<Integer, String>builder()
                .capacity(100)
                .executor(pool)
                .cancelAbandoned(true)
                .loading((BulkLoader<Integer, String>) (keys, sink) -> {
                    entered.countDown();
                    try {
                        assertTrue(told.await(30, TimeUnit.SECONDS));
                        sink.value(2, "v2");
                        assertTrue(never.await(30, TimeUnit.SECONDS), "was not interrupted");
                    } catch (InterruptedException e) {
                        interrupted.set(true);
                        throw e;
                    }
                });
        var futures = cache.getAllAsync(List.of(1, 2, 3));
        Crowd.hold(entered);
        futures.get(1).cancel(true);
        assertEquals(2, cache.stats().loads().inFlight());
        told.countDown();
        assertEquals("v2", futures.get(2).get(30, TimeUnit.SECONDS));
        assertFalse(interrupted.get(), "key 3 is still wanted");
        futures.get(3).cancel(true);
        SOON.until("the loader was interrupted", interrupted::get);
        LoadsTest.assertSound(cache);
        assertEquals("v2", cache.cache().get(2));
    }

    @Test
    void gathered_abandonedInItsWindow_isLeftOut() {
        List<List<Integer>> batches = new ArrayList<>();
        LoadingCache<Integer, String> cache = Cache.<Integer, String>builder()
                .capacity(100)
                .executor(manual)
                .scheduler(manual)
                .batch(Duration.ofMillis(5), 10)
                .cancelAbandoned(true)
                .loading((BulkLoader<Integer, String>) (keys, sink) -> {
                    batches.add(List.copyOf(keys));
                    keys.forEach(key -> sink.value(key, "v" + key));
                });
        CompletableFuture<String> gone = cache.getAsync(1);
        CompletableFuture<String> stays = cache.getAsync(2);
        gone.cancel(true);
        manual.advance(Duration.ofMillis(5));
        assertEquals("v2", stays.join());
        assertEquals(List.of(List.of(2)), batches);
        cache.getAsync(3).cancel(true);
        manual.advance(Duration.ofMillis(5));
        assertEquals(1, batches.size(), "nobody wants anything: no call");
        LoadsTest.assertSound(cache);
    }

    @Test
    void getAsync_manyComeAndGo_nobodyIsLeftWithoutAnAnswer() throws Exception {
        ExecutorService two = Executors.newFixedThreadPool(2);
        try (LoadingCache<Integer, String> cache = Cache.<Integer, String>builder()
                .capacity(100)
                .executor(two)
                .cancelAbandoned(true)
                .loading(key -> {
                    Thread.yield();
                    return "v" + key;
                })) {
            Crowd.of(4).run(number -> {
                for (int i = 0; i < 5_000; i++) {
                    CompletableFuture<String> future = cache.getAsync(i % 3);
                    if ((i + number) % 3 == 0) {
                        assertEquals("v" + i % 3, future.get(30, TimeUnit.SECONDS));
                    } else {
                        future.cancel(true);
                    }
                    if (i % 5 == 0) {
                        cache.cache().remove(i % 3);
                    }
                }
            });
            SOON.until("all ended", () -> cache.stats().loads().inFlight() == 0);
            LoadsTest.assertSound(cache);
            assertTrue(cache.stats().loads().cancelled() > 0, "no load was abandoned");
        } finally {
            two.shutdown();
            assertTrue(two.awaitTermination(30, TimeUnit.SECONDS));
        }
    }
}
