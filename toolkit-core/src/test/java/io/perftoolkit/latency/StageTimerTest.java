package io.perftoolkit.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.perftoolkit.testkit.FakeTicker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StageTimerTest {
    private final FakeTicker ticker = new FakeTicker(Long.MAX_VALUE - 5);
    private final AtomicInteger readings = new AtomicInteger();
    private final StageTimer stages = new StageTimer(() -> {
        readings.incrementAndGet();
        return ticker.getAsLong();
    });
    private final LatencyRecorder parse = LatencyRecorder.builder().build();
    private final LatencyRecorder render = LatencyRecorder.builder().build();

    @Test
    void next_chainOfStages_readsTheClockOnceEachAndAddsUpToTheWhole() {
        stages.start();
        ticker.advance(Duration.ofNanos(300));
        stages.next(parse);
        ticker.advance(Duration.ofNanos(40));
        assertEquals(340, stages.end(render));
        assertEquals(3, readings.get());
        assertEquals(300, parse.snapshot().sum());
        assertEquals(40, render.snapshot().sum());
    }

    @Test
    void start_earlierReading_countsFromThere() {
        long arrival = ticker.getAsLong();
        ticker.advance(Duration.ofNanos(1_000));
        stages.start(arrival);
        assertEquals(1_000, stages.end(parse));
    }

    @Test
    void end_timer_canBeUsedAgain() {
        stages.start();
        ticker.advance(Duration.ofNanos(10));
        stages.end(parse);
        stages.start();
        ticker.advance(Duration.ofNanos(20));
        assertEquals(20, stages.end(parse));
        assertEquals(30, parse.snapshot().sum());
    }

    @Test
    void next_notStarted_isRefused() {
        assertThrows(IllegalStateException.class, () -> stages.next(parse));
        stages.start();
        stages.end(parse);
        assertThrows(IllegalStateException.class, () -> stages.end(parse));
        assertEquals(1, parse.snapshot().count());
    }
}
