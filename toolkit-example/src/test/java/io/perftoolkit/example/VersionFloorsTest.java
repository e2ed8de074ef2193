package io.perftoolkit.example;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class VersionFloorsTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final VersionFloors floors = new VersionFloors(100, LONG);

    private static Item item(long id, long version) {
        return new Item(id, version, "x", 0);
    }

    @Test
    void allows_withoutAFloor_everything() {
        assertTrue(floors.allowsFound(item(1, 1)));
        assertTrue(floors.allowsRead(item(1, 1), System.nanoTime()));
    }

    @Test
    void allows_belowTheFloor_onlyWhatWasReadAfterIt() {
        long before = System.nanoTime();
        floors.raise(1, 5, LONG);
        assertFalse(floors.allowsFound(item(1, 4)));
        assertFalse(floors.allowsRead(item(1, 4), before));
        assertTrue(floors.allowsFound(item(1, 5)));
        assertTrue(floors.allowsRead(item(1, 5), before));
        assertTrue(floors.allowsFound(item(2, 4)));
        assertTrue(floors.allowsRead(item(1, 4), System.nanoTime()), "what the table says now is right");
    }

    @Test
    void raise_lower_keepsTheHigher() {
        floors.raise(1, 5, LONG);
        floors.raise(1, 4, LONG);
        assertFalse(floors.allowsFound(item(1, 4)));
    }

    @Test
    void raise_toUnknown_allowsNewReadsOnly() {
        long before = System.nanoTime();
        floors.raise(1, VersionFloors.UNKNOWN, LONG);
        assertFalse(floors.allowsFound(item(1, 1_000_000)));
        assertFalse(floors.allowsRead(item(1, 1_000_000), before));
        assertTrue(floors.allowsRead(item(1, 1), System.nanoTime()));
        floors.raise(1, 7, LONG);
        assertTrue(floors.allowsFound(item(1, 7)));
    }

    @Test
    void raise_ofMoreThanFit_allowsNothingThatMayBeTooOld() throws Exception {
        long before = System.nanoTime();
        for (long id = 1; id <= 10_000; id++) {
            floors.raise(id, 5, LONG);
        }
        Until.isTrue("some were lost", () -> !floors.allowsFound(item(20_000, 4)));
        for (long id = 1; id <= 10_000; id++) {
            assertFalse(floors.allowsFound(item(id, 4)));
            assertFalse(floors.allowsRead(item(id, 4), before));
        }
        Until.isTrue("the losses end", () -> floors.allowsRead(item(20_000, 4), System.nanoTime()));
    }
}
