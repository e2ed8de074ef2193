package io.perftoolkit.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Every accepted task runs once or is given back once, whatever goes on: producers, tasks that submit, stealing, small
 * rings, and a shutdown in the middle. {@code -Dtask.stress=<tasks>} says how many tasks (the build takes 20 million; a
 * long run is 60 million).
 */
class ExactlyOnceTest {
    private static final long TASKS = Long.getLong("task.stress", 20_000_000);
    private static final int PER_ROUND = 100_000;
    private static final int CHILDREN = 4;

    private static final byte NONE = 0;
    private static final int RAN = 1;
    private static final int DROPPED = 1 << 8;
    private static final int REFUSED = 1 << 16;

    @Test
    void tasks_underEverything_runOrAreDroppedExactlyOnce() throws Exception {
        SplittableRandom random =
                new SplittableRandom(ThreadLocalRandom.current().nextLong());
        long done = 0;
        long dropped = 0;
        long refused = 0;
        for (int round = 0; done < TASKS; round++) {
            Round next = new Round(random.split(), 1 + round % 8, 1 + round % 5);
            String seed = next.toString();
            next.play();
            for (int id = 0; id < PER_ROUND; id++) {
                int seen = next.fate.get(id);
                int at = id;
                assertTrue(
                        seen == RAN || seen == DROPPED || seen == REFUSED,
                        () -> "task " + at + " met its fate " + Integer.toHexString(seen) + " in " + seed);
                dropped += seen == DROPPED ? 1 : 0;
                refused += seen == REFUSED ? 1 : 0;
            }
            done += PER_ROUND;
        }
        assertTrue(dropped > 0, "no round was shut down with tasks in its queues: the test is blind");
        assertTrue(refused > 0, "no round was shut down while producers submitted: the test is blind");
    }

    /** A scheduler's whole life, in the course of which each id is submitted once. */
    private static final class Round {
        final AtomicIntegerArray fate = new AtomicIntegerArray(PER_ROUND);
        final AtomicLong nextId = new AtomicLong();
        final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        final int producers;
        final int workers;
        final int ring;
        final int end;
        final WorkStealingScheduler scheduler;

        Round(SplittableRandom random, int producers, int workers) {
            this.producers = producers;
            this.workers = workers;
            this.ring = List.of(2, 4, 16, 256).get(random.nextInt(4));
            // Half of the rounds end in the middle, one way or the other.
            this.end = random.nextBoolean() ? PER_ROUND : random.nextInt(PER_ROUND);
            this.scheduler = WorkStealingScheduler.builder()
                    .workers(workers)
                    .maxQueued(Long.MAX_VALUE)
                    .uncaughtHandler((thread, error) -> failures.add(error))
                    .ring(ring, Integer.MAX_VALUE - random.nextInt(100))
                    .build();
        }

        void play() throws InterruptedException {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < producers; i++) {
                // Where there are virtual threads, every other producer is one.
                ThreadFactory virtual = i % 2 == 0 ? null : VirtualThreads.factory("producer");
                Thread thread = virtual == null ? new Thread(this::produce) : virtual.newThread(this::produce);
                threads.add(thread);
                thread.start();
            }
            List<Runnable> back = List.of();
            if (end < PER_ROUND) {
                while (nextId.get() < end) {
                    Thread.onSpinWait();
                }
                if (end % 3 == 0) {
                    scheduler.shutdown();
                } else {
                    back = scheduler.shutdownNow();
                }
            }
            for (Thread thread : threads) {
                thread.join();
            }
            while (end == PER_ROUND && nextId.get() < PER_ROUND) {
                LockSupport.parkNanos(100_000); // tasks go on submitting
            }
            scheduler.shutdown();
            assertTrue(scheduler.awaitTermination(60, TimeUnit.SECONDS), () -> "does not end: " + scheduler.stats());
            for (Runnable task : back) {
                fate.addAndGet(((Numbered) task).id, DROPPED);
            }
            // What a shutdown left unborn.
            for (long id = nextId.getAndAdd(PER_ROUND); id < PER_ROUND; id++) {
                fate.addAndGet((int) id, REFUSED);
            }
            assertEquals(List.of(), List.copyOf(failures));
            assertEquals(NONE, scheduler.stats().queued());
        }

        private void produce() {
            while (submitNext()) {
                // until there are no more ids
            }
        }

        boolean submitNext() {
            long id = nextId.getAndIncrement();
            if (id >= PER_ROUND) {
                return false;
            }
            try {
                scheduler.execute(new Numbered(this, (int) id));
            } catch (RejectedExecutionException e) {
                fate.addAndGet((int) id, REFUSED);
            }
            return true;
        }

        @Override
        public String toString() {
            return producers + " producers, " + workers + " workers, rings of " + ring + ", end at " + end;
        }
    }

    private record Numbered(Round round, int id) implements Runnable {
        @Override
        public void run() {
            round.fate.addAndGet(id, RAN);
            if (id % 16 == 0) {
                for (int i = 0; i < CHILDREN; i++) {
                    round.submitNext();
                }
            }
            if (id % 4099 == 0) {
                LockSupport.parkNanos(200_000); // a victim for thieves
            }
        }
    }
}
