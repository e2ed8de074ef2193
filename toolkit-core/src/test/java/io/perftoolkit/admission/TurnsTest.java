package io.perftoolkit.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final long SECOND = 1_000_000_000;
    private static final Trial UP = new Trial(20, 24, false);
    private static final Trial DOWN = new Trial(20, 14, false);

    private long now = Long.MAX_VALUE - SECOND;
    private final Turns turns = new Turns(now);

    /** Nanoseconds until the next one, to a sixteenth of a second. */
    private long wait(Turns of) {
        long step = SECOND / 16;
        long waited = 0;
        while (!of.isDue(now + waited)) {
            waited += step;
        }
        return waited;
    }

    @Test
    void won_anyDirection_isTriedAgainAtOnce() {
        turns.won(UP, now);
        assertTrue(turns.isUpNext());
        assertEquals(0, wait(turns));
        turns.won(DOWN, now);
        assertFalse(turns.isUpNext());
        assertEquals(0, wait(turns));
        assertEquals(2, turns.won());
    }

    @Test
    void lost_againAndAgain_waitsLongerUpToAMost() {
        long before = 0;
        for (int i = 0; i < 10; i++) {
            turns.lostByLateness(now);
            assertFalse(turns.isUpNext());
            long wait = wait(turns);
            assertTrue(wait > before || wait == 16 * SECOND, before + " then " + wait);
            before = wait;
        }
        assertEquals(16 * SECOND, before);
        assertEquals(10, turns.lost());
    }

    @Test
    void lost_oneDirection_isTheOthersTurn() {
        turns.lost(UP, false, now);
        assertFalse(turns.isUpNext());
        turns.lost(DOWN, false, now);
        assertTrue(turns.isUpNext());
    }

    @Test
    void lost_inDoubt_costsNoPatience() {
        turns.lost(DOWN, false, now);
        long first = wait(turns);
        for (int i = 0; i < 5; i++) {
            turns.lost(UP, true, now);
            turns.lost(DOWN, true, now);
            assertEquals(first, wait(turns));
        }
        turns.lost(UP, false, now);
        turns.lost(DOWN, false, now);
        assertTrue(wait(turns) > first);
    }
}
