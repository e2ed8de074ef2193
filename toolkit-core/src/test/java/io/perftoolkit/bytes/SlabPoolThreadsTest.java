package io.perftoolkit.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Several chunkers and consumers on one small pool: nothing is lost, nobody sleeps beside a free slab. */
class SlabPoolThreadsTest {
    private static final int SLABS = 3;
    private static final int LENGTH = 3_000_000;

    @Test
    void chunkersAndConsumers_fourThreads_shareThreeSlabs() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (SlabPool pool = SlabPool.builder()
                .slabSize(1000)
                .maxSlabs(SLABS)
                .maxWait(Duration.ofSeconds(60))
                .build()) {
            List<Future<Long>> sums = new ArrayList<>();
            for (int pair = 0; pair < 2; pair++) {
                BlockingQueue<Chunk> handed = new ArrayBlockingQueue<>(1000);
                byte[] bytes = Hostile.random(LENGTH, pair);
                sums.add(threads.submit(produce(pool, bytes, handed)));
                sums.add(threads.submit(consume(handed)));
            }
            for (int pair = 0; pair < 2; pair++) {
                assertEquals(
                        sums.get(2 * pair).get(120, TimeUnit.SECONDS),
                        sums.get(2 * pair + 1).get(120, TimeUnit.SECONDS));
            }
            ChunkerStats stats = pool.stats();
            assertEquals(0, stats.out());
            assertEquals(stats.taken(), stats.returned());
            assertTrue(stats.peak() <= SLABS && stats.slabs() <= SLABS);
            assertTrue(stats.waits() > 0, "the pool was never full: nothing was tried");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void waiters_someGiveUp_othersAreServed() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        Random random = new Random(1);
        try (SlabPool pool = SlabPool.builder()
                .slabSize(10)
                .maxSlabs(2)
                .maxWait(Duration.ofSeconds(60))
                .build()) {
            for (int round = 0; round < 200; round++) {
                Chunker one = chunker(pool);
                Chunker two = chunker(pool);
                Chunk first = one.next();
                Chunk second = two.next();
                List<Future<Integer>> waiting = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    waiting.add(threads.submit(() -> {
                        try (Chunker chunks = chunker(pool);
                                Chunk chunk = chunks.next()) {
                            return chunk.length();
                        }
                    }));
                }
                Await.atMost(Duration.ofSeconds(30))
                        .until("all wait", () -> pool.stats().waiting() == 6);
                waiting.get(random.nextInt(6)).cancel(true);
                first.close();
                one.close();
                waiting.get(random.nextInt(6)).cancel(true);
                second.close();
                two.close();
                for (Future<Integer> future : waiting) {
                    if (!future.isCancelled()) {
                        assertEquals(10, future.get(60, TimeUnit.SECONDS));
                    }
                }
                Await.atMost(Duration.ofSeconds(30))
                        .until("all are back", () -> pool.stats().out() == 0);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<Long> produce(SlabPool pool, byte[] bytes, BlockingQueue<Chunk> handed) {
        return () -> {
            try (Chunker chunks = Chunker.of(new Hostile(bytes, 1, 5000))
                    .chunkSize(100)
                    .slabs(pool)
                    .open()) {
                while (chunks.hasNext()) {
                    handed.put(chunks.next());
                }
            }
            handed.put(Chunk.over(java.nio.ByteBuffer.allocate(0), () -> {}));
            long sum = 0;
            for (byte b : bytes) {
                sum = 31 * sum + b;
            }
            return sum;
        };
    }

    private static Callable<Long> consume(BlockingQueue<Chunk> handed) {
        return () -> {
            long sum = 0;
            while (true) {
                try (Chunk chunk = handed.take()) {
                    if (chunk.length() == 0) {
                        return sum;
                    }
                    for (int i = 0; i < chunk.length(); i++) {
                        sum = 31 * sum + chunk.bytes().get(i);
                    }
                }
            }
        };
    }

    private static Chunker chunker(SlabPool pool) throws IOException {
        return Chunker.of(new Hostile(new byte[10], 1, 10).inOnePiece())
                .chunkSize(10)
                .slabs(pool)
                .open();
    }
}
