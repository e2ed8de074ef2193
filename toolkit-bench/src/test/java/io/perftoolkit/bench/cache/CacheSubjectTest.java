package io.perftoolkit.bench.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A comparison is only worth something if every subject does what the benchmarks take for granted. */
class CacheSubjectTest {
    private static final int CAPACITY = 1_000;

    static List<String> names() {
        return CacheSubject.NAMES;
    }

    static Stream<String> bounded() {
        return CacheSubject.NAMES.stream().filter(name -> !name.equals("ConcurrentHashMap"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void subject_written_isReadAndLoadedOnce(String name) {
        try (CacheSubject cache = CacheSubject.of(name, CAPACITY)) {
            readsAndLoads(cache);
        }
    }

    @ParameterizedTest
    @MethodSource("bounded")
    void subject_moreThanItsCapacity_keepsNoMore(String name) {
        try (CacheSubject cache = CacheSubject.of(name, CAPACITY)) {
            for (int i = 0; i < 20 * CAPACITY; i++) {
                cache.put(i, i);
            }
            cache.settle();
            assertTrue(cache.size() > CAPACITY / 2 && cache.size() <= CAPACITY, name + " keeps " + cache.size());
        }
    }

    @ParameterizedTest
    @MethodSource("bounded")
    void subject_whoseEntriesExpire_keepsThemForNow(String name) {
        String plain = name.equals("cache2kStrict") ? "cache2k" : name;
        try (CacheSubject cache = CacheSubject.expiring(plain, CAPACITY)) {
            readsAndLoads(cache);
        }
    }

    @Test
    void ours_withOneSeed_repeatsItself() {
        assertEquals(hits(7), hits(7));
    }

    @Test
    void subject_unknown_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> CacheSubject.of("Nobody", 1));
        assertThrows(IllegalArgumentException.class, () -> CacheSubject.expiring("ConcurrentHashMap", 1));
    }

    @Test
    void requests_ofTwoThreads_areTwoSequencesOfEqualKeys() {
        var keys = new Requests.Keys(100);
        Requests one = keys.of(0);
        Requests other = keys.of(1);
        int same = 0;
        for (int i = 0; i < 1_000; i++) {
            Long asked = one.next();
            assertEquals(asked, one.toWrite());
            assertTrue(isOther(asked, one.toWrite()), "an identical key is found without equals");
            same += asked.equals(other.next()) ? 1 : 0;
        }
        assertTrue(same < 500, same + " of 1000 requests of two threads are the same");
    }

    private static boolean isOther(Object one, Object other) {
        return one != other;
    }

    private static void readsAndLoads(CacheSubject cache) {
        assertNull(cache.get(1L));
        cache.put(1L, "one");
        assertEquals("one", cache.get(1L));
        assertEquals("one", cache.get(1L, key -> "other"));
        assertEquals("two", cache.get(2L, key -> "two"));
        assertNotNull(cache.get(2L));
        assertEquals(2, cache.size());
    }

    private static int hits(int seed) {
        int hits = 0;
        try (CacheSubject cache = CacheSubject.seeded(100, seed)) {
            Requests requests = new Requests.Keys(1_000).of(0);
            for (int i = 0; i < 20_000; i++) {
                if (cache.get(requests.next()) == null) {
                    cache.put(requests.toWrite(), seed);
                } else {
                    hits++;
                }
            }
        }
        return hits;
    }
}
