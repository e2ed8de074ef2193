package io.perftoolkit.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.count.StripedCounter;
import io.perftoolkit.internal.layout.PaddedLongs;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Slots that threads keep for their next entry are there for all others. */
class LockersTest {
    private final ConcurrencyLimit limit = ConcurrencyLimit.fixed(8).build();

    /** A thread has a locker once it has counted anything. */
    private static int ownLocker(Lockers lockers) {
        new StripedCounter().increment();
        return lockers.mine();
    }

    private static void inAnotherThread(Runnable work) throws InterruptedException {
        Thread thread = new Thread(work);
        thread.start();
        thread.join();
    }

    private List<Permit> takeAll() {
        List<Permit> held = new ArrayList<>();
        for (Permit permit = limit.tryAcquire(Priority.NORMAL);
                permit != null;
                permit = limit.tryAcquire(Priority.NORMAL)) {
            held.add(permit);
        }
        return held;
    }

    @Test
    void tryEnter_kept_isTakenOutAgain() {
        Gate gate = new Gate(4, new Lockers(4), false);
        int locker = PaddedLongs.indexApart(2);
        assertEquals(3, gate.tryEnter(locker));
        gate.leave(locker);
        assertEquals(0, gate.inFlight());
        assertEquals(3, gate.tryEnter(locker));
        assertEquals(1, gate.inFlight());
        gate.leave(Lockers.NONE);
        assertEquals(0, gate.inFlight());
        assertEquals(3, gate.tryEnter(locker), "nothing is kept, and a slot is taken as by anybody");
    }

    @Test
    void leave_fewSlotsLeft_keepsNoneAnyMore() {
        Lockers lockers = new Lockers(4);
        Gate gate = new Gate(4, lockers, false);
        int locker = PaddedLongs.indexApart(2);
        gate.tryEnter(locker);
        gate.leave(locker);
        gate.tryEnter(locker);
        assertTrue(lockers.anyInUse());
        for (int i = 0; i < 3; i++) {
            gate.tryEnter(Lockers.NONE);
        }
        gate.leave(locker);
        assertFalse(lockers.anyInUse(), "refusals need not look into lockers");
        assertEquals(3, gate.inFlight());
    }

    @Test
    void tryAcquire_slotsKeptByOthers_areFoundBeforeAnybodyIsRefused() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            inAnotherThread(() -> {
                for (int n = 0; n < 5; n++) {
                    limit.tryAcquire(Priority.NORMAL).closeAs(Permit.Outcome.SUCCEEDED);
                }
            });
        }
        assertEquals(0, limit.stats().inFlight());
        assertFalse(limit.wouldRefuse(Priority.NORMAL));
        List<Permit> held = takeAll();
        assertEquals(8, held.size());
        assertTrue(limit.wouldRefuse(Priority.NORMAL));
        held.forEach(permit -> permit.closeAs(Permit.Outcome.SUCCEEDED));
        assertEquals(8, takeAll().size());
    }

    @Test
    void resize_slotsKept_countAgainstTheNewLimit() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            inAnotherThread(() -> limit.tryAcquire(Priority.NORMAL).closeAs(Permit.Outcome.SUCCEEDED));
        }
        limit.tryAcquire(Priority.NORMAL).closeAs(Permit.Outcome.SUCCEEDED);
        limit.resize(1);
        assertNotNull(limit.tryAcquire(Priority.NORMAL));
        assertNull(limit.tryAcquire(Priority.NORMAL));
        inAnotherThread(() -> assertNull(limit.tryAcquire(Priority.NORMAL)));
        limit.resize(8);
        assertEquals(7, takeAll().size());
    }

    @Test
    void close_byAnotherThread_slotIsGivenBack() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            Permit permit = limit.tryAcquire(Priority.NORMAL);
            assertNotNull(permit);
            inAnotherThread(permit::close);
        }
        assertEquals(0, limit.stats().inFlight());
        assertEquals(8, takeAll().size());
    }

    @Test
    void mine_twoThreads_haveNotTheSame() throws InterruptedException {
        Lockers lockers = new Lockers(256);
        int mine = ownLocker(lockers);
        assertNotEquals(Lockers.NONE, mine);
        assertEquals(mine, lockers.mine());
        Lockers one = new Lockers(1);
        assertNotEquals(Lockers.NONE, ownLocker(one));
        inAnotherThread(() -> assertEquals(Lockers.NONE, ownLocker(one)));
    }

    @Test
    void tryAcquire_threadsThatKeepAndSteal_neverMoreThanTheLimitAndNoneLost() throws InterruptedException {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            int seed = t;
            threads.add(new Thread(() -> {
                Random random = new Random(seed);
                List<Permit> held = new ArrayList<>();
                for (int i = 0; i < 50_000; i++) {
                    if (held.size() < 3 && random.nextInt(3) != 0) {
                        Permit permit = limit.tryAcquire(Priority.NORMAL);
                        if (permit != null) {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            held.add(permit);
                        }
                    } else if (!held.isEmpty()) {
                        inside.decrementAndGet();
                        held.remove(random.nextInt(held.size())).closeAs(Permit.Outcome.SUCCEEDED);
                    }
                }
                held.forEach(permit -> {
                    inside.decrementAndGet();
                    permit.closeAs(Permit.Outcome.SUCCEEDED);
                });
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertTrue(most.get() <= 8, () -> most + " at a limit of 8");
        assertTrue(most.get() >= 6, () -> "only " + most);
        assertEquals(0, limit.stats().inFlight());
        assertEquals(8, takeAll().size());
    }
}
