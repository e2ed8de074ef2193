package io.perftoolkit.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.Await;
import io.perftoolkit.testkit.ManualExecutor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ChunkPublisherTest {
    private static final Await SOON = Await.atMost(Duration.ofSeconds(30));

    @Test
    void chunks_asRequested_andThenTheEnd() throws Exception {
        try (SlabPool pool = pool(4)) {
            var seen = new Recording();
            publisher(250, pool).subscribe(seen);
            assertEquals(0, seen.chunks.size(), "nothing before it is asked for");
            seen.subscription.request(1);
            assertEquals(1, seen.chunks.size());
            seen.subscription.request(Long.MAX_VALUE);
            seen.subscription.request(Long.MAX_VALUE);
            assertEquals(3, seen.chunks.size());
            assertEquals(1, seen.completions);
            assertEquals(50, seen.chunks.peekLast().length());
            seen.closeAll();
            assertEquals(0, pool.stats().out());
            seen.subscription.request(1);
            assertEquals(1, seen.completions);
        }
    }

    @Test
    void slabs_allHeld_goOnWhenOneComesBack() throws Exception {
        try (SlabPool pool = pool(2)) {
            var seen = new Recording();
            publisher(500, pool).subscribe(seen);
            seen.subscription.request(10);
            assertEquals(2, seen.chunks.size());
            for (int more = 3; more <= 5; more++) {
                seen.chunks.remove().close();
                assertEquals(more, seen.received);
            }
            assertEquals(1, seen.completions, "the end needs no slab");
            seen.closeAll();
            assertEquals(0, pool.stats().out());
        }
    }

    @Test
    void cancel_inTheMiddle_givesEverythingBack() throws Exception {
        try (SlabPool pool = pool(2)) {
            var seen = new Recording();
            publisher(500, pool).subscribe(seen);
            seen.subscription.request(1);
            seen.subscription.cancel();
            seen.subscription.request(5);
            assertEquals(1, seen.received);
            assertEquals(0, seen.completions);
            seen.closeAll();
            assertEquals(0, pool.stats().out());
        }
    }

    @Test
    void cancel_whileItWaitsForASlab_wakesNobody() throws Exception {
        try (SlabPool pool = pool(1)) {
            var seen = new Recording();
            publisher(500, pool).subscribe(seen);
            seen.subscription.request(2);
            assertEquals(1, seen.received);
            seen.subscription.cancel();
            seen.closeAll();
            assertEquals(1, seen.received);
            assertEquals(0, pool.stats().out());
        }
    }

    @Test
    void request_ofNothing_isAnError() throws Exception {
        try (SlabPool pool = pool(2)) {
            var seen = new Recording();
            publisher(500, pool).subscribe(seen);
            seen.subscription.request(0);
            assertInstanceOf(IllegalArgumentException.class, seen.failure);
            seen.subscription.request(1);
            assertEquals(0, seen.received);
        }
    }

    @Test
    void subscriber_theSecond_isRefused() throws Exception {
        try (SlabPool pool = pool(2)) {
            Flow.Publisher<Chunk> publisher = publisher(500, pool);
            var first = new Recording();
            var second = new Recording();
            publisher.subscribe(first);
            publisher.subscribe(second);
            assertInstanceOf(IllegalStateException.class, second.failure);
            second.subscription.request(1);
            assertEquals(0, second.received);
            first.subscription.request(1);
            assertEquals(1, first.received);
            assertThrows(NullPointerException.class, () -> publisher.subscribe(null));
            first.subscription.cancel();
            first.closeAll();
        }
    }

    @Test
    void source_thatFails_endsTheChunks() throws Exception {
        try (SlabPool pool = pool(2);
                Chunker chunks = Chunker.of(new Hostile(new byte[500], 1, 100).failingAt(150))
                        .chunkSize(100)
                        .slabs(pool)
                        .open()) {
            var seen = new Recording();
            chunks.publisher(Runnable::run).subscribe(seen);
            seen.subscription.request(10);
            assertEquals(1, seen.received);
            assertInstanceOf(IOException.class, seen.failure);
            seen.closeAll();
            assertEquals(0, pool.stats().out());
        }
    }

    @Test
    void source_nonBlockingAndEmpty_isAnError() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        try (Chunker chunks = Chunker.of(pipe.source()).open()) {
            var seen = new Recording();
            chunks.publisher(Runnable::run).subscribe(seen);
            seen.subscription.request(1);
            assertInstanceOf(IllegalBlockingModeException.class, seen.failure);
        } finally {
            pipe.sink().close();
            pipe.source().close();
        }
    }

    @Test
    void executor_thatRefuses_isAnError() throws Exception {
        try (SlabPool pool = pool(2);
                Chunker chunks = chunker(500, pool)) {
            var seen = new Recording();
            chunks.publisher(task -> {
                        throw new RejectedExecutionException("full");
                    })
                    .subscribe(seen);
            seen.subscription.request(1);
            assertInstanceOf(RejectedExecutionException.class, seen.failure);
        }
    }

    @Test
    void executor_one_runsNothingBesides() throws Exception {
        try (SlabPool pool = pool(2);
                Chunker chunks = chunker(500, pool)) {
            var executor = new ManualExecutor();
            var seen = new Recording();
            chunks.publisher(executor).subscribe(seen);
            seen.subscription.request(1);
            seen.subscription.request(1);
            assertEquals(0, seen.received);
            executor.runAll();
            assertEquals(2, seen.received);
            seen.subscription.cancel();
            executor.runAll();
            seen.closeAll();
        }
    }

    @Test
    void subscriber_thatThrows_endsItself() throws Exception {
        try (SlabPool pool = pool(2);
                Chunker chunks = chunker(500, pool)) {
            var calls = new AtomicInteger();
            chunks.publisher(Runnable::run).subscribe(new Recording() {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    subscription.request(5);
                }

                @Override
                public void onNext(Chunk chunk) {
                    chunk.close();
                    calls.incrementAndGet();
                    throw new IllegalStateException("a mistake of the subscriber's");
                }
            });
            assertEquals(1, calls.get());
            assertEquals(0, pool.stats().out());
        }
    }

    /** One thread pulls, another closes, a third requests: nothing is lost and nobody sleeps for good. */
    @Test
    void threads_pullingAndClosing_loseNothing() throws Exception {
        byte[] bytes = Hostile.random(2_000_000, 4);
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try (SlabPool pool = pool(3)) {
            for (int round = 0; round < 5; round++) {
                Chunker chunks = Chunker.of(new ByteArrayInputStream(bytes))
                        .chunkSize(100)
                        .slabs(pool)
                        .open();
                Queue<Chunk> handed = new ConcurrentLinkedQueue<>();
                var seen = new Recording() {
                    @Override
                    public void onNext(Chunk chunk) {
                        handed.add(chunk);
                    }
                };
                chunks.publisher(executor).subscribe(seen);
                seen.subscription.request(Long.MAX_VALUE);
                var out = new ByteArrayOutputStream();
                while (out.size() < bytes.length) {
                    Chunk chunk = handed.poll();
                    if (chunk == null) {
                        Thread.onSpinWait();
                        assertFalse(seen.completions > 0 && handed.isEmpty() && out.size() < bytes.length);
                        continue;
                    }
                    out.write(chunk.toArray());
                    chunk.close();
                }
                assertArrayEquals(bytes, out.toByteArray());
                SOON.until("the end is told", () -> seen.completions == 1);
                SOON.until("all are back", () -> pool.stats().out() == 0);
                assertTrue(pool.stats().peak() <= 3);
            }
        } finally {
            executor.shutdown();
        }
    }

    private static Flow.Publisher<Chunk> publisher(int length, SlabPool pool) throws IOException {
        return chunker(length, pool).publisher(Runnable::run);
    }

    private static Chunker chunker(int length, SlabPool pool) throws IOException {
        return Chunker.of(new ByteArrayInputStream(new byte[length]))
                .chunkSize(100)
                .slabs(pool)
                .open();
    }

    private static SlabPool pool(int slabs) {
        return SlabPool.builder().slabSize(100).maxSlabs(slabs).build();
    }

    private static class Recording implements Flow.Subscriber<Chunk> {
        final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
        volatile Flow.Subscription subscription;
        volatile Throwable failure;
        volatile int completions;
        int received;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(Chunk chunk) {
            received++;
            chunks.add(chunk);
        }

        @Override
        public void onError(Throwable e) {
            assertTrue(failure == null && completions == 0);
            failure = e;
        }

        @Override
        public void onComplete() {
            completions++;
        }

        void closeAll() {
            while (!chunks.isEmpty()) {
                chunks.remove().close();
            }
        }
    }
}
