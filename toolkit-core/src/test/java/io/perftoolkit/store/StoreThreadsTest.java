package io.perftoolkit.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exact sums, whatever happens at the same time. */
class StoreThreadsTest {
    private static final int THREADS = 4;
    private static final int STEPS = 50_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void mergeAndCompute_manyThreads_loseNothing(int shards) {
        ShardedStore<Integer, Long> store =
                ShardedStore.<Integer, Long>builder().shards(shards).build();
        Together.run(THREADS, thread -> {
            var random = new Random(thread);
            for (int i = 0; i < STEPS; i++) {
                int key = random.nextInt(1 + i / 4);
                if ((i & 1) == 0) {
                    store.merge(key, 1L, Long::sum);
                } else {
                    store.compute(key, (k, v) -> v == null ? 1 : v + 1);
                }
            }
        });
        assertEquals(
                (long) THREADS * STEPS,
                store.values().stream().mapToLong(v -> v).sum());
        assertEquals(store.keySet().stream().count(), store.size());
    }

    @Test
    void addTo_manyThreads_losesNothing() {
        LongLongStore store = LongLongStore.builder().build();
        LongStore<Long> objects = LongStore.<Long>builder().build();
        Together.run(THREADS, thread -> {
            var random = new Random(thread);
            for (int i = 0; i < STEPS; i++) {
                long key = random.nextInt(1 + i / 4);
                store.addTo(key, 1);
                objects.merge(key, 1L, Long::sum);
            }
        });
        long[] sums = new long[2];
        store.forEach((key, value) -> sums[0] += value);
        objects.forEach((key, value) -> sums[1] += value);
        assertEquals((long) THREADS * STEPS, sums[0]);
        assertEquals((long) THREADS * STEPS, sums[1]);
        assertEquals(store.size(), objects.size());
    }

    @Test
    void computeIfAbsent_manyThreads_callsTheFunctionOncePerKey() {
        ShardedStore<Integer, Integer> store = ShardedStore.create();
        var calls = new AtomicInteger();
        Together.run(THREADS, thread -> {
            for (int i = 0; i < STEPS; i++) {
                assertNotNull(store.computeIfAbsent(i, k -> calls.incrementAndGet()));
            }
        });
        assertEquals(STEPS, calls.get());
        assertEquals(STEPS, store.size());
    }

    /** What was put before is found at any time, also while everything moves; what was removed before is not. */
    @Test
    void get_whileOthersMakeItGrow_findsWhatWasPut() {
        ShardedStore<Integer, Integer> store = ShardedStore.create();
        LongLongStore longs = LongLongStore.builder().build();
        var put = new AtomicInteger();
        var done = new AtomicBoolean();
        Together.run(3, thread -> {
            if (thread == 0) {
                try {
                    for (int i = 1; i < 200_000; i++) {
                        store.put(i, i);
                        longs.put(i, i);
                        put.set(i);
                    }
                } finally {
                    done.set(true);
                }
            } else {
                var random = new Random(thread);
                while (!done.get()) {
                    int key = 1 + random.nextInt(1 + put.get());
                    if (key <= put.get()) {
                        assertEquals(key, store.get(key));
                        assertEquals(key, longs.get(key));
                    }
                    assertFalse(store.containsKey(-key));
                }
            }
        });
        assertTrue(store.stats().growths() > 10);
    }

    /** Keys of one shard only: it fills twice and more before the others have moved once. */
    @Test
    void growth_allKeysInOneShardOfSixteen_ends() {
        var store = new ShardedStore<Integer, Integer>(new Sizing(16, 0, 0));
        int[] keys = new Random(1)
                .ints()
                .filter(k -> store.shardOf((k * 0x9E3779B9) | 1) == store.shards[3])
                .distinct()
                .limit(20_000)
                .toArray();
        Together.run(2, thread -> {
            for (int i = thread; i < keys.length; i += 2) {
                store.put(keys[i], i);
            }
        });
        assertEquals(keys.length, store.size());
        assertEquals(keys.length, store.shards[3].entries());
        for (int i = 0; i < keys.length; i++) {
            assertEquals(i, store.get(keys[i]));
        }
    }

    @Test
    void churn_manyThreads_endsEmpty() {
        ShardedStore<Integer, Integer> store = ShardedStore.create();
        Together.run(THREADS, thread -> {
            for (int i = 0; i < STEPS; i++) {
                int key = i * THREADS + thread;
                store.put(key, key);
                assertEquals(key, store.remove(key));
            }
        });
        assertEquals(0, store.size());
        assertFalse(store.keySet().iterator().hasNext());
    }

    /** Two functions that each write to the other's shard would wait for each other for ever. */
    @Test
    void functions_thatWriteToEachOthersShards_doNotDeadlock() {
        ShardedStore<Integer, Integer> store =
                ShardedStore.<Integer, Integer>builder().shards(2).build();
        var refused = new AtomicLong();
        var written = new AtomicLong();
        Together.run(2, thread -> {
            for (int i = 0; i < 20_000; i++) {
                int key = i;
                try {
                    store.compute(key * 2 + thread, (k, v) -> {
                        store.put(key * 2 + 1 - thread, key);
                        return key;
                    });
                    written.incrementAndGet();
                } catch (IllegalStateException e) {
                    refused.incrementAndGet();
                }
            }
        });
        assertEquals(40_000, refused.get() + written.get());
        assertTrue(refused.get() > 0, "half of the keys lie in the shard that is held");
    }

    @Test
    void lock_manyThreadsAndLongWork_wakesEverybody() {
        var mutex = new Mutex();
        long[] sum = new long[1];
        Together.run(8, thread -> {
            for (int i = 0; i < 2000; i++) {
                if (!mutex.tryLock() && !mutex.spin()) {
                    mutex.park();
                }
                try {
                    assertTrue(mutex.isMine());
                    if (i % 100 == 0) {
                        Thread.yield();
                    }
                    sum[0]++;
                } finally {
                    mutex.unlock();
                }
            }
        });
        assertEquals(16_000, sum[0]);
    }

    @Test
    void park_interrupted_keepsTheInterrupt() {
        var mutex = new Mutex();
        Together.run(1, thread -> {
            Thread.currentThread().interrupt();
            mutex.park();
            assertTrue(Thread.interrupted());
            assertTrue(mutex.isMine());
            mutex.unlock();
        });
    }
}
