package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** Patterns of which it is known what an expert can make of them: the table finds the right one, and loses little. */
class HitRatioTest {
    private static final int REQUESTS = 400_000;

    private static double ratio(Table<Integer, Integer> table, IntUnaryOperator request) {
        int hits = 0;
        for (int i = 0; i < REQUESTS; i++) {
            int key = request.applyAsInt(i);
            int hash = Hashing.spread(key, 77);
            if (table.get(key, hash, 0) != null) {
                hits++;
            } else {
                table.exchange(key, hash, Table.ANY, key, 1, Table.NEVER, 0, (k, h) -> true);
            }
        }
        return 100.0 * hits / REQUESTS;
    }

    private static SlotTable<Integer, Integer> slots(int bound) {
        return new SlotTable<>(bound, 0, (key, value, weight, cause) -> {});
    }

    private static LruTable<Integer, Integer> lru(int bound) {
        return new LruTable<>(bound, 0, (key, value, weight, cause) -> {});
    }

    @Test
    void get_loopTwiceAsLong_keepsHalf() {
        for (int bound : new int[] {50, 500, 5000}) {
            double ratio = ratio(slots(bound), i -> i % (2 * bound));
            assertTrue(ratio > 46, () -> bound + ": " + ratio);
        }
    }

    @Test
    void get_randomWithARecentSet_isAsGoodAsLru() {
        for (int bound : new int[] {500, 5000}) {
            double lru = ratio(lru(bound), drifting(bound));
            double ratio = ratio(slots(bound), drifting(bound));
            assertTrue(ratio > lru - 1, () -> bound + ": " + ratio + ", LRU " + lru);
        }
    }

    @Test
    void get_popularKeysAndScans_isMuchBetterThanLru() {
        for (int bound : new int[] {500, 5000}) {
            double lru = ratio(lru(bound), popularWithScans(bound));
            double ratio = ratio(slots(bound), popularWithScans(bound));
            assertTrue(ratio > lru + 5, () -> bound + ": " + ratio + ", LRU " + lru);
        }
    }

    @Test
    void get_patternChanges_anotherExpertSteers() {
        int bound = 500;
        SlotTable<Integer, Integer> table = slots(bound);
        ratio(table, i -> i % (2 * bound));
        long before = table.policy(0).switches();
        double lru = ratio(lru(bound), drifting(bound));
        double ratio = ratio(table, drifting(bound));
        assertTrue(
                table.policy(0).switches() > before, "still " + table.policy(0).name());
        assertTrue(ratio > lru - 2, () -> ratio + ", LRU " + lru);
        assertEquals(bound, table.size());
    }

    /** Near a place that moves on: what was used lately is used again, what was used often is not. */
    private static IntUnaryOperator drifting(int bound) {
        Random random = new Random(5);
        return i -> i / 20 + (int) Math.abs(random.nextGaussian() * bound / 2);
    }

    /** Half of the requests by popularity, half scans over keys that never come back. */
    private static IntUnaryOperator popularWithScans(int bound) {
        SplittableRandom random = new SplittableRandom(5);
        return i -> i / 1000 % 2 == 0 ? 1_000_000 + i : (int) Math.pow(10 * bound, random.nextDouble());
    }
}
