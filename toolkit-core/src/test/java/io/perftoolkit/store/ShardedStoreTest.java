package io.perftoolkit.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardedStoreTest {
    private final ShardedStore<String, Integer> store = ShardedStore.create();

    @Test
    void example_ofTheDocs_runs() {
        var sessions = ShardedStoreExample.sessions("id");
        assertEquals(1, sessions.get("id").requests());
    }

    @Test
    void build_wrongArguments_areNamed() {
        var builder = ShardedStore.<String, String>builder();
        assertEquals(
                "shards must be from 1 to 1024: 0",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> builder.shards(0).build())
                        .getMessage());
        assertEquals(
                "expectedSize must not be negative: -1",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> builder.shards(1).expectedSize(-1).build())
                        .getMessage());
        assertEquals(
                4, builder.shards(3).expectedSize(0).build().stats().shards().size());
    }

    @Test
    void nulls_anywhere_areRefusedByName() {
        assertEquals(
                "key",
                assertThrows(NullPointerException.class, () -> store.get(null)).getMessage());
        assertEquals(
                "key",
                assertThrows(NullPointerException.class, () -> store.put(null, 1))
                        .getMessage());
        assertEquals(
                "value",
                assertThrows(NullPointerException.class, () -> store.put("a", null))
                        .getMessage());
        assertThrows(NullPointerException.class, () -> store.compute("a", null));
    }

    @Test
    void stats_ofAFilledStore_addUp() {
        for (int i = 0; i < 10_000; i++) {
            store.put("k" + i, i);
        }
        StoreStats stats = store.stats();
        assertEquals(10_000, stats.entries());
        assertEquals(10_000, store.mappingCount());
        assertEquals(
                10_000,
                stats.shards().stream().mapToInt(StoreStats.ShardStats::entries).sum());
        assertTrue(stats.slots() > 10_000 && stats.slots() < 30_000, () -> "slots: " + stats.slots());
        assertFalse(stats.growing());
        assertTrue(stats.growths() > 0);
        assertTrue(stats.skew() < 1.25, () -> "skew: " + stats.skew());
        for (StoreStats.ShardStats shard : stats.shards()) {
            assertTrue(shard.used() == shard.entries() && shard.longestProbe() > 0);
        }
    }

    @Test
    void put_withExpectedSize_neverGrows() {
        ShardedStore<Integer, Integer> sized =
                ShardedStore.<Integer, Integer>builder().expectedSize(10_000).build();
        for (int i = 0; i < 10_000; i++) {
            sized.put(i, i);
        }
        assertEquals(0, sized.stats().growths());
    }

    @Test
    void keys_thatComeAndGo_needNoMoreRoom() {
        for (int i = 0; i < 100; i++) {
            store.put("stay " + i, i);
        }
        long slots = store.stats().slots();
        for (int i = 0; i < 100_000; i++) {
            store.put("go " + i, i);
            store.remove("go " + i);
        }
        assertEquals(100, store.size());
        assertTrue(store.stats().slots() <= 2 * slots, () -> slots + " slots, then " + store.stats());
    }

    @Test
    void key_thatComesAndGoes_keepsItsSlot() {
        for (int i = 0; i < 100_000; i++) {
            store.put("again", i);
            store.remove("again");
        }
        assertEquals(0, store.stats().growths());
    }

    @Test
    void function_thatWritesToItsOwnKey_isRefusedAndNothingChanges() {
        store.put("a", 1);
        assertThrows(IllegalStateException.class, () -> store.compute("a", (k, v) -> store.put("a", 2)));
        assertThrows(
                IllegalStateException.class, () -> store.computeIfAbsent("b", k -> store.merge(k, 1, Integer::sum)));
        assertEquals(1, store.get("a"));
        assertNull(store.get("b"));
        store.put("b", 3); // no lock was left behind
    }

    @Test
    void function_thatThrows_changesNothingAndLeavesNoLock() {
        store.put("a", 1);
        assertThrows(ArithmeticException.class, () -> store.compute("a", (k, v) -> Math.floorDiv(v, v - 1)));
        assertEquals(1, store.get("a"));
        assertEquals(2, store.merge("a", 1, Integer::sum));
    }

    @Test
    void compute_onAFullShard_callsTheFunctionOnce() {
        var calls = new AtomicInteger();
        ShardedStore<Integer, Integer> small =
                ShardedStore.<Integer, Integer>builder().shards(1).build();
        for (int i = 0; i < 1000; i++) {
            small.compute(i, (k, v) -> calls.incrementAndGet());
        }
        assertEquals(1000, calls.get());
    }

    @Test
    void valuesRemoveIf_valueChangedMeanwhile_isKept() {
        store.put("a", 1);
        assertFalse(store.values().removeIf(v -> {
            store.put("a", 2);
            return v == 1;
        }));
        assertEquals(2, store.get("a"));
    }

    @Test
    void iterator_writesMeanwhile_showsWhatWasThere() {
        Map<String, Integer> before = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            before.put("k" + i, i);
        }
        store.putAll(before);
        Map<String, Integer> seen = new HashMap<>();
        Iterator<Map.Entry<String, Integer>> walk = store.entrySet().iterator();
        for (int i = 0; walk.hasNext(); i++) {
            Map.Entry<String, Integer> entry = walk.next();
            if (before.containsKey(entry.getKey())) {
                assertNull(seen.put(entry.getKey(), entry.getValue()));
            }
            store.put("new" + i, i);
            if (i > 20_000) {
                break;
            }
        }
        assertTrue(seen.entrySet().containsAll(before.entrySet()));
    }

    @Test
    void remove_thenManyOthers_forgetsTheKey() {
        AtomicLong unused = new AtomicLong();
        var small = ShardedStore.<Alike, String>builder().shards(1).build();
        for (int i = 0; i < 6; i++) {
            small.put(new Alike(i, i, unused), "v");
        }
        for (int i = 0; i < 6; i++) {
            small.remove(new Alike(i, i, unused));
        }
        ObjectTable table = (ObjectTable) small.shards[0].table;
        int kept = 0;
        for (int i = 0; i < table.endSlot(0); i++) {
            kept += table.keyAt(i) == null ? 0 : 1;
        }
        assertEquals(4, kept);
    }

    /** Against a map that is known to be right, with keys that often collide. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void operations_atRandom_doWhatAHashMapDoes(long seed) {
        var random = new Random(seed);
        int range = 1 << (2 + 2 * random.nextInt(6));
        int hashes = 1 << random.nextInt(12);
        AtomicLong unused = new AtomicLong();
        Map<Alike, Integer> model = new HashMap<>();
        var tested = new ShardedStore<Alike, Integer>(new Sizing(1 << random.nextInt(4), 0, seed));
        for (int i = 0; i < 100_000; i++) {
            int n = random.nextInt(range);
            var key = new Alike(n % hashes, n, unused);
            int v = random.nextInt(3);
            int step = i;
            switch (random.nextInt(i < 50_000 ? 12 : 15)) {
                case 0, 1 -> assertEquals(model.put(key, v), tested.put(key, v));
                case 2 -> assertEquals(model.putIfAbsent(key, v), tested.putIfAbsent(key, v));
                case 3, 13, 14 -> assertEquals(model.remove(key), tested.remove(key));
                case 4 -> assertEquals(model.remove(key, v), tested.remove(key, v));
                case 5 -> assertEquals(model.replace(key, v), tested.replace(key, v));
                case 6 -> assertEquals(model.replace(key, v, step), tested.replace(key, v, step));
                case 7 ->
                    assertEquals(
                            model.compute(key, (k, o) -> o == null ? Integer.valueOf(v) : v == 0 ? null : o + 1),
                            tested.compute(key, (k, o) -> o == null ? Integer.valueOf(v) : v == 0 ? null : o + 1));
                case 8 ->
                    assertEquals(
                            model.computeIfAbsent(key, k -> v == 0 ? null : v),
                            tested.computeIfAbsent(key, k -> v == 0 ? null : v));
                case 9 ->
                    assertEquals(
                            model.computeIfPresent(key, (k, o) -> v == 0 ? null : o + v),
                            tested.computeIfPresent(key, (k, o) -> v == 0 ? null : o + v));
                case 10 ->
                    assertEquals(
                            model.merge(key, v, (a, b) -> b == 0 ? null : a + b),
                            tested.merge(key, v, (a, b) -> b == 0 ? null : a + b));
                default -> assertEquals(model.get(key), tested.get(key));
            }
            if (i % 20_000 == 0) {
                assertEquals(model, new HashMap<>(tested));
                assertEquals(model.size(), tested.size());
                tested.replaceAll((k, o) -> o + 1);
                model.replaceAll((k, o) -> o + 1);
            }
            if (random.nextInt(30_000) == 0) {
                model.clear();
                tested.clear();
            }
        }
        assertEquals(model, tested);
        assertEquals(model.hashCode(), tested.hashCode());
    }

    @Test
    void putIfAbsent_present_keepsTheOldKeyAndValue() {
        String first = new String("key");
        store.put(first, 1);
        store.put(new String("key"), 2);
        assertSame(first, store.keySet().iterator().next());
        assertEquals(2, store.putIfAbsent("key", 3));
    }
}
