package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.deadline.DeadlineExceededException;
import io.perftoolkit.testkit.FakeTicker;
import io.perftoolkit.testkit.ManualExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RestsTest {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMillis(800);

    private final FakeTicker ticker = new FakeTicker(Long.MAX_VALUE - 5);
    private final ManualExecutor executor = new ManualExecutor(ticker);
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Exception down = new IOException("down");
    private final LoadingCache<String, String> cache = build().loading(this::load);

    private CacheBuilder<String, String> build() {
        CacheBuilder<String, String> builder = Cache.<String, String>builder()
                .capacity(10_000)
                .backOff(FIRST, LONGEST)
                .ticker(ticker)
                .executor(executor);
        builder.description.random = () -> 1; // the whole of each rest
        return builder;
    }

    private String load(String key) throws Exception {
        int number = calls.incrementAndGet();
        if (down != null) {
            throw down;
        }
        return key + number;
    }

    @AfterEach
    void sumsAgree() {
        executor.runAll();
        LoadsTest.assertSound(cache);
    }

    private LoadFailedException fails(String key) {
        return assertThrows(LoadFailedException.class, () -> cache.get(key));
    }

    @Test
    void get_inTheRest_failsAtOnceWithTheLastFailureAsCause() {
        LoadFailedException first = fails("a");
        ticker.advance(FIRST.minusMillis(13));
        LoadFailedException second = fails("a");
        assertNotSame(first, second);
        assertSame(down, second.getCause());
        assertEquals(
                "the load of a key failed, and is not tried again for PT0.013S: java.io.IOException: down",
                second.getMessage());
        assertEquals(1, calls.get());
        assertEquals(1, cache.stats().loads().refused());
        assertEquals(2, cache.stats().misses());
        down = null;
        assertEquals("b2", cache.get("b"), "other keys do not rest");
        ticker.advance(Duration.ofMillis(13));
        assertEquals("a3", cache.get("a"));
    }

    @Test
    void get_failsAgainAndAgain_restsDoublingToTheLongest() {
        List<Long> rests = new ArrayList<>();
        fails("a");
        long last = ticker.getAsLong();
        while (rests.size() < 6) {
            ticker.advance(Duration.ofMillis(5));
            int before = calls.get();
            fails("a");
            if (calls.get() != before) {
                rests.add((ticker.getAsLong() - last) / 1_000_000);
                last = ticker.getAsLong();
            }
        }
        assertEquals(List.of(100L, 200L, 400L, 800L, 800L, 800L), rests);
        down = null;
        ticker.advance(LONGEST);
        assertEquals("a8", cache.get("a"));
        cache.cache().remove("a");
        down = new IOException("down again");
        fails("a");
        ticker.advance(FIRST);
        int before = calls.get();
        fails("a");
        assertEquals(before + 1, calls.get(), "a success begins the count anew");
    }

    @Test
    void write_inTheRest_endsIt() {
        for (Runnable write : List.<Runnable>of(
                () -> cache.cache().put("a", "put"),
                () -> cache.cache().remove("a"),
                cache.cache()::clear,
                () -> cache.cache().asMap().compute("a", (key, old) -> "computed"))) {
            down = new IOException("down");
            fails("a");
            write.run();
            down = null;
            cache.cache().remove("a");
            int before = calls.get();
            assertEquals("a" + (before + 1), cache.get("a"));
            cache.cache().remove("a");
        }
    }

    @Test
    void getAsyncAndGetAll_inTheRest_failAlone() {
        fails("a");
        down = null;
        CompletionException e = assertThrows(
                CompletionException.class, () -> cache.getAsync("a").join());
        assertInstanceOf(LoadFailedException.class, e.getCause());
        var all = assertThrows(LoadFailedException.class, () -> cache.getAll(List.of("a", "b")));
        assertEquals("down", all.getCause().getMessage());
        assertEquals("b2", cache.cache().get("b"));
        var futures = cache.getAllAsync(List.of("a", "b"));
        assertEquals("b2", futures.get("b").join());
        assertTrue(futures.get("a").isCompletedExceptionally());
        assertEquals(3, cache.stats().loads().refused());
    }

    @Test
    void get_withALoaderOfItsOwn_restsToo() {
        Cache<String, String> plain = build().build();
        assertThrows(LoadFailedException.class, () -> plain.get("a", this::load));
        assertThrows(LoadFailedException.class, () -> plain.get("a", this::load));
        assertEquals(1, calls.get());
    }

    @Test
    void get_failureIsNotOfTheSource_doesNotRest() {
        for (Exception fault : List.of(
                new DeadlineExceededException("a test", "nothing", Duration.ZERO),
                new InterruptedException("a test"))) {
            down = fault;
            int before = calls.get();
            fails("a");
            fails("a");
            assertEquals(before + 2, calls.get(), () -> "rests after " + fault);
            assertEquals(fault instanceof InterruptedException, Thread.interrupted());
        }
        assertThrows(
                IllegalStateException.class,
                () -> cache.cache().get("r", key -> cache.cache().get("r", same -> "never")));
        assertEquals("free", cache.cache().get("r", key -> "free"));
    }

    @Test
    void get_withoutBackOff_triesEachTime() {
        Cache<String, String> eager = Cache.ofCapacity(10);
        for (int i = 0; i < 3; i++) {
            assertThrows(LoadFailedException.class, () -> eager.get("a", this::load));
        }
        assertEquals(3, calls.get());
        assertEquals(0, eager.stats().loads().refused());
    }

    @Test
    void failures_ofMoreKeysThanAreRemembered_areBounded() {
        Rests<Integer> rests = new Rests<>(ticker, new Backoff());
        IOException cause = new IOException("down");
        int many = 5 * Rests.MOST;
        for (int key = 0; key < many; key++) {
            rests.failed(key, Hashing.spread(key, 3), cause);
        }
        int resting = 0;
        for (int key = 0; key < many; key++) {
            resting += rests.of(key, Hashing.spread(key, 3)) == null ? 0 : 1;
        }
        assertTrue(resting > Rests.MOST / 2 && resting <= Rests.MOST, "rest: " + resting);
    }
}
