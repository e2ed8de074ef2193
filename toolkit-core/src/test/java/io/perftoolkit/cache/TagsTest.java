package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TagsTest {
    @Test
    void matches_randomBuckets_findsEachSlotWithTheTag() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            long bucket = 0;
            int[] hashes = new int[Tags.SLOTS];
            for (int slot = 0; slot < Tags.SLOTS; slot++) {
                hashes[slot] = random.nextInt(8) << 25;
                if (random.nextBoolean()) {
                    bucket = Tags.take(bucket, slot, Tags.pattern(hashes[slot]));
                }
            }
            int wanted = random.nextInt(8) << 25;
            boolean[] found = new boolean[Tags.SLOTS];
            boolean first = true;
            for (long mask = Tags.matches(bucket, Tags.pattern(wanted)); mask != 0; mask = Tags.rest(mask)) {
                int slot = Tags.first(mask);
                found[slot] = true;
                assertTrue(!first || (Tags.isTaken(bucket, slot) && hashes[slot] == wanted), "the first is exact");
                first = false;
            }
            for (int slot = 0; slot < Tags.SLOTS; slot++) {
                assertTrue(found[slot] || !Tags.isTaken(bucket, slot) || hashes[slot] != wanted, "not found");
            }
        }
    }

    @Test
    void take_allSlots_leavesNoneFree() {
        long bucket = 0;
        for (int slot = 0; slot < Tags.SLOTS; slot++) {
            assertEquals(slot, Tags.first(Tags.free(bucket)));
            bucket = Tags.take(bucket, slot, Tags.pattern(slot * 0x9E3779B9));
        }
        assertEquals(0, Tags.free(bucket));
        bucket = Tags.release(bucket, 3);
        assertFalse(Tags.isTaken(bucket, 3));
        assertEquals(3, Tags.first(Tags.free(bucket)));
    }

    @Test
    void passed_mostThereCanBe_isCounted() {
        int most = (Tags.WINDOW - 1) * Tags.SLOTS;
        long bucket = Tags.take(0, 6, Tags.pattern(-1));
        for (int i = 1; i <= most; i++) {
            bucket = Tags.pass(bucket);
            assertEquals(i, Tags.passed(bucket));
        }
        for (int i = most - 1; i >= 0; i--) {
            bucket = Tags.unpass(bucket);
            assertEquals(i, Tags.passed(bucket));
        }
        assertEquals(Tags.take(0, 6, Tags.pattern(-1)), bucket, "the tags are untouched");
    }
}
