package io.perftoolkit.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryAccountTest {
    private static MemoryAccount unlimited() {
        return new MemoryAccount("test", MemoryStats.UNLIMITED, false);
    }

    /** The load-compare-store peak of the pattern this room replaces lost records here. */
    @Test
    void peak_eightThreadsAtOnce_isExact() throws Exception {
        for (int round = 0; round < 200; round++) {
            MemoryAccount account = unlimited();
            int threads = 8;
            CyclicBarrier allAllocated = new CyclicBarrier(threads);
            List<Thread> running = new ArrayList<>();
            AtomicLong failures = new AtomicLong();
            for (int i = 0; i < threads; i++) {
                Thread thread = new Thread(() -> {
                    try {
                        account.recordAllocation(1_000);
                        allAllocated.await(); // the balance is 8 000 now: the one true peak
                        account.recordDeallocation(1_000);
                        account.recordAllocation(1);
                        account.recordDeallocation(1);
                    } catch (Exception e) {
                        failures.incrementAndGet();
                    }
                });
                running.add(thread);
                thread.start();
            }
            for (Thread thread : running) {
                thread.join();
            }
            assertEquals(0, failures.get());
            assertEquals(8_000, account.peak());
            assertEquals(0, account.used());
            assertEquals(0, account.underflows());
        }
    }

    @Test
    void recordAllocation_failedAllocation_isNotOnTheAccount() {
        MemoryAccount account = unlimited();
        assertThrows(NegativeArraySizeException.class, () -> {
            byte[] bytes = new byte[Integer.parseInt("-1")];
            account.recordAllocation(bytes.length);
        });
        assertEquals(0, account.used());
        assertEquals(0, account.peak());
    }

    @Test
    void recordDeallocation_belowZero_isCountedAndNeitherWrapsNorClamps() {
        MemoryAccount account = unlimited();
        account.recordAllocation(10);
        account.recordDeallocation(30);
        assertEquals(-20, account.used());
        assertEquals(1, account.underflows());
        account.recordAllocation(20);
        assertEquals(0, account.used(), "a clamped balance would say 20");
        assertEquals(10, account.peak());
        assertTrue(account.reportsFirstUnderflow());
        assertFalse(account.reportsFirstUnderflow(), "reported once");
    }

    @Test
    void reserve_beforeTheAllocation_holdsTheBytesAtOnce() {
        MemoryAccount account = new MemoryAccount("buffers", 100, false);
        account.reserve(60);
        assertEquals(60, account.used());
        assertFalse(account.tryReserve(41));
        assertTrue(account.tryReserve(40));
        assertEquals(100, account.peak());
        assertEquals(1, account.refusals());
    }

    @Test
    void reserve_pastTheLimit_saysNameAskedUsedLimitAndTakesNothing() {
        MemoryAccount account = new MemoryAccount("buffers", 100, false);
        account.reserve(60);
        MemoryBudgetExceededException refusal =
                assertThrows(MemoryBudgetExceededException.class, () -> account.reserve(50));
        assertEquals("account buffers refused 50 bytes: 60 of 100 bytes are in use", refusal.getMessage());
        assertEquals("buffers", refusal.account());
        assertEquals(50, refusal.asked());
        assertEquals(60, refusal.used());
        assertEquals(100, refusal.limit());
        assertEquals(0, refusal.getStackTrace().length, "a refusal is cheap");
        assertEquals(60, account.used());
        assertEquals(60, account.peak());
    }

    @Test
    void tryReserve_sumPastTheRangeOfLong_isRefused() {
        MemoryAccount account = unlimited();
        assertTrue(account.tryReserve(Long.MAX_VALUE));
        assertFalse(account.tryReserve(1));
        assertEquals(Long.MAX_VALUE, account.used());
    }

    @Test
    void recordAllocation_pastTheLimit_isAFactAndRecorded() {
        MemoryAccount account = new MemoryAccount("test", 100, false);
        account.recordAllocation(150);
        assertEquals(150, account.used());
        assertFalse(account.tryReserve(0), "over the limit already");
        account.recordDeallocation(50);
        assertTrue(account.tryReserve(0));
    }

    @Test
    void anyRecord_negativeBytes_isRefusedByName() {
        MemoryAccount account = unlimited();
        for (Runnable call : List.<Runnable>of(
                () -> account.recordAllocation(-1),
                () -> account.recordDeallocation(-1),
                () -> account.tryReserve(-1),
                () -> account.reserve(-1))) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
            assertEquals("bytes must not be negative: -1", e.getMessage());
        }
        assertEquals(0, account.used());
    }

    /** Two shared atomics per allocation were the cost of the pattern this replaces. */
    @Test
    void striped_smallAllocations_stayOffTheSharedBalance() {
        AccountStripes stripes = new AccountStripes(4);
        int due = 0;
        for (int i = 0; i < 1_000; i++) {
            due += stripes.add(64) != 0 ? 1 : 0;
        }
        assertTrue(due <= 1, "posted " + due + " times for 64 000 bytes");
        assertEquals(70_000, stripes.add(70_000), "a big one is posted at once");
    }

    @Test
    void striped_manyThreads_sumsExactlyAndPeaksWithinItsError() throws InterruptedException {
        MemoryAccount account = new MemoryAccount("hot", MemoryStats.UNLIMITED, true);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(() -> {
                for (int n = 0; n < 10_000; n++) {
                    account.recordAllocation(1_000);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        long total = 8 * 10_000 * 1_000L;
        long error = new AccountStripes().count() * AccountStripes.FLUSH_BYTES;
        assertEquals(total, account.used());
        assertTrue(account.peak() <= total && account.peak() > total - error, () -> "peak " + account.peak());
        for (int n = 0; n < 80_000; n++) {
            account.recordDeallocation(1_000);
        }
        assertEquals(0, account.used());
        assertThrows(UnsupportedOperationException.class, () -> account.tryReserve(1));
    }

    @Test
    void toString_saysTheFigures() {
        MemoryAccount account = new MemoryAccount("buffers", 100, false);
        account.recordAllocation(7);
        assertEquals("buffers[used=7, peak=7, limit=100]", account.toString());
        assertEquals("test[used=0, peak=0, limit=none]", unlimited().toString());
    }
}
