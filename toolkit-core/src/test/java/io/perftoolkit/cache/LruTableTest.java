package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LruTableTest extends TableContract {
    @Override
    <K> Table<K, String> table(long bound, long accessNanos, Table.Removals<K, String> removals) {
        return new LruTable<>(bound, accessNanos, removals);
    }

    @Test
    void victims_ofAGeneratedSequence_areThoseOfLinkedHashMap() {
        Random random = new Random(7);
        int[] keys = new int[200_000];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (int) Math.abs(random.nextGaussian() * 500) + (i % 50_000 < 5_000 ? i : 0);
        }
        assertSameVictims(keys, 300);
    }

    /** Looks each key up and puts it if it is missing, as a cache is used. */
    static void assertSameVictims(int[] keys, int capacity) {
        List<Integer> expected = new ArrayList<>();
        Map<Integer, String> model = new LinkedHashMap<>(16, .75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, String> eldest) {
                if (size() > capacity) {
                    expected.add(eldest.getKey());
                    return true;
                }
                return false;
            }
        };
        List<Integer> victims = new ArrayList<>();
        Table<Integer, String> table = new LruTable<>(capacity, 0, (key, value, weight, cause) -> {
            assertEquals(RemovalCause.SIZE, cause);
            victims.add(key);
        });
        for (int key : keys) {
            if (model.get(key) == null) {
                model.put(key, "v");
            }
            if (get(table, key) == null) {
                put(table, key, "v");
            }
        }
        assertEquals(expected, victims);
        assertEquals(List.copyOf(model.keySet()), table.policy(capacity).coldest());
    }
}
