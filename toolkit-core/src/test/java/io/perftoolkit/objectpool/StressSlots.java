package io.perftoolkit.objectpool;

import io.perftoolkit.internal.timer.TimerWheel;
import io.perftoolkit.testkit.FakeTicker;

/** Slots for stress tests, which make millions of them: all in the hands of one pool that does not know them. */
final class StressSlots {
    static final Exchange<int[]> FAST = exchange(false);
    static final Exchange<int[]> STRICT = exchange(true);

    private StressSlots() {}

    static Slot<int[]> free() {
        Slot<int[]> slot = new Slot<>(0);
        slot.value = new int[1];
        slot.generation = FAST.generation();
        slot.move(Slot.FREE);
        return slot;
    }

    static Lease<int[]> lease(Exchange<int[]> exchange) {
        Slot<int[]> slot = free();
        if (!exchange.claim(slot)) {
            throw new AssertionError("a free slot cannot be claimed");
        }
        return Lease.of(exchange, slot);
    }

    private static Exchange<int[]> exchange(boolean strict) {
        return ObjectPool.<int[]>builder(() -> new int[1])
                .strictReturn(strict)
                .tools(Runnable::run, TimerWheel.manual(new FakeTicker()))
                .build()
                .exchange();
    }
}
