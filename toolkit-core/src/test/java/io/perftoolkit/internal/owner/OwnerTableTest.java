package io.perftoolkit.internal.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OwnerTableTest {
    /** Slots retired so far; rooms are registered for good, hence static. */
    private static final Set<Integer> RETIRED = ConcurrentHashMap.newKeySet();

    static {
        OwnerTable.onRetire(RETIRED::add);
    }

    @Test
    void claim_twice_answersTheSameSlot() throws InterruptedException {
        run(() -> {
            int slot = OwnerTable.claim();
            assertEquals(OwnerTable.home(Thread.currentThread()), slot);
            assertTrue(OwnerTable.owns(slot, Thread.currentThread()));
            assertEquals(slot, OwnerTable.claim());
        });
    }

    @Test
    void owns_slotOfAnotherThread_isFalse() throws InterruptedException {
        int[] slot = new int[1];
        run(() -> slot[0] = OwnerTable.claim());
        assertFalse(OwnerTable.owns(slot[0], Thread.currentThread()));
    }

    @Test
    void home_neighbouringIds_landOnDifferentSlots() {
        Set<Integer> homes = new HashSet<>();
        for (int id = 1; id <= 1000; id++) {
            homes.add(OwnerTable.home(new NamedId(id, () -> {})));
        }
        assertTrue(homes.size() >= 990, () -> "1000 neighbouring ids on " + homes.size() + " slots");
    }

    @Test
    void home_anyId_isInTheTable() {
        for (long id : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32}) {
            int home = OwnerTable.home(new NamedId(id, () -> {}));
            assertTrue(home >= 0 && home < OwnerTable.SLOTS, () -> id + " -> " + home);
        }
    }

    @Test
    void sweep_ownerDead_retiresItsSlotAndForgetsTheThread() throws InterruptedException {
        int[] slot = new int[1];
        WeakReference<Thread> dead = new WeakReference<>(run(() -> {
            slot[0] = OwnerTable.claim();
            RETIRED.remove(slot[0]);
        }));
        OwnerTable.sweep();
        assertTrue(RETIRED.contains(slot[0]));
        awaitCleared(dead);
    }

    @Test
    void sweep_ownerAlive_leavesItsSlot() throws InterruptedException {
        CountDownLatch claimed = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        int[] slot = new int[1];
        Thread owner = new Thread(() -> {
            slot[0] = OwnerTable.claim();
            RETIRED.remove(slot[0]);
            claimed.countDown();
            awaitLatch(end);
            assertTrue(OwnerTable.owns(slot[0], Thread.currentThread()));
        });
        owner.start();
        awaitLatch(claimed);
        OwnerTable.sweep();
        assertFalse(RETIRED.contains(slot[0]));
        end.countDown();
        owner.join();
    }

    @Test
    void claim_slotOfADeadThread_retiresItFirst() throws InterruptedException {
        long id = anId();
        int[] slots = new int[2];
        join(new NamedId(id, () -> {
            slots[0] = OwnerTable.claim();
            RETIRED.remove(slots[0]);
        }));
        join(new NamedId(id, () -> slots[1] = OwnerTable.claim()));
        assertEquals(slots[0], slots[1]);
        assertTrue(RETIRED.contains(slots[0]));
    }

    @Test
    void claim_slotOfALiveThread_answersNone() throws InterruptedException {
        long id = anId();
        AtomicInteger second = new AtomicInteger();
        join(new NamedId(id, () -> {
            assertNotEquals(OwnerTable.NONE, OwnerTable.claim());
            try {
                join(new NamedId(id, () -> second.set(OwnerTable.claim())));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }));
        assertEquals(OwnerTable.NONE, second.get());
    }

    @Test
    void claim_idsOverriddenAndChanging_ownsOneSlot() throws InterruptedException {
        Set<Integer> slots = new HashSet<>();
        Thread restless = new Thread() {
            private long id = 1;

            @Override
            @SuppressWarnings("deprecation") // getId is deprecated, and still overridable, since JDK 19
            public long getId() {
                return id += 0x1234567L;
            }

            @Override
            public void run() {
                for (int i = 0; i < 10_000; i++) {
                    int slot = OwnerTable.claim();
                    if (slot != OwnerTable.NONE) {
                        slots.add(slot);
                    }
                }
            }
        };
        restless.start();
        restless.join();
        assertEquals(1, slots.size());
    }

    @Test
    void claim_moreLiveThreadsThanSlots_givesEachSlotToOne() throws InterruptedException {
        int threads = OwnerTable.SLOTS + 900;
        CountDownLatch asked = new CountDownLatch(threads);
        CountDownLatch end = new CountDownLatch(1);
        Set<Integer> slots = ConcurrentHashMap.newKeySet();
        AtomicInteger given = new AtomicInteger();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(
                    null,
                    () -> {
                        int slot = OwnerTable.claim();
                        if (slot != OwnerTable.NONE) {
                            slots.add(slot);
                            given.incrementAndGet();
                        }
                        asked.countDown();
                        awaitLatch(end);
                    },
                    "crowd-" + i,
                    64 << 10);
            all.add(thread);
            thread.start();
        }
        asked.await();
        end.countDown();
        for (Thread thread : all) {
            thread.join();
        }
        assertEquals(given.get(), slots.size());
        assertTrue(
                given.get() > OwnerTable.SLOTS / 2, () -> "only " + given + " of " + OwnerTable.SLOTS + " slots used");
        OwnerTable.sweep();
        OwnerTable.lock();
        try {
            assertTrue(OwnerTable.claimed() < 100, () -> OwnerTable.claimed() + " slots left to the dead");
        } finally {
            OwnerTable.unlock();
        }
    }

    /** Ids below those of real threads' usual range would collide with the test's own threads; random ones hardly do. */
    private static long anId() {
        return ThreadLocalRandom.current().nextLong();
    }

    private static Thread run(Runnable task) throws InterruptedException {
        Thread thread = new Thread(task);
        join(thread);
        return thread;
    }

    private static void join(Thread thread) throws InterruptedException {
        Throwable[] failure = new Throwable[1];
        thread.setUncaughtExceptionHandler((t, e) -> failure[0] = e);
        thread.start();
        thread.join();
        if (failure[0] != null) {
            throw new AssertionError(failure[0]);
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitCleared(WeakReference<?> reference) {
        long start = System.nanoTime();
        while (reference.get() != null) {
            assertTrue(System.nanoTime() - start < Duration.ofSeconds(20).toNanos(), "still reachable");
            System.gc();
        }
    }

    /** A thread that claims to have another id. */
    private static final class NamedId extends Thread {
        private final long id;

        NamedId(long id, Runnable task) {
            super(task);
            this.id = id;
        }

        @Override
        @SuppressWarnings("deprecation") // getId is deprecated, and still overridable, since JDK 19
        public long getId() {
            return id;
        }
    }
}
