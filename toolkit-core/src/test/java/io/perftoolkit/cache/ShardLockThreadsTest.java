package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardLockThreadsTest {
    private static final int THREADS = 6;
    private static final int TURNS = 20_000;

    private static final class Bare extends ShardLock {
        private int inside;
        private long turns;

        Bare() {
            super(Slots.ofHashes(1), Expert.CLOCK);
        }

        void turn() {
            lock();
            try {
                inside++;
                if (inside == 1) {
                    turns++;
                }
                inside--;
            } finally {
                unlock();
            }
        }
    }

    @Test
    void lock_manyThreads_letsOneInAtATime() throws InterruptedException {
        Bare lock = new Bare();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(() -> {
                for (int turn = 0; turn < TURNS; turn++) {
                    lock.turn();
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals((long) THREADS * TURNS, lock.turns);
    }

    @Test
    void lock_interruptedWhileItWaits_getsItAndStaysInterrupted() throws InterruptedException {
        Bare lock = new Bare();
        boolean[] interrupted = new boolean[1];
        lock.lock();
        assertFalse(lock.tryLock());
        Thread waiter = new Thread(() -> {
            lock.turn();
            interrupted[0] = Thread.currentThread().isInterrupted();
        });
        waiter.start();
        waiter.interrupt();
        Await.atMost(Duration.ofSeconds(30))
                .until("the waiter parks", () -> waiter.getState() == Thread.State.TIMED_WAITING);
        lock.unlock();
        waiter.join();
        assertTrue(interrupted[0]);
        assertEquals(1, lock.turns);
    }
}
