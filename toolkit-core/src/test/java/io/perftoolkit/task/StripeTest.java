package io.perftoolkit.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.latency.LatencyRecorder;
import io.perftoolkit.testkit.Await;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class StripeTest {
    private record Task(int number) implements Runnable {
        @Override
        public void run() {
            throw new AssertionError("not meant to run");
        }
    }

    @Test
    void offerAndPoll_overSeveralChunks_keepTheOrder() {
        Stripe stripe = new Stripe(null);
        int offered = 0;
        int polled = 0;
        for (int round = 1; round < 100; round++) {
            for (int i = 0; i < 37 * round; i++) {
                assertEquals(offered, stripe.position());
                assertEquals(offered, stripe.offer(new Task(offered++)));
            }
            assertTrue(stripe.tryLock());
            assertFalse(stripe.tryLock());
            for (int i = 0; i < 36 * round; i++) {
                assertEquals(new Task(polled++), stripe.poll());
            }
            stripe.unlock();
            assertEquals(offered - polled, stripe.depth());
        }
        while (polled < offered) {
            assertEquals(new Task(polled++), stripe.poll());
        }
        assertNull(stripe.poll());
        assertTrue(stripe.isEmpty());
    }

    @Test
    void offerAllAndMoveTo_overSeveralChunks_keepTheOrder() {
        SplittableRandom random = new SplittableRandom(11);
        Stripe stripe = new Stripe(null);
        Ring ring = new Ring(256, -100);
        int offered = 0;
        int taken = 0;
        for (int round = 0; round < 2_000; round++) {
            int from = offered;
            int count = 1 + random.nextInt(3 * Chunk.SIZE / 2);
            stripe.offerAll(i -> new Task(from + i), count);
            offered += count;
            while (offered - taken > random.nextInt(2 * Chunk.SIZE)) {
                int most = random.nextInt(257);
                stripe.moveTo(ring, most);
                assertEquals(Math.min(most, offered - taken), ring.size());
                for (Runnable task = ring.pop(); task != null; task = ring.pop()) {
                    assertEquals(new Task(taken++), task);
                }
                assertEquals(offered - taken, stripe.depth());
            }
        }
    }

    @Test
    void offer_withASample_timesOneOfSixtyFour() {
        LatencyRecorder runDelay = LatencyRecorder.builder().build();
        Stripe stripe = new Stripe(runDelay);
        int timed = 0;
        for (int i = 0; i < 3 * Chunk.SIZE; i++) {
            stripe.offer(new Task(i));
            timed += stripe.poll() instanceof Timed ? 1 : 0;
        }
        assertEquals(3 * Chunk.SIZE / Timed.ONE_OF, timed);
    }

    @Test
    void close_atEveryFillLevel_keepsWhatItHasAndRefusesTheRest() {
        for (int size : new int[] {0, 1, Chunk.SIZE - 1, Chunk.SIZE, Chunk.SIZE + 1, 3 * Chunk.SIZE}) {
            for (int taken : new int[] {0, size / 2, size}) {
                Stripe stripe = new Stripe(null);
                for (int i = 0; i < size; i++) {
                    stripe.offer(new Task(i));
                }
                for (int i = 0; i < taken; i++) {
                    assertEquals(new Task(i), stripe.poll());
                }
                stripe.close();
                stripe.close();
                for (int i = 0; i < 1_000; i++) {
                    assertEquals(Stripe.REFUSED, stripe.offer(new Task(-1)));
                }
                assertEquals(size - taken, stripe.depth());
                for (int i = taken; i < size; i++) {
                    assertEquals(new Task(i), stripe.poll());
                }
                assertNull(stripe.poll());
                assertTrue(stripe.isEmpty());
            }
        }
    }

    @Test
    void close_whileProducersOffer_losesNothingThatWasAccepted() throws Exception {
        for (int round = 0; round < 300; round++) {
            Stripe stripe = new Stripe(null);
            int each = 2_000;
            AtomicIntegerArray fate = new AtomicIntegerArray(2 * each);
            List<Thread> producers = new ArrayList<>();
            for (int p = 0; p < 2; p++) {
                int from = p * each;
                Thread thread = new Thread(() -> {
                    for (int i = from; i < from + each; i++) {
                        if (stripe.offer(new Task(i)) == Stripe.REFUSED) {
                            fate.incrementAndGet(i);
                        }
                    }
                });
                producers.add(thread);
                thread.start();
            }
            int wait = round * 7 % (2 * each);
            while (stripe.position() < wait) {
                poll(stripe, fate);
            }
            stripe.close();
            for (Thread thread : producers) {
                thread.join();
            }
            while (!stripe.isEmpty()) {
                poll(stripe, fate);
            }
            for (int i = 0; i < 2 * each; i++) {
                assertEquals(1, fate.get(i), "task " + i + " in round " + round);
            }
        }
    }

    private static void poll(Stripe stripe, AtomicIntegerArray fate) {
        if (stripe.poll() instanceof Task task) {
            fate.incrementAndGet(task.number());
        }
    }

    @Test
    void slots_afterPoll_holdNothing() throws Exception {
        Stripe stripe = new Stripe(null);
        List<WeakReference<Runnable>> tasks = new ArrayList<>();
        for (int i = 0; i < Chunk.SIZE + 10; i++) {
            Runnable task = new Task(i);
            tasks.add(new WeakReference<>(task));
            stripe.offer(task);
        }
        while (!stripe.isEmpty()) {
            stripe.poll();
        }
        Await.atMost(Duration.ofSeconds(60)).until("all tasks are collected", () -> {
            System.gc();
            return tasks.stream().allMatch(task -> task.refersTo(null));
        });
        java.lang.ref.Reference.reachabilityFence(stripe);
    }
}
