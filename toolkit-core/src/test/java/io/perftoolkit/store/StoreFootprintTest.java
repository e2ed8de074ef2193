package io.perftoolkit.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jol.info.GraphLayout;

/** Bytes per entry, grown from nothing, beside the JDK's map in this JVM. */
class StoreFootprintTest {
    private static final Integer VALUE = 1;

    @ParameterizedTest
    @ValueSource(ints = {1000, 10_000})
    void objects_withoutKeyAndValue_takeTwoThirdsOfTheJdksMap(int entries) {
        ShardedStore<Integer, Integer> store =
                ShardedStore.<Integer, Integer>builder().shards(8).build();
        ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
        Integer[] keys = new Integer[entries];
        for (int i = 0; i < entries; i++) {
            keys[i] = i * 7919;
            store.put(keys[i], VALUE);
            map.put(keys[i], VALUE);
        }
        double content = GraphLayout.parseInstance((Object) keys, VALUE).totalSize()
                - GraphLayout.parseInstance((Object) new Integer[entries]).totalSize();
        double ours = (GraphLayout.parseInstance(store).totalSize() - content) / entries;
        double theirs = (GraphLayout.parseInstance(map).totalSize() - content) / entries;
        assertTrue(ours <= theirs / 1.5, () -> ours + " B per entry, the JDK's map " + theirs);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 10_000})
    void longs_takeLessThanHalfOfBoxedOnes(int entries) {
        LongLongStore longs = LongLongStore.builder().shards(8).build();
        LongStore<Integer> objects = LongStore.<Integer>builder().shards(8).build();
        ConcurrentHashMap<Long, Long> map = new ConcurrentHashMap<>();
        ConcurrentHashMap<Long, Integer> objectMap = new ConcurrentHashMap<>();
        for (int i = 0; i < entries; i++) {
            long key = 1000 + i * 7919L;
            longs.put(key, key);
            objects.put(key, VALUE);
            map.put(key, key + 1);
            objectMap.put(key, VALUE);
        }
        double ours = GraphLayout.parseInstance(longs).totalSize() / (double) entries;
        double theirs = GraphLayout.parseInstance(map).totalSize() / (double) entries;
        assertTrue(ours <= theirs / 1.8, () -> ours + " B per entry, the JDK's map " + theirs);
        double oursObjects = GraphLayout.parseInstance(objects).totalSize() / (double) entries;
        double theirsObjects = GraphLayout.parseInstance(objectMap).totalSize() / (double) entries;
        assertTrue(
                oursObjects <= theirsObjects / 1.8, () -> oursObjects + " B per entry, the JDK's map " + theirsObjects);
    }

    /** Beyond what JOL walks in a test: the arrays are nearly all there is. */
    @Test
    void slots_whileItGrows_areNeverMoreThanTwoPerEntry() {
        ShardedStore<Integer, Integer> store =
                ShardedStore.<Integer, Integer>builder().shards(8).build();
        LongLongStore longs = LongLongStore.builder().shards(8).build();
        for (int i = 1; i <= 2_000_000; i++) {
            store.put(i, VALUE);
            longs.put(i, i);
            if (i % 9973 == 0) {
                double slots = (double) store.stats().slots() / i;
                double longSlots = (double) longs.stats().slots() / i;
                int entries = i;
                assertTrue(slots < 2.1 && longSlots < 2.1, () -> slots + ", " + longSlots + " at " + entries);
            }
        }
    }
}
