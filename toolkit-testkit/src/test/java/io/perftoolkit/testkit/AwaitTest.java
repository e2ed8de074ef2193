package io.perftoolkit.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {
    private static final Await PATIENT = Await.atMost(Duration.ofSeconds(60));
    private static final Await HASTY = Await.atMost(Duration.ofMillis(2));

    @Test
    void until_valueThatAnotherThreadReaches_returnsIt() throws Exception {
        var count = new AtomicInteger();
        var other = new Thread(() -> {
            for (int i = 0; i < 1000; i++) {
                count.incrementAndGet();
            }
        });
        other.start();
        assertEquals(1000, PATIENT.until("all are counted", count::get, seen -> seen == 1000));
        other.join();
    }

    @Test
    void until_conditionBecomesTrueAfterManyLooks_returns() throws Exception {
        var looks = new AtomicInteger();
        PATIENT.until("the hundredth look", () -> looks.incrementAndGet() == 100);
        assertEquals(100, looks.get());
    }

    @Test
    void until_neverTrue_failsWithWhatWasSeenLast() {
        var looks = new AtomicInteger();
        var failure = assertThrows(
                AssertionError.class, () -> HASTY.until("three are open", looks::incrementAndGet, seen -> seen < 0));
        assertEquals("three are open: not within PT0.002S; last seen: " + looks.get(), failure.getMessage());
    }

    @Test
    void until_neverTrue_waitsForTheWholeLimit() {
        long start = System.nanoTime();
        assertThrows(AssertionError.class, () -> HASTY.until("never", () -> false));
        assertTrue(System.nanoTime() - start >= Duration.ofMillis(2).toNanos());
    }

    @Test
    void until_firstLookOutlastsTheLimit_looksOnceMore() throws Exception {
        var looks = new AtomicInteger();
        assertEquals(2, HASTY.until("two", () -> slowly(looks), seen -> seen == 2));
    }

    private static int slowly(AtomicInteger looks) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < Duration.ofMillis(3).toNanos()) {
            Thread.onSpinWait();
        }
        return looks.incrementAndGet();
    }

    @Test
    void until_interruptedAndNotTrue_throwsAndClearsTheFlag() {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> PATIENT.until("never", () -> false));
        assertFalse(Thread.interrupted());
    }

    @Test
    void until_interruptedAndTrue_returnsAndKeepsTheFlag() throws Exception {
        Thread.currentThread().interrupt();
        try {
            PATIENT.until("now", () -> true);
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void until_conditionThrows_passesUnchanged() {
        var failure = new IllegalStateException("broken");
        var thrown = assertThrows(
                IllegalStateException.class,
                () -> PATIENT.until("whatever", () -> {
                    throw failure;
                }));
        assertSame(failure, thrown);
    }

    @Test
    void atMost_notPositive_isRefusedWithTheValue() {
        var zero = assertThrows(IllegalArgumentException.class, () -> Await.atMost(Duration.ZERO));
        assertEquals("limit must be positive: PT0S", zero.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Await.atMost(Duration.ofNanos(-1)));
    }
}
