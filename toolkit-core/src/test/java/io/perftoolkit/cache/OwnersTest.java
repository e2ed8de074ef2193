package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.deadline.DeadlineExceededException;
import io.perftoolkit.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Loads that need each other are refused, also through several caches and threads. */
class OwnersTest {
    private static final Await SOON = Await.atMost(Duration.ofSeconds(30));

    private final Cache<String, String> users = Cache.ofCapacity(100);
    private final Cache<String, String> groups = Cache.ofCapacity(100);
    private final Cache<String, String> rights = Cache.ofCapacity(100);

    @AfterEach
    void nobodyIsKnownAnyMore() throws Exception {
        SOON.until("no thread runs or waits", Owners::areNone);
        for (Cache<String, String> cache : List.of(users, groups, rights)) {
            LoadsTest.assertSound(cache);
        }
    }

    @Test
    void load_needsItselfThroughAnotherCache_isRefusedWithTheWholeChain() {
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> users.get(
                        "ada",
                        user -> groups.get(
                                "staff", group -> rights.get("read", right -> users.get("ada", same -> "never")))));
        assertEquals("recursive load: ada → staff → read → ada", e.getMessage());
        assertEquals("free", users.get("ada", user -> "free"));
    }

    @Test
    void load_usesAnotherCacheWithTheSameKey_isNoRecursion() {
        assertEquals("group", users.get("ada", user -> groups.get("ada", group -> "group")));
        assertEquals(
                "right",
                users.asMap()
                        .compute(
                                "bob",
                                (user, old) -> groups.asMap()
                                        .compute("bob", (group, none) -> rights.get("bob", right -> "right"))));
    }

    @Test
    void compute_needsItselfThroughAnotherCache_isRefused() {
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> users.asMap()
                        .compute(
                                "ada",
                                (user, old) -> groups.asMap()
                                        .computeIfAbsent(
                                                "staff", group -> users.asMap().merge("ada", "x", String::concat))));
        assertEquals("recursive load: ada → staff → ada", e.getMessage());
    }

    @Test
    void loads_ofTwoCachesAndTwoThreadsNeedEachOther_oneIsRefusedNoneWaitsForEver() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        Queue<String> refused = new ConcurrentLinkedQueue<>();
        Crowd.of(2).run(number -> {
            Cache<String, String> mine = number == 0 ? users : groups;
            Cache<String, String> other = number == 0 ? groups : users;
            try {
                mine.get("k" + number, key -> {
                    both.countDown();
                    Crowd.hold(both);
                    return other.get("k" + (1 - number), same -> "never");
                });
            } catch (IllegalStateException e) {
                refused.add(e.getMessage());
            }
        });
        assertTrue(!refused.isEmpty(), "nobody was refused");
        refused.forEach(message -> assertTrue(
                message.equals("recursive load: k0 → k1 → k0") || message.equals("recursive load: k1 → k0 → k1"),
                message));
    }

    @Test
    void loads_ofThreeCachesInARing_oneIsRefused() throws Exception {
        List<Cache<String, String>> ring = List.of(users, groups, rights);
        CountDownLatch all = new CountDownLatch(3);
        AtomicInteger refused = new AtomicInteger();
        Crowd.of(3).run(number -> {
            try {
                ring.get(number).get("k", key -> {
                    all.countDown();
                    Crowd.hold(all);
                    return ring.get((number + 1) % 3).get("k", same -> "never");
                });
            } catch (IllegalStateException e) {
                assertTrue(e.getMessage().startsWith("recursive load: k → k"), e::getMessage);
                refused.incrementAndGet();
            }
        });
        assertTrue(refused.get() >= 1);
    }

    @Test
    void loads_onExecutorsOfTwoCaches_oneIsRefused() {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        AtomicReference<LoadingCache<String, String>> other = new AtomicReference<>();
        List<Throwable> seen = new ArrayList<>();
        try (LoadingCache<String, String> one = Cache.<String, String>builder()
                        .capacity(10)
                        .executor(pool)
                        .loading(key -> other.get().get(key, Deadline.NONE));
                LoadingCache<String, String> two = Cache.<String, String>builder()
                        .capacity(10)
                        .executor(pool)
                        .loading(key -> one.get(key, Deadline.NONE))) {
            other.set(two);
            seen.add(assertThrows(IllegalStateException.class, () -> one.get("k", Deadline.NONE)));
        } finally {
            pool.shutdownNow();
        }
        assertTrue(seen.get(0).getMessage().startsWith("recursive load: k → k → k"), seen::toString);
    }

    @Test
    void wait_endedByADeadline_isForgotten() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        Crowd.of(2).run(number -> {
            if (number == 0) {
                users.get("ada", key -> {
                    begun.countDown();
                    Crowd.hold(free);
                    return "v";
                });
                return;
            }
            Crowd.hold(begun);
            try {
                assertThrows(
                        DeadlineExceededException.class,
                        () -> Deadline.after(Duration.ofMillis(1)).call(() -> users.get("ada", key -> "never")));
                assertTrue(Owners.areNone(), "the load goes on, and nobody waits for it");
            } finally {
                free.countDown();
            }
        });
        assertEquals("v", users.get("ada"));
    }
}
