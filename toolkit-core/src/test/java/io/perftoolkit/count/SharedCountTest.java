package io.perftoolkit.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jol.info.GraphLayout;

@Timeout(60)
class SharedCountTest {
    @Test
    void add_oneThread_needsNoStripes() {
        var count = new SharedCount();
        for (int i = 0; i < 100_000; i++) {
            count.add(Thread.currentThread(), 2);
        }
        assertEquals(200_000, count.sum());
        assertTrue(GraphLayout.parseInstance(count).totalSize() <= 32);
    }

    @Test
    void add_threadsThatMeet_isExact() {
        var count = new SharedCount();
        Threads.together(8, Threads::startPlatform, () -> {
            for (int i = 0; i < 100_000; i++) {
                count.add(Thread.currentThread(), 1);
            }
        });
        assertEquals(800_000, count.sum());
    }

    @Test
    void stripesFor_anyMachine_isAPowerOfTwoWithinBounds() {
        assertEquals(4, SharedCount.stripesFor(1));
        assertEquals(8, SharedCount.stripesFor(2));
        assertEquals(8, SharedCount.stripesFor(3));
        assertEquals(64, SharedCount.stripesFor(16));
        assertEquals(64, SharedCount.stripesFor(1024));
    }
}
