package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A bulk load that throws is tried once more key by key, if the cache was built so. */
class IsolateTest {
    private static final IOException BAD = new IOException("bad key");

    private final List<List<Integer>> calls = new ArrayList<>();

    private LoadingCache<Integer, String> build(boolean isolate, Throwable thrown) {
        return Cache.<Integer, String>builder().capacity(100).isolate(isolate).loading((BulkLoader<Integer, String>)
                (keys, sink) -> {
                    calls.add(List.copyOf(keys));
                    for (Integer key : keys) {
                        if (key == 3) {
                            if (thrown instanceof Error e) {
                                throw e;
                            }
                            throw (Exception) thrown;
                        }
                        if (key != 4) {
                            sink.value(key, "v" + key);
                        }
                    }
                });
    }

    @Test
    void getAll_oneKeyMakesTheCallThrow_failsAlone() {
        LoadingCache<Integer, String> cache = build(true, BAD);
        var e = assertThrows(LoadFailedException.class, () -> cache.getAll(List.of(1, 2, 3, 4, 5)));
        assertSame(BAD, e.getCause());
        assertEquals(0, e.getSuppressed().length, "one key failed");
        assertEquals("v1", cache.cache().get(1));
        assertEquals("v5", cache.cache().get(5));
        assertEquals(
                List.of(List.of(1, 2, 3, 4, 5), List.of(3), List.of(4), List.of(5)),
                calls,
                "what was told before is not asked for again");
        CacheStats.Loads loads = cache.stats().loads();
        assertEquals(3, loads.succeeded());
        assertEquals(1, loads.failed());
        assertEquals(1, loads.absent());
        LoadsTest.assertSound(cache);
    }

    @Test
    void getAll_withoutTheOption_failsAllThatWereNotTold() {
        LoadingCache<Integer, String> cache = build(false, BAD);
        var e = assertThrows(LoadFailedException.class, () -> cache.getAll(List.of(1, 2, 3, 4, 5)));
        assertEquals(2, e.getSuppressed().length);
        assertEquals(1, calls.size());
        LoadsTest.assertSound(cache);
    }

    @Test
    void get_oneKeyOnly_isNotTriedTwice() {
        LoadingCache<Integer, String> cache = build(true, BAD);
        assertThrows(LoadFailedException.class, () -> cache.get(3));
        assertEquals(1, calls.size());
    }

    @Test
    void getAll_anErrorOrAnInterrupt_isNotTriedAgain() {
        for (Throwable thrown : List.of(new StackOverflowError("a test"), new InterruptedException("a test"))) {
            calls.clear();
            LoadingCache<Integer, String> cache = build(true, thrown);
            assertThrows(Throwable.class, () -> cache.getAll(List.of(1, 3, 5)));
            assertEquals(1, calls.size());
            assertEquals(thrown instanceof InterruptedException, Thread.interrupted());
            LoadsTest.assertSound(cache);
        }
    }

    @Test
    void getAll_interruptedKeyByKey_asksForNoMore() {
        LoadingCache<Integer, String> cache = Cache.<Integer, String>builder()
                .capacity(100)
                .isolate(true)
                .loading((BulkLoader<Integer, String>) (keys, sink) -> {
                    calls.add(List.copyOf(keys));
                    throw keys.size() > 1 ? BAD : new InterruptedException("a test");
                });
        assertThrows(LoadFailedException.class, () -> cache.getAll(List.of(1, 2, 3)));
        assertTrue(Thread.interrupted());
        assertEquals(List.of(List.of(1, 2, 3), List.of(1)), calls);
        LoadsTest.assertSound(cache);
    }
}
