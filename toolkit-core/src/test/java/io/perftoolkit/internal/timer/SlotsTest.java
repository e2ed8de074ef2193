package io.perftoolkit.internal.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SlotsTest {
    @Test
    void advance_randomAlarms_eachInItsTick() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Slots slots = new Slots();
            TreeMap<Long, Integer> expected = new TreeMap<>();
            List<Alarm> linked = new ArrayList<>();
            long now = 0;
            for (int step = 0; step < 300; step++) {
                for (int i = random.nextInt(4); i > 0; i--) {
                    Alarm alarm = new Nothing();
                    alarm.dueTick = now + 1 + (random.nextLong() >>> random.nextInt(24, 64));
                    slots.link(alarm);
                    linked.add(alarm);
                    expected.merge(alarm.dueTick, 1, Integer::sum);
                }
                if (!linked.isEmpty() && random.nextInt(3) == 0) {
                    Alarm gone = linked.remove(random.nextInt(linked.size()));
                    slots.unlink(gone);
                    slots.unlink(gone); // nothing happens
                    expected.computeIfPresent(gone.dueTick, (tick, count) -> count == 1 ? null : count - 1);
                }
                now += random.nextLong() >>> random.nextInt(30, 64);
                TreeMap<Long, Integer> rung = new TreeMap<>();
                slots.advance(now, alarm -> {
                    rung.merge(alarm.dueTick, 1, Integer::sum);
                    linked.remove(alarm);
                });
                assertEquals(expected.headMap(now, true), rung, "seed " + seed + ", step " + step);
                expected.headMap(now, true).clear();
                assertEquals(linked.size(), slots.size());
                assertTrue(expected.isEmpty() || slots.nextTick() <= expected.firstKey() && slots.nextTick() > now);
            }
        }
    }

    @Test
    void nextTick_nothingLinked_isNever() {
        Slots slots = new Slots();
        assertEquals(Long.MAX_VALUE, slots.nextTick());
        Alarm alarm = new Nothing();
        alarm.dueTick = 70;
        slots.link(alarm);
        assertEquals(64, slots.nextTick()); // where it is handed down
        slots.unlink(alarm);
        assertEquals(Long.MAX_VALUE, slots.nextTick());
    }

    @Test
    void link_tickHasPassed_ringsAtTheNext() {
        Slots slots = new Slots();
        slots.advance(1000, alarm -> assertFalse(true, "nothing is linked"));
        slots.link(new Nothing());
        List<Alarm> rung = new ArrayList<>();
        slots.advance(1001, rung::add);
        assertEquals(1, rung.size());
    }

    private static final class Nothing extends Alarm {
        @Override
        protected void ring() {}
    }
}
