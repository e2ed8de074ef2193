package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.FakeTicker;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicksTest {
    private static final Table.Gate<Object> OPEN = (key, hash) -> true;

    @ParameterizedTest
    @ValueSource(longs = {1, 999, 1_000_000, 1_000_000_000, 3_600_000_000_000L, 31_536_000_000_000_000L})
    void isPast_anyLife_isAtMostOneTickEarlyAndNeverLate(long life) {
        for (long base : new long[] {0, -5, 1L << 40, Long.MAX_VALUE - life / 2}) {
            Ticks ticks = new Ticks(0, base, life).withSlots(1);
            long deadline = base + life;
            long tick = Math.max(1, life >>> 28);
            assertTrue(ticks.fits(deadline));
            ticks.schedule(0, deadline);
            assertTrue(ticks.isPast(0, deadline), "late");
            assertFalse(ticks.isPast(0, deadline - tick), "early by more than a tick");
            assertTrue(deadline - ticks.deadline(0) >= 0 && deadline - ticks.deadline(0) <= tick);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 1_000_000_000L, Long.MIN_VALUE})
    void get_underAFakeClock_expiresToTheTick(long start) {
        FakeTicker clock = new FakeTicker(start);
        SlotTable<Integer, String> table = new SlotTable<>(100, 0, (key, value, weight, cause) -> {});
        for (int key = 0; key < 50; key++) {
            long deadline = start + Duration.ofMillis(key + 1).toNanos();
            table.exchange(key, key, Table.ANY, "v", 1, deadline, start, OPEN);
        }
        for (int passed = 0; passed < 50; passed++) {
            clock.advance(Duration.ofMillis(1).minusNanos(1));
            assertEquals("v", table.get(passed, passed, clock.getAsLong()), "early");
            clock.advance(Duration.ofNanos(1));
            assertNull(table.get(passed, passed, clock.getAsLong()), "late");
        }
        table.cleanUp(clock.getAsLong(), () -> {});
        assertEquals(0, table.size());
        Audit.check(table);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 1_000_000_000L})
    void get_nobodyLookedForYears_isStillGone(long start) {
        FakeTicker clock = new FakeTicker(start);
        SlotTable<Integer, String> table = new SlotTable<>(100, 0, (key, value, weight, cause) -> {});
        table.exchange(1, 1, Table.ANY, "short", 1, start + 1000, start, OPEN);
        table.exchange(2, 2, Table.ANY, "for ever", 1, Table.NEVER, start, OPEN);
        for (int year = 0; year < 50; year++) {
            clock.advance(Duration.ofDays(365));
            assertNull(table.get(1, 1, clock.getAsLong()));
            assertEquals("for ever", table.get(2, 2, clock.getAsLong()));
        }
        long now = clock.getAsLong();
        assertNull(table.exchange(1, 1, Table.ANY, "again", 1, now + 1000, now, OPEN));
        assertEquals("again", table.get(1, 1, now + 999));
        assertNull(table.get(1, 1, now + 1000));
        Audit.check(table);
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000_000_000L, 60_000_000_000L})
    void get_expiryAfterAccess_livesFromUseToUse(long life) {
        String value = "v";
        SlotTable<Integer, String> table = new SlotTable<>(100, life, (key, gone, weight, cause) -> {});
        table.exchange(1, 1, Table.ANY, value, 1, life, 0, OPEN);
        long now = 0;
        for (int i = 0; i < 1000; i++) {
            now += i % 2 == 0 ? life / 1000 : life - life / 50;
            assertSame(value, table.get(1, 1, now), "used in time");
            table.cleanUp(now, () -> {});
        }
        assertSame(value, table.peek(1, 1, now + life - life / 32), "a use lasts for all but a 64th");
        assertNull(table.get(1, 1, now + life));
        Audit.check(table);
    }
}
