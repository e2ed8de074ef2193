package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WheelTest {
    private static final int SLOTS = 500;

    private final Ticks ticks = new Ticks(SLOTS, 0, 1).withSlots(SLOTS);

    @Test
    void step_randomDeadlines_findsExactlyWhatIsDue() {
        SplittableRandom random = new SplittableRandom(5);
        long[] deadlines = new long[SLOTS];
        Set<Integer> filed = new HashSet<>();
        long now = 0;
        for (int i = 0; i < 20_000; i++) {
            int slot = random.nextInt(SLOTS);
            if (random.nextInt(4) == 0) {
                ticks.cancel(slot);
                filed.remove(slot);
            } else {
                deadlines[slot] = now + random.nextLong(1L << (1 + random.nextInt(20)));
                ticks.schedule(slot, deadlines[slot]);
                filed.add(slot);
            }
            if (random.nextInt(10) == 0) {
                now += random.nextLong(1L << (1 + random.nextInt(18)));
                long time = now;
                Set<Integer> expected = new TreeSet<>(filed);
                expected.removeIf(filedSlot -> deadlines[filedSlot] > time);
                assertEquals(expected, due(now), "at " + now);
                filed.removeAll(expected);
            }
        }
        assertTrue(now < 1 << 30, "within the horizon");
    }

    @Test
    void step_nothingFiled_saysSoAtOnce() {
        assertEquals(Wheel.NOTHING, ticks.step(1 << 29));
    }

    @Test
    void step_deadlineMovedAway_comesWhenItIsDue() {
        ticks.schedule(7, 100);
        ticks.schedule(7, 70_000);
        assertEquals(Set.of(), due(69_999));
        assertEquals(Set.of(7), due(70_000));
    }

    @Test
    void step_deadlineMovedNearer_comesWhenItIsDue() {
        ticks.schedule(7, 70_000);
        ticks.schedule(7, 100);
        assertEquals(Set.of(), due(99));
        assertEquals(Set.of(7), due(100));
    }

    @Test
    void step_manyOnOneSpoke_oneAtATime() {
        for (int slot = 0; slot < SLOTS; slot++) {
            ticks.schedule(slot, 5000);
        }
        int steps = 0;
        while (ticks.step(5000) != Wheel.NOTHING) {
            steps++;
        }
        assertTrue(steps >= SLOTS && steps <= 3 * SLOTS + 3, () -> "took all in few steps");
    }

    @Test
    void step_earlierThanBefore_doesNotTurnBack() {
        ticks.schedule(1, 1000);
        assertEquals(Set.of(), due(999));
        ticks.schedule(2, 1500);
        assertEquals(Set.of(), due(10));
        assertEquals(Set.of(1, 2), due(1500));
        assertFalse(due(2000).contains(1));
    }

    @Test
    void soonest_randomDeadlines_isNeverLate() {
        SplittableRandom random = new SplittableRandom(9);
        assertEquals(Table.NEVER, ticks.soonest());
        Map<Integer, Long> filed = new HashMap<>();
        long now = 0;
        int exact = 0;
        for (int i = 0; i < 5_000; i++) {
            int slot = random.nextInt(SLOTS);
            if (random.nextInt(4) == 0) {
                ticks.cancel(slot);
                filed.remove(slot);
            } else {
                long deadline = now + 1 + random.nextLong(1L << (1 + random.nextInt(20)));
                ticks.schedule(slot, deadline);
                filed.put(slot, deadline);
            }
            if (!filed.isEmpty()) {
                long first = Collections.min(filed.values());
                long soonest = ticks.soonest();
                assertTrue(soonest <= first, "late: " + soonest + ", first " + first);
                exact += soonest == first ? 1 : 0;
            }
            if (random.nextInt(5) == 0) {
                now += random.nextLong(1L << (1 + random.nextInt(16)));
                filed.keySet().removeAll(due(now));
            }
        }
        assertTrue(exact > 2_500, "exact only " + exact + " times");
    }

    private Set<Integer> due(long now) {
        Set<Integer> due = new TreeSet<>();
        for (int slot = ticks.step(now); slot != Wheel.NOTHING; slot = ticks.step(now)) {
            if (slot != Slots.NIL) {
                assertTrue(due.add(slot), "twice");
            }
        }
        return due;
    }
}
