package io.perftoolkit.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.Await;
import io.perftoolkit.testkit.FakeTicker;
import io.perftoolkit.testkit.ManualExecutor;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class LeakTest {
    private final FakeTicker ticker = new FakeTicker(Long.MAX_VALUE);
    private final List<LeakedSlab> leaks = new ArrayList<>();

    @Test
    void chunk_thatIsNeverClosed_isReportedOnceWithItsStack() throws Exception {
        try (SlabPool pool = pool(1)) {
            Chunk lost;
            try (Chunker chunks = chunker(pool)) {
                lost = chunks.next();
            }
            ticker.advance(Duration.ofSeconds(59));
            assertEquals(0, pool.stats().leaked());
            ticker.advance(Duration.ofSeconds(1));
            assertEquals(1, pool.stats().leaked());
            assertEquals(1, pool.stats().leaked(), "once");
            LeakedSlab leak = leaks.get(0);
            assertEquals(1, leaks.size());
            assertEquals("slabs", leak.pool());
            assertEquals(Duration.ofSeconds(60), leak.age());
            assertFalse(leak.forgotten());
            assertNotNull(leak.stack());
            assertTrue(Arrays.stream(leak.stack().getStackTrace())
                    .anyMatch(frame -> frame.getClassName().equals(LeakTest.class.getName())));
            lost.close();
            assertEquals(0, pool.stats().out());
        }
    }

    @Test
    void chunk_outsideTheSample_isReportedWithoutStack() throws Exception {
        try (SlabPool pool = pool(2)) {
            try (Chunker first = chunker(pool);
                    Chunker second = chunker(pool);
                    Chunk closed = first.next()) {
                assertNotNull(second.next());
                assertTrue(closed.isOpen());
            }
            ticker.advance(Duration.ofSeconds(60));
            assertEquals(1, pool.stats().leaked());
            assertNull(leaks.get(0).stack());
        }
    }

    @Test
    void chunker_thatPauses_isNoLeak() throws Exception {
        try (SlabPool pool = pool(1);
                Chunker chunks = chunker(pool)) {
            chunks.next().close();
            ticker.advance(Duration.ofHours(1));
            assertEquals(0, pool.stats().leaked());
            chunks.next().close();
        }
        assertEquals(List.of(), leaks);
    }

    @Test
    void chunker_thatIsForgotten_isReportedOnceItIsGarbage() throws Exception {
        try (SlabPool pool = pool(1)) {
            forget(pool);
            ticker.advance(Duration.ofSeconds(60));
            Await.atMost(Duration.ofSeconds(30)).until("the collector finds it", () -> {
                System.gc();
                return pool.stats().leaked() == 1;
            });
            assertTrue(leaks.get(0).forgotten());
        }
    }

    @Test
    void listener_thatThrows_harmsNobody() throws Exception {
        try (SlabPool pool = leaky().onLeak(leak -> {
                    throw new IllegalStateException("a mistake of the listener's");
                })
                .build()) {
            leak(pool);
            assertEquals(1, pool.stats().leaked());
        }
    }

    @Test
    void listener_withAnExecutor_runsThere() throws Exception {
        ManualExecutor executor = new ManualExecutor();
        try (SlabPool pool = leaky().onLeak(executor, leaks::add).build()) {
            leak(pool);
            assertEquals(1, pool.stats().leaked());
            assertEquals(List.of(), leaks, "not on the thread that found it");
            executor.runAll();
            assertEquals(1, leaks.size());
        }
    }

    @Test
    void listener_whoseExecutorRefuses_isToldByWhoFoundTheLeak() throws Exception {
        Executor shutDown = task -> {
            throw new RejectedExecutionException("shut down");
        };
        try (SlabPool pool = leaky().onLeak(shutDown, leaks::add).build()) {
            leak(pool);
            assertEquals(1, pool.stats().leaked());
            assertEquals(1, leaks.size());
        }
    }

    private SlabPoolBuilder leaky() {
        return SlabPool.builder().slabSize(100).leakAfter(Duration.ofNanos(1)).ticker(ticker);
    }

    private void leak(SlabPool pool) throws Exception {
        try (Chunker chunks = chunker(pool)) {
            assertNotNull(chunks.next());
        }
        ticker.advance(Duration.ofSeconds(1));
    }

    private static void forget(SlabPool pool) throws Exception {
        chunker(pool).next().close();
    }

    private static Chunker chunker(SlabPool pool) throws Exception {
        return Chunker.of(new ByteArrayInputStream(new byte[1000]))
                .chunkSize(100)
                .slabs(pool)
                .open();
    }

    private SlabPool pool(int sampling) {
        return SlabPool.builder()
                .slabSize(100)
                .leakAfter(Duration.ofMinutes(1))
                .leakSampling(sampling)
                .onLeak(leaks::add)
                .ticker(ticker)
                .build();
    }
}
