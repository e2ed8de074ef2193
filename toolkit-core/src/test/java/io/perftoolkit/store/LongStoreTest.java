package io.perftoolkit.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both stores with long keys. */
class LongStoreTest {
    private final LongStore<String> objects = LongStore.<String>builder().build();
    private final LongLongStore longs = LongLongStore.builder().build();

    @Test
    void examples_ofTheDocs_run() {
        assertEquals("paid", LongStoreExample.orders());
        assertEquals(95, LongStoreExample.balances(7));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 0x9E3779B97F4A7C15L})
    void everyLong_isAKey(long key) {
        assertNull(objects.get(key));
        assertNull(objects.put(key, "a"));
        assertEquals("a", objects.put(key, "b"));
        assertEquals("b", objects.putIfAbsent(key, "c"));
        assertTrue(objects.replace(key, "b", "d"));
        assertFalse(objects.remove(key, "b"));
        assertEquals("d", objects.replace(key, "e"));
        assertEquals("ee", objects.merge(key, "e", (a, b) -> a + b));
        assertEquals(1, objects.size());
        assertEquals("ee", objects.remove(key));
        assertNull(objects.remove(key));
        assertTrue(objects.isEmpty());

        long absent = longs.absent();
        assertEquals(absent, longs.get(key));
        assertEquals(absent, longs.put(key, 1));
        assertEquals(1, longs.putIfAbsent(key, 2));
        assertTrue(longs.replace(key, 1, 2));
        assertFalse(longs.remove(key, 1));
        assertEquals(5, longs.addTo(key, 3));
        assertEquals(7, longs.merge(key, 2, Long::sum));
        assertEquals(1, longs.size());
        assertEquals(absent, longs.compute(key, (k, v) -> absent));
        assertFalse(longs.containsKey(key));
        assertTrue(longs.isEmpty());
    }

    @Test
    void putAbsentValue_isRefusedAndNothingChanges() {
        LongLongStore store = LongLongStore.builder().absent(-1).build();
        assertEquals(
                "value must not be the one that means absent: -1",
                assertThrows(IllegalArgumentException.class, () -> store.put(1, -1))
                        .getMessage());
        store.put(1, 4);
        assertThrows(IllegalArgumentException.class, () -> store.addTo(1, -5));
        assertEquals(4, store.get(1));
        assertFalse(store.remove(2, -1), "a key that is not there has no value");
        assertEquals(0, store.put(3, 0) + 1);
    }

    @Test
    void functions_thatWriteToTheSameKey_areRefused() {
        assertThrows(IllegalStateException.class, () -> longs.compute(1, (k, v) -> longs.put(k, 2)));
        assertThrows(IllegalStateException.class, () -> objects.compute(1, (k, v) -> objects.put(k, "b")));
        assertTrue(longs.isEmpty() && objects.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void operations_atRandom_doWhatAHashMapDoes(long seed) {
        var random = new Random(seed);
        int range = 1 << (2 + 3 * random.nextInt(5));
        Map<Long, Long> model = new HashMap<>();
        Map<Long, String> objectModel = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            long key = random.nextInt(range) - 2;
            long v = random.nextInt(3);
            switch (random.nextInt(i < 50_000 ? 6 : 9)) {
                case 0 -> {
                    assertEquals(orAbsent(model.put(key, v)), longs.put(key, v));
                    assertEquals(objectModel.put(key, "" + v), objects.put(key, "" + v));
                }
                case 1, 6, 7, 8 -> {
                    assertEquals(orAbsent(model.remove(key)), longs.remove(key));
                    assertEquals(objectModel.remove(key), objects.remove(key));
                }
                case 2 -> {
                    assertEquals(model.merge(key, v, Long::sum), longs.addTo(key, v));
                    assertEquals(
                            objectModel.computeIfAbsent(key, k -> v == 0 ? null : "" + k),
                            objects.computeIfAbsent(key, k -> v == 0 ? null : "" + k));
                }
                case 3 -> {
                    assertEquals(orAbsent(model.putIfAbsent(key, v)), longs.putIfAbsent(key, v));
                    assertEquals(objectModel.putIfAbsent(key, "" + v), objects.putIfAbsent(key, "" + v));
                }
                case 4 -> {
                    assertEquals(model.remove(key, v), longs.remove(key, v));
                    assertEquals(
                            objectModel.computeIfPresent(key, (k, o) -> v == 0 ? null : o + v),
                            objects.computeIfPresent(key, (k, o) -> v == 0 ? null : o + v));
                }
                default -> {
                    assertEquals(orAbsent(model.get(key)), longs.get(key));
                    assertEquals(objectModel.get(key), objects.get(key));
                }
            }
            if (random.nextInt(30_000) == 0) {
                model.clear();
                longs.clear();
                objectModel.entrySet().removeIf(e -> e.getKey() % 2 == 0);
                objects.removeIf((k, o) -> k % 2 == 0);
            }
        }
        Map<Long, Long> seen = new HashMap<>();
        longs.forEach((k, v) -> assertNull(seen.put(k, v)));
        assertEquals(model, seen);
        assertEquals(model.size(), longs.size());
        Map<Long, String> objectsSeen = new HashMap<>();
        objects.forEach((k, v) -> assertNull(objectsSeen.put(k, v)));
        assertEquals(objectModel, objectsSeen);
        assertEquals(objectModel.size(), objects.stats().entries());
    }

    private long orAbsent(Long value) {
        return value == null ? longs.absent() : value;
    }

    /** Sequences that a multiplication alone spreads badly. */
    @Test
    void keys_inRegularSequences_fillTheShardsEvenly() {
        LongUnaryOperator[] sequences = {
            i -> i,
            i -> i * 7919,
            i -> i << 32,
            i -> i << 44,
            i -> Long.reverse(i),
            i -> 0x7F00_0000_0000L + (i << 4),
            i -> i * 0xF1DE83E19937733DL, // the inverse of the multiplier
        };
        for (LongUnaryOperator sequence : sequences) {
            LongLongStore store = LongLongStore.builder().shards(16).build();
            for (int i = 0; i < 100_000; i++) {
                store.put(sequence.applyAsLong(i), i);
            }
            assertEquals(100_000, store.size());
            assertTrue(store.stats().skew() < 1.25, () -> store.stats().toString());
            int longest = store.stats().shards().stream()
                    .mapToInt(StoreStats.ShardStats::longestProbe)
                    .max()
                    .orElseThrow();
            assertTrue(longest < 300, () -> "longest search: " + longest);
        }
    }

    @Test
    void intKeys_inRegularSequences_fillTheShardsEvenly() {
        LongUnaryOperator[] sequences = {
            i -> i, i -> i * 7919, i -> i << 14, i -> Integer.reverse((int) i), i -> i << 4, i -> i * 0x144CBC89L
        };
        for (LongUnaryOperator sequence : sequences) {
            ShardedStore<Integer, Integer> store =
                    ShardedStore.<Integer, Integer>builder().shards(16).build();
            for (int i = 0; i < 100_000; i++) {
                store.put((int) sequence.applyAsLong(i), i);
            }
            assertEquals(100_000, store.size());
            assertTrue(store.stats().skew() < 1.25, () -> store.stats().toString());
        }
    }
}
