package io.perftoolkit.internal.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.Await;
import io.perftoolkit.testkit.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
    private static final long TICK = 1L << TimerWheel.TICK_SHIFT;
    private static final Await SOON = Await.atMost(Duration.ofSeconds(60));

    private final FakeTicker ticker = new FakeTicker(Long.MAX_VALUE - 1_000_000_000); // wraps around after a second
    private final TimerWheel wheel = TimerWheel.manual(ticker);

    @Test
    void runDue_randomDelays_neverEarlyAndAtMostTwoTicksLate() {
        Random random = new Random(5);
        List<Bell> bells = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            Bell bell = new Bell();
            long delay = random.nextLong(3_000_000_000L);
            bell.dueNanos = ticker.getAsLong() + delay;
            wheel.arm(bell, delay);
            bells.add(bell);
            ticker.advance(Duration.ofNanos(random.nextLong(TICK)));
            wheel.runDue();
        }
        while (wheel.nextDueNanos() != Long.MAX_VALUE) {
            ticker.advance(Duration.ofNanos(TICK));
            wheel.runDue();
        }
        for (Bell bell : bells) {
            long late = bell.rungNanos - bell.dueNanos;
            assertEquals(1, bell.rings.get());
            assertTrue(late >= 0 && late <= 2 * TICK, () -> "late by " + late);
        }
    }

    @Test
    void runDue_turnedWhenItAsks_neverEarlyAndAtMostTwoTicksLate() {
        Random random = new Random(6);
        for (int i = 0; i < 5_000; i++) {
            Bell bell = new Bell();
            long delay = random.nextLong() >>> random.nextInt(20, 64);
            bell.dueNanos = ticker.getAsLong() + delay;
            wheel.arm(bell, delay);
            while (bell.rings.get() == 0) {
                ticker.advance(Duration.ofNanos(wheel.nextDueNanos()));
                wheel.runDue();
            }
            long late = bell.rungNanos - bell.dueNanos;
            assertTrue(late >= 0 && late <= 2 * TICK, () -> "late by " + late);
        }
    }

    @Test
    void cancel_before_neverRingsAndIsLetGo() {
        List<Bell> bells = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Bell bell = new Bell();
            wheel.arm(bell, 10_000_000);
            bells.add(bell);
            if (i == 499) {
                wheel.runDue(); // half of them are in slots, half in the inbox
            }
        }
        for (int i = 0; i < 1000; i += 2) {
            assertTrue(wheel.cancel(bells.get(i)));
            assertFalse(wheel.cancel(bells.get(i)));
            assertFalse(bells.get(i).isArmed());
        }
        wheel.runDue();
        assertEquals(500, wheel.linked());
        ticker.advance(Duration.ofMillis(20));
        assertEquals(500, wheel.runDue());
        for (int i = 0; i < 1000; i++) {
            assertEquals(i % 2, bells.get(i).rings.get());
            assertFalse(wheel.cancel(bells.get(i)));
        }
    }

    @Test
    void arm_twice_isRefused() {
        Bell bell = new Bell();
        assertFalse(bell.isArmed());
        wheel.arm(bell, 0);
        assertTrue(bell.isArmed());
        assertThrows(IllegalStateException.class, () -> wheel.arm(bell, 0));
    }

    @Test
    void ring_throws_othersRingAllTheSame() {
        wheel.arm(
                new Alarm() {
                    @Override
                    protected void ring() {
                        throw new IllegalStateException("on purpose, by a test");
                    }
                },
                0);
        Bell bell = new Bell();
        wheel.arm(bell, 0);
        ticker.advance(Duration.ofNanos(TICK));
        assertEquals(2, wheel.runDue());
        assertEquals(1, bell.rings.get());
    }

    @Test
    void arm_insideARing_ringsInItsTurn() {
        Bell second = new Bell();
        wheel.arm(
                new Alarm() {
                    @Override
                    protected void ring() {
                        wheel.arm(second, 0);
                    }
                },
                0);
        ticker.advance(Duration.ofNanos(TICK));
        wheel.runDue();
        ticker.advance(Duration.ofNanos(TICK));
        wheel.runDue();
        assertEquals(1, second.rings.get());
    }

    @Test
    void runDue_wheelWithAThread_isRefused() {
        assertThrows(IllegalStateException.class, TimerWheel.shared()::runDue);
        assertThrows(IllegalStateException.class, TimerWheel.shared()::nextDueNanos);
        assertSame(TimerWheel.shared(), TimerWheel.shared());
    }

    @Test
    void thread_whileSomethingWaits_isThereAndEndsAfterwards() {
        AtomicInteger started = new AtomicInteger();
        TimerWheel own = new TimerWheel(System::nanoTime, daemons(started), 1_000_000);
        assertFalse(own.hasThread());
        Bell cancelled = new Bell();
        own.arm(cancelled, Duration.ofHours(1).toNanos());
        assertTrue(own.hasThread());
        Bell bell = new Bell();
        own.arm(bell, 1_000_000); // earlier than what the thread waits for
        soon("rung", bell.rings::get, rings -> rings == 1);
        assertTrue(own.hasThread());
        assertTrue(own.cancel(cancelled));
        soon("the thread has ended", own::hasThread, there -> !there);
        assertEquals(1, started.get());
    }

    @Test
    void arm_fromManyThreads_eachRings() throws InterruptedException {
        AtomicInteger started = new AtomicInteger();
        TimerWheel own = new TimerWheel(System::nanoTime, daemons(started), 0); // ends whenever nothing waits
        List<Thread> threads = new ArrayList<>();
        AtomicInteger lost = new AtomicInteger();
        for (int i = 0; i < 4; i++) {
            int seed = i;
            threads.add(new Thread(() -> {
                Random random = new Random(seed);
                for (int n = 0; n < 2_000; n++) {
                    Bell bell = new Bell();
                    own.arm(bell, random.nextInt(400_000));
                    if (random.nextInt(4) == 0) {
                        boolean won = own.cancel(bell);
                        lost.addAndGet(won && bell.rings.get() > 0 ? 1 : 0);
                    } else if (random.nextInt(8) == 0) {
                        soon("rung", bell.rings::get, rings -> rings == 1);
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join(60_000);
            assertFalse(thread.isAlive(), "an alarm was forgotten");
        }
        assertEquals(0, lost.get());
        soon("the thread has ended", own::hasThread, there -> !there);
        assertTrue(started.get() > 1, "it never ended in between: this test looked at nothing");
    }

    @Test
    void arm_threadCannotStart_nextOneTriesAgain() {
        AtomicInteger tries = new AtomicInteger();
        TimerWheel own = new TimerWheel(
                System::nanoTime,
                work -> {
                    if (tries.getAndIncrement() == 0) {
                        return new Thread() {
                            @Override
                            public void start() {
                                throw new OutOfMemoryError("no more threads, says a test");
                            }
                        };
                    }
                    Thread thread = new Thread(work);
                    thread.setDaemon(true);
                    return thread;
                },
                1_000_000);
        Bell first = new Bell();
        assertThrows(OutOfMemoryError.class, () -> own.arm(first, 0));
        Bell second = new Bell();
        own.arm(second, 0);
        soon("both rung", () -> first.rings.get() + second.rings.get(), rings -> rings == 2);
    }

    private static <T> void soon(String what, Supplier<T> value, Predicate<T> condition) {
        try {
            SOON.until(what, value, condition);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ThreadFactory daemons(AtomicInteger started) {
        return work -> {
            Thread thread = new Thread(() -> {
                started.incrementAndGet();
                work.run();
            });
            thread.setDaemon(true);
            return thread;
        };
    }

    private final class Bell extends Alarm {
        final AtomicInteger rings = new AtomicInteger();
        long dueNanos;
        long rungNanos;

        @Override
        protected void ring() {
            rungNanos = ticker.getAsLong();
            rings.incrementAndGet();
        }
    }
}
