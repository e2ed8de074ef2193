package io.perftoolkit.objectpool;

import io.perftoolkit.internal.timer.TimerWheel;
import io.perftoolkit.testkit.FakeTicker;

/** A pool of one object that exists already, without threads and alarms: as cheap as a stress test needs it. */
final class StressPool {
    private static final TimerWheel NOBODY_RINGS = TimerWheel.manual(new FakeTicker());

    private StressPool() {}

    static ObjectPool<int[]> of(boolean strict) {
        return ObjectPool.<int[]>builder(() -> new int[1])
                .capacity(1)
                .minIdle(1)
                .strictReturn(strict)
                .tools(Runnable::run, NOBODY_RINGS)
                .build();
    }
}
