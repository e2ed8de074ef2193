package io.perftoolkit.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SleepersTest {
    private final List<String> told = new ArrayList<>();

    private final class Named implements Sleepers.Sleeper {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        public void markAsleep() {
            told.add(name + " sleeps");
        }

        @Override
        public void markAwakeSearching() {
            told.add(name + " searches");
        }

        @Override
        public void markAwake() {
            told.add(name + " wakes");
        }

        @Override
        public void unpark() {
            told.add(name + " unparked");
        }
    }

    @Test
    void wake_oneSleeps_isASearcherUntilItEnds() {
        Sleepers sleepers = new Sleepers(2);
        sleepers.wakeOne();
        assertFalse(sleepers.fallAsleep(new Named("a"), false));
        assertEquals(1, sleepers.awake());
        sleepers.wakeOne();
        assertEquals(List.of("a sleeps", "a searches", "a unparked"), told);
        assertEquals(2, sleepers.awake());
        assertEquals(1, sleepers.searching());
        assertTrue(sleepers.endSearch());
        assertEquals(0, sleepers.searching());
    }

    @Test
    void wake_oneSearches_wakesNobody() {
        Sleepers sleepers = new Sleepers(3);
        sleepers.fallAsleep(new Named("a"), false);
        assertTrue(sleepers.beginSearch());
        sleepers.wakeOne();
        assertEquals(List.of("a sleeps"), told);
        assertFalse(sleepers.fallAsleep(new Named("b"), true));
        assertEquals(0, sleepers.searching());
        sleepers.wakeOne();
        sleepers.wakeOne();
        assertEquals(List.of("a sleeps", "b sleeps", "b searches", "b unparked"), told);
    }

    @Test
    void beginSearch_halfOfThoseAwakeSearch_isRefused() {
        Sleepers sleepers = new Sleepers(4);
        assertTrue(sleepers.beginSearch());
        assertTrue(sleepers.beginSearch());
        assertFalse(sleepers.beginSearch());
        assertFalse(sleepers.endSearch());
        assertTrue(sleepers.endSearch());
    }

    @Test
    void fallAsleep_asTheLast_saysSo() {
        Sleepers sleepers = new Sleepers(2);
        assertFalse(sleepers.fallAsleep(new Named("a"), false));
        assertTrue(sleepers.beginSearch());
        assertTrue(sleepers.fallAsleep(new Named("b"), true));
        assertEquals(0, sleepers.awake());
        sleepers.wakeAll();
        assertEquals(2, sleepers.awake());
        assertEquals(0, sleepers.searching());
        assertTrue(told.containsAll(List.of("a wakes", "a unparked", "b wakes", "b unparked")));
    }
}
