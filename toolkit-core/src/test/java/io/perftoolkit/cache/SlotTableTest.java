package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlotTableTest extends TableContract {
    /** Keys that all have one hash, and count how often they are compared. */
    private record Flooding(int number, long[] compared) {
        @Override
        public boolean equals(Object other) {
            compared[0]++;
            return other instanceof Flooding flooding && flooding.number == number;
        }

        @Override
        public int hashCode() {
            return 7;
        }
    }

    @Override
    <K> Table<K, String> table(long bound, long accessNanos, Table.Removals<K, String> removals) {
        return new SlotTable<>(bound, accessNanos, removals);
    }

    @Override
    void assertSound(Table<?, ?> table) {
        super.assertSound(table);
        Audit.check((SlotTable<?, ?>) table);
    }

    @Test
    void exchange_upToTheBound_keepsAll() {
        for (int bound : new int[] {1, 2, 13, 14, 15, 100, 1000, 2047, 2048, 20_000, 150_000}) {
            SlotTable<Integer, Integer> table = new SlotTable<>(bound, 0, (key, value, weight, cause) -> {
                throw new AssertionError(cause + " of " + key);
            });
            for (int key = 0; key < bound; key++) {
                table.exchange(key, hash(key), Table.ANY, key, 1, Table.NEVER, 0, OPEN);
            }
            assertEquals(bound, table.size());
            for (int key = 0; key < bound; key++) {
                assertEquals(key, table.get(key, hash(key), 0));
            }
            assertSound(table);
        }
    }

    @Test
    void exchange_farBelowALargeBound_takesRoomForWhatIsThere() {
        SlotTable<Integer, Integer> table = new SlotTable<>(1_000_000, 0, (key, value, weight, cause) -> {});
        for (int key = 0; key < 10; key++) {
            table.exchange(key, hash(key), Table.ANY, key, 1, Table.NEVER, 0, OPEN);
        }
        assertEquals(1, table.all().size());
        assertTrue(
                table.slots(0).size() <= 2 * Tags.SLOTS,
                () -> "slots " + table.slots(0).size());
    }

    @Test
    void exchange_allHashesEqual_comparesWithOneWindowAtMost() {
        int most = Tags.WINDOW * Tags.SLOTS;
        long[] compared = new long[1];
        Table<Flooding, String> table = table(100_000);
        for (int i = 0; i < 100_000; i++) {
            Flooding key = new Flooding(i, compared);
            compared[0] = 0;
            table.exchange(key, hash(key), Table.ANY, "v" + i, 1, Table.NEVER, 0, OPEN);
            assertTrue(compared[0] <= most, () -> "compared " + compared[0]);
            compared[0] = 0;
            assertEquals("v" + i, table.get(key, hash(key), 0));
            assertTrue(compared[0] <= most, () -> "compared " + compared[0]);
        }
        assertTrue(table.size() <= most, () -> "size " + table.size());
        assertSound(table);
    }

    @Test
    void exchange_weightlessWithEqualHashes_letsTheNewestGo() {
        int most = Tags.WINDOW * Tags.SLOTS;
        Table<Flooding, String> table = table(10);
        for (int i = 0; i < 2 * most; i++) {
            Flooding key = new Flooding(i, new long[1]);
            assertNull(table.exchange(key, hash(key), Table.ANY, "v" + i, 0, Table.NEVER, 0, OPEN));
        }
        assertTrue(table.size() <= most && table.size() > most / 2, () -> "size " + table.size());
        assertEquals(2L * most - table.size(), removed.events.size());
        assertSound(table);
    }

    /** What other shards keep for themselves counts too, when one entry wants all there is. */
    @Test
    void exchange_asHeavyAsTheBound_getsAllThereIs() {
        int bound = 1 << 20;
        Table<Integer, String> table = table(bound);
        for (int round = 0; round < 3; round++) {
            for (int key = 0; key < 10_000; key++) {
                put(table, key, new String("light"), 1 + key % 200, Table.NEVER, 0);
            }
            for (int key = 0; key < 10_000; key += 3) {
                remove(table, key);
            }
            String heavy = new String("heavy");
            put(table, -1, heavy, bound, Table.NEVER, 0);
            assertEquals(heavy, get(table, -1));
            assertEquals(1, table.size());
            assertEquals(bound, table.weight());
            assertSound(table);
        }
    }

    @Test
    void cursor_divided_meetsEachOnce() {
        SlotTable<Integer, Integer> table = new SlotTable<>(100_000, 0, (key, value, weight, cause) -> {});
        int before = 10_000;
        for (int key = 0; key < before; key++) {
            table.exchange(key, hash(key), Table.ANY, key, 1, Table.NEVER, 0, OPEN);
        }
        Set<Integer> seen = new HashSet<>();
        int next = before;
        for (Table.Cursor<Integer, Integer> cursor = table.cursor(0); cursor.advance(); ) {
            assertTrue(seen.add(cursor.key()), () -> "twice: " + cursor.key());
            assertEquals(cursor.key(), cursor.value());
            for (int i = 0; i < 5 && next < 60_000; i++, next++) {
                table.exchange(next, hash(next), Table.ANY, next, 1, Table.NEVER, 0, OPEN);
            }
        }
        for (int key = 0; key < before; key++) {
            assertTrue(seen.contains(key), "not met: " + key);
        }
        assertTrue(table.all().size() > 16, "divided");
        assertSound(table);
    }

    @Test
    void exchange_whatLeaves_isToldWithItsCause() {
        List<String> told = new ArrayList<>();
        SlotTable<Integer, String> table =
                new SlotTable<>(10, 0, (key, value, weight, cause) -> told.add(value + " " + weight + " " + cause));
        table.exchange(1, hash(1), Table.ANY, "heavy", 11, Table.NEVER, 0, OPEN);
        table.exchange(2, hash(2), Table.ANY, "short", 3, 100, 0, OPEN);
        table.cleanUp(100, () -> {});
        table.exchange(3, hash(3), Table.ANY, "first", 10, Table.NEVER, 100, OPEN);
        table.exchange(4, hash(4), Table.ANY, "second", 10, Table.NEVER, 100, OPEN);
        assertEquals(List.of("heavy 11 REFUSED", "short 3 EXPIRED", "first 10 SIZE"), told);
        assertSound(table);
    }

    @Test
    void policy_afterEvictions_namesWhatIsThere() {
        SlotTable<Integer, Integer> table = new SlotTable<>(1000, 0, (key, value, weight, cause) -> {});
        for (int i = 0; i < 50_000; i++) {
            int key = i % 3 == 0 ? i : i % 100;
            if (table.get(key, hash(key), 0) == null) {
                table.exchange(key, hash(key), Table.ANY, key, 1, Table.NEVER, 0, OPEN);
            }
        }
        PolicySnapshot<Integer> policy = table.policy(50);
        assertEquals(50, policy.hottest().size());
        assertEquals(50, policy.coldest().size());
        assertEquals(Expert.values().length, policy.estimatedHitRatios().size());
        for (double ratio : policy.estimatedHitRatios().values()) {
            assertTrue(ratio > 0 && ratio < 1, () -> "estimated " + policy.estimatedHitRatios());
        }
        Set<Integer> both = new HashSet<>(policy.hottest());
        both.addAll(policy.coldest());
        assertEquals(100, both.size(), "nobody is hot and cold");
        for (int key : both) {
            assertEquals(key, table.peek(key, hash(key), 0));
        }
    }
}
