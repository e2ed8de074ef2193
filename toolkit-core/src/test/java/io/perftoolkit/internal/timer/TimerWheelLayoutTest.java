package io.perftoolkit.internal.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.memory.AllocationMeter;
import io.perftoolkit.testkit.FakeTicker;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;

class TimerWheelLayoutTest {
    private static final int MILLION = 1_000_000;

    @Test
    void alarm_withAReference_takesAtMost48Bytes() {
        assertTrue(ClassLayout.parseClass(Alarm.class).instanceSize() <= 40);
        assertTrue(ClassLayout.parseClass(Waiting.class).instanceSize() <= 48);
    }

    @Test
    void arm_aMillion_allocatesNothingBesideTheAlarms() {
        FakeTicker ticker = new FakeTicker();
        TimerWheel wheel = TimerWheel.manual(ticker);
        Waiting[] waiting = new Waiting[MILLION];
        for (int i = 0; i < MILLION; i++) {
            waiting[i] = new Waiting();
        }
        Random random = new Random(3);
        long before = AllocationMeter.allocated();
        for (Waiting one : waiting) {
            wheel.arm(one, 1 + random.nextInt(2_000_000_000));
        }
        wheel.runDue();
        long allocated = AllocationMeter.allocated() - before;
        assertEquals(MILLION, wheel.linked());
        assertTrue(allocated < MILLION, () -> allocated + " bytes for a million alarms");
        for (int i = 0; i < MILLION; i++) {
            if (i % 10 != 0) {
                assertTrue(wheel.cancel(waiting[i]));
            }
        }
        wheel.runDue();
        assertEquals(MILLION / 10, wheel.linked());
        ticker.advance(Duration.ofSeconds(3));
        assertEquals(MILLION / 10, wheel.runDue());
        assertEquals(0, wheel.linked());
    }

    @Test
    void arm_aMillion_startsOneThread() {
        AtomicInteger started = new AtomicInteger();
        TimerWheel wheel = new TimerWheel(
                System::nanoTime,
                work -> {
                    started.incrementAndGet();
                    Thread thread = new Thread(work);
                    thread.setDaemon(true);
                    return thread;
                },
                0);
        Waiting[] waiting = new Waiting[MILLION];
        for (int i = 0; i < MILLION; i++) {
            waiting[i] = new Waiting();
            wheel.arm(waiting[i], Duration.ofHours(1).toNanos());
        }
        assertEquals(1, started.get());
        for (Waiting one : waiting) {
            assertTrue(wheel.cancel(one));
        }
    }

    private static final class Waiting extends Alarm {
        @SuppressWarnings("unused")
        Object who;

        @Override
        protected void ring() {}
    }
}
