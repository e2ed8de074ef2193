package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PolicyTest {
    private static final int ENTRIES = 5000;

    private static final class Bare extends Policy {
        Bare(Expert expert) {
            super(Slots.ofHashes(1000), expert, true);
        }
    }

    @ParameterizedTest
    @EnumSource(Expert.class)
    void victim_allUsed_looksAtFew(Expert expert) {
        for (int list : new int[] {Lists.WINDOW, Lists.MAIN}) {
            Bare policy = new Bare(expert);
            for (int hash = 0; hash < ENTRIES; hash++) {
                int slot = policy.slots.place(hash * 0x9E3779B9);
                policy.enter(slot, list);
                policy.slots.ref[slot] = 15;
            }
            int victim = policy.victim(Lists.WINDOW);
            assertNotEquals(Slots.NIL, victim);
            int touched = 0;
            for (int slot = 0; slot < policy.slots.size(); slot++) {
                touched += policy.slots.isTaken(slot) && policy.slots.ref[slot] != 15 ? 1 : 0;
            }
            assertTrue(touched <= 200, "touched " + touched);
            assertEquals(ENTRIES - 1, policy.listed());
        }
    }

    @ParameterizedTest
    @EnumSource(Expert.class)
    void victim_expertsTakeTurns_alwaysFindOne(Expert first) {
        SplittableRandom random = new SplittableRandom(3);
        Bare policy = new Bare(first);
        int entries = 0;
        for (int i = 0; i < 50_000; i++) {
            int hash = random.nextInt();
            if (random.nextInt(1000) == 0) {
                policy.follow(Expert.values()[random.nextInt(Expert.values().length)]);
            }
            boolean full = entries == ENTRIES;
            int list = policy.welcome(hash, full);
            if (full) {
                int victim = policy.victim(list);
                assertTrue(policy.slots.isTaken(victim) && policy.slots.list(victim) == Lists.UNLISTED);
                policy.slots.free(victim);
                entries--;
            }
            if (policy.slots.hasRoom(hash)) {
                int slot = policy.slots.place(hash);
                policy.enter(slot, list);
                policy.slots.ref[slot] = (byte) random.nextInt(4);
                entries++;
            }
            assertEquals(entries, policy.listed());
        }
    }
}
