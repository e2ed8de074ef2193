package io.perftoolkit.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jol.info.GraphLayout;

/** Bytes per entry, grown from nothing, beside the JDK's map in this JVM. */
class StoreFootprintTest {
    private static final Integer VALUE = 1;
    private static final int STORES = 9;

    @ParameterizedTest
    @ValueSource(ints = {1000, 10_000})
    void objects_withoutKeyAndValue_takeTwoThirdsOfTheJdksMap(int entries) {
        ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
        Integer[] keys = new Integer[entries];
        for (int i = 0; i < entries; i++) {
            keys[i] = i * 7919;
            map.put(keys[i], VALUE);
        }
        long content = GraphLayout.parseInstance((Object) keys, VALUE).totalSize()
                - GraphLayout.parseInstance((Object) new Integer[entries]).totalSize();
        assertSmaller(entries, content, map, 1.5, () -> {
            ShardedStore<Integer, Integer> store =
                    ShardedStore.<Integer, Integer>builder().shards(8).build();
            for (Integer key : keys) {
                store.put(key, VALUE);
            }
            return store;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 10_000})
    void longs_takeLessThanHalfOfBoxedOnes(int entries) {
        ConcurrentHashMap<Long, Long> map = new ConcurrentHashMap<>();
        ConcurrentHashMap<Long, Integer> objectMap = new ConcurrentHashMap<>();
        for (int i = 0; i < entries; i++) {
            long key = key(i);
            map.put(key, key + 1);
            objectMap.put(key, VALUE);
        }
        assertSmaller(entries, 0, map, 1.8, () -> {
            LongLongStore longs = LongLongStore.builder().shards(8).build();
            for (int i = 0; i < entries; i++) {
                longs.put(key(i), key(i));
            }
            return longs;
        });
        assertSmaller(entries, 0, objectMap, 1.8, () -> {
            LongStore<Integer> objects = LongStore.<Integer>builder().shards(8).build();
            for (int i = 0; i < entries; i++) {
                objects.put(key(i), VALUE);
            }
            return objects;
        });
    }

    private static long key(int i) {
        return 1000 + i * 7919L;
    }

    /** The median of several: each has a seed of its own, and a seed that fills one shard early has all of them grow. */
    private static void assertSmaller(int entries, long content, Object map, double factor, Supplier<Object> store) {
        double theirs = bytesPerEntry(map, content, entries);
        double[] ours = new double[STORES];
        for (int i = 0; i < STORES; i++) {
            ours[i] = bytesPerEntry(store.get(), content, entries);
        }
        Arrays.sort(ours);
        double median = ours[STORES / 2];
        assertTrue(
                median <= theirs / factor,
                () -> Arrays.toString(ours) + " B per entry, the JDK's map " + theirs + ", to be " + factor
                        + " smaller");
    }

    private static double bytesPerEntry(Object store, long content, int entries) {
        return (GraphLayout.parseInstance(store).totalSize() - content) / (double) entries;
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
