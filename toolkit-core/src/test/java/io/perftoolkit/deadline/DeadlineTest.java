package io.perftoolkit.deadline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.FakeTicker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jol.info.ClassLayout;

class DeadlineTest {
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);
    private final FakeTicker ticker = new FakeTicker(Long.MAX_VALUE - 5_000_000); // wraps around in 5 ms

    @Test
    void remaining_clockWrapsAround_countsDownToZeroAndStaysThere() {
        Deadline deadline = Deadline.after(Duration.ofMillis(10), ticker);
        assertEquals(Duration.ofMillis(10), deadline.remaining());
        ticker.advance(Duration.ofMillis(6));
        assertEquals(4_000_000, deadline.remainingNanos());
        assertFalse(deadline.isExpired());
        ticker.advance(Duration.ofMillis(4));
        assertTrue(deadline.isExpired());
        ticker.advance(Duration.ofMillis(1));
        assertEquals(0, deadline.remainingNanos());
    }

    @Test
    void none_always_neverExpires() {
        assertFalse(Deadline.NONE.isExpired());
        assertEquals(Long.MAX_VALUE, Deadline.NONE.remainingNanos());
        assertEquals(Duration.ofNanos(Long.MAX_VALUE), Deadline.NONE.remaining());
        assertTrue(Deadline.NONE.isNone());
        assertSame(Deadline.NONE, Deadline.NONE.minus(FOREVER));
        assertSame(Deadline.NONE, Deadline.NONE.forNextHop());
        assertSame(Deadline.NONE, Deadline.NONE.earlierOf(Deadline.NONE));
    }

    @Test
    void after_extremes_areNoneOrExpired() {
        assertSame(Deadline.NONE, Deadline.after(FOREVER));
        assertSame(Deadline.NONE, Deadline.after(Deadline.LONGEST.plusNanos(1), ticker));
        assertEquals(Deadline.LONGEST, Deadline.after(Deadline.LONGEST, ticker).remaining());
        assertTrue(Deadline.after(Duration.ZERO, ticker).isExpired());
        assertTrue(Deadline.after(Duration.ofNanos(-1)).isExpired());
        assertTrue(Deadline.after(Duration.ofSeconds(Long.MIN_VALUE), ticker).isExpired());
    }

    @Test
    void after_systemClock_hasTimeLeft() {
        Deadline deadline = Deadline.after(Duration.ofDays(1));
        assertTrue(deadline.remainingNanos() > Duration.ofHours(23).toNanos());
        assertFalse(deadline.isExpired());
    }

    @Test
    void earlierOf_anyOrder_isTheEarlier() {
        Deadline early = Deadline.after(Duration.ofMillis(4), ticker);
        Deadline late = Deadline.after(Duration.ofMillis(6), ticker); // behind the wrap
        assertSame(early, early.earlierOf(late));
        assertSame(early, late.earlierOf(early));
        assertSame(late, late.earlierOf(Deadline.NONE));
        assertSame(late, Deadline.NONE.earlierOf(late));
    }

    @Test
    void earlierOf_differentClocks_comparesWhatRemains() {
        Deadline own = Deadline.after(Duration.ofMillis(4), ticker);
        Deadline other = Deadline.after(Duration.ofMillis(6), new FakeTicker(17));
        Deadline system = Deadline.after(Duration.ofHours(1));
        assertSame(own, other.earlierOf(own));
        assertSame(own, own.earlierOf(other));
        assertSame(other, system.earlierOf(other));
    }

    @Test
    void clampedTo_shorterOrLonger_isTheEarlier() {
        Deadline deadline = Deadline.after(Duration.ofMillis(10), ticker);
        assertSame(deadline, deadline.clampedTo(Duration.ofMillis(10)));
        assertSame(deadline, deadline.clampedTo(FOREVER));
        assertEquals(
                Duration.ofMillis(9), deadline.clampedTo(Duration.ofMillis(9)).remaining());
        assertTrue(deadline.clampedTo(Duration.ofMillis(-1)).isExpired());
        assertTrue(Deadline.NONE.clampedTo(Duration.ofHours(1)).remainingNanos() > 0);
        assertFalse(Deadline.NONE.clampedTo(Duration.ofHours(1)).isNone());
        assertSame(Deadline.NONE, Deadline.NONE.clampedTo(FOREVER));
    }

    @Test
    void minus_anyMargin_neverGrowsAndNeverWraps() {
        Deadline deadline = Deadline.after(Duration.ofMillis(10), ticker);
        assertEquals(Duration.ofMillis(7), deadline.minus(Duration.ofMillis(3)).remaining());
        Deadline gone = deadline;
        for (int i = 0; i < 10; i++) {
            gone = gone.minus(FOREVER);
            assertTrue(gone.isExpired());
        }
        assertThrows(IllegalArgumentException.class, () -> deadline.minus(Duration.ofNanos(-1)));
    }

    @Test
    void forNextHop_longOrShort_keepsAFiftiethOrAMillisecond() {
        assertEquals(
                Duration.ofMillis(980),
                Deadline.after(Duration.ofSeconds(1), ticker).forNextHop().remaining());
        assertEquals(
                Duration.ofMillis(9),
                Deadline.after(Duration.ofMillis(10), ticker).forNextHop().remaining());
        assertTrue(
                Deadline.after(Duration.ofNanos(999_999), ticker).forNextHop().isExpired());
    }

    @Test
    void throwIfExpired_onlyOnceExpired_saysWhoAndWhat() {
        Deadline deadline = Deadline.after(Duration.ofMillis(1), ticker);
        deadline.throwIfExpired("report", "page 7");
        ticker.advance(Duration.ofMillis(1));
        var thrown = assertThrows(DeadlineExceededException.class, () -> deadline.throwIfExpired("report", "page 7"));
        assertEquals("report had no time left for page 7", thrown.getMessage());
        assertEquals("report", thrown.waiter());
        assertEquals("page 7", thrown.awaited());
        assertEquals(Duration.ZERO, thrown.waited());
        assertEquals(
                "door waited 1500 us for a permit, until its deadline",
                new DeadlineExceededException("door", "a permit", Duration.ofNanos(1_500_000)).getMessage());
    }

    @Test
    void call_nested_theEarlierIsCurrentAndEachIsSetBack() throws Exception {
        Deadline outer = Deadline.after(Duration.ofMillis(10), ticker);
        Deadline shorter = Deadline.after(Duration.ofMillis(5), ticker);
        Deadline longer = Deadline.after(Duration.ofMillis(20), ticker);
        assertSame(Deadline.NONE, Deadline.current());
        String result = outer.call(() -> {
            assertSame(outer, Deadline.current());
            shorter.run(() -> assertSame(shorter, Deadline.current()));
            longer.run(() -> assertSame(outer, Deadline.current()));
            Deadline.NONE.run(() -> assertSame(outer, Deadline.current()));
            assertSame(outer, Deadline.current());
            return "done";
        });
        assertEquals("done", result);
        assertSame(Deadline.NONE, Deadline.current());
    }

    @Test
    void call_workThrows_isSetBackAllTheSame() {
        Deadline deadline = Deadline.after(Duration.ofMillis(10), ticker);
        assertThrows(
                IllegalStateException.class,
                () -> deadline.run(() -> {
                    throw new IllegalStateException();
                }));
        assertSame(Deadline.NONE, Deadline.current());
    }

    @Test
    void detached_insideACall_replacesTheCallersDeadline() {
        Deadline outer = Deadline.after(Duration.ofMillis(10), ticker);
        Deadline detached = Deadline.detached(Duration.ofHours(1));
        Deadline unbounded = Deadline.detached(FOREVER);
        outer.run(() -> {
            detached.run(() -> assertSame(detached, Deadline.current()));
            unbounded.run(() -> assertTrue(Deadline.current().isNone()));
            Deadline cut = detached.clampedTo(Duration.ofMinutes(1));
            cut.run(() -> assertSame(cut, Deadline.current()));
        });
    }

    @Test
    void current_inAThreadStartedInsideACall_isNotInherited() {
        AtomicReference<Deadline> seen = new AtomicReference<>();
        Deadline.after(Duration.ofMillis(10), ticker).run(() -> {
            Thread child = new Thread(() -> seen.set(Deadline.current()));
            child.start();
            try {
                child.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertSame(Deadline.NONE, seen.get());
    }

    @Test
    void layout_is24Bytes() {
        assertTrue(ClassLayout.parseClass(Deadline.class).instanceSize() <= 24);
    }

    @Test
    void toString_tells() {
        assertEquals("Deadline[none]", Deadline.NONE.toString());
        assertEquals(
                "Deadline[PT0.01S left]",
                Deadline.after(Duration.ofMillis(10), ticker).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"150", " 150 "})
    void example_header_asksTheNextHopForLess(String received) throws Exception {
        String next = new DeadlineExample().header(received).get("x-envoy-expected-rq-timeout-ms");
        assertTrue(Integer.parseInt(next) <= 147, next);
        assertEquals("user 42", new DeadlineExample().pass((id, deadline) -> "user " + id));
        assertTrue(new DeadlineExample().current(Deadline.NONE).compareTo(Duration.ofSeconds(5)) <= 0);
    }
}
