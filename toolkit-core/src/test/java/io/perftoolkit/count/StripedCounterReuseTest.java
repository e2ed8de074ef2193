package io.perftoolkit.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cells of counters that nobody can reach serve new ones, which start from zero. */
@Timeout(120)
class StripedCounterReuseTest {
    @Test
    void new_cellUsedBefore_startsFromZero() {
        Set<Integer> used = new HashSet<>();
        long start = System.nanoTime();
        boolean reused = false;
        while (!reused) {
            assertTrue(System.nanoTime() - start < Duration.ofSeconds(60).toNanos(), "no cell was used twice");
            for (int i = 0; i < 100; i++) {
                var counter = new StripedCounter();
                assertEquals(0, counter.sum());
                reused |= counter.cell != Slabs.NO_CELL && !used.add(counter.cell);
                counter.add(41);
                Threads.alone(counter::increment); // a dead thread's part, folded or not
                assertEquals(42, counter.sum());
            }
            System.gc();
        }
    }

    @Test
    void new_counterOfAGroupStillReachable_isNotReused() {
        StripedCounter survivor = new CounterGroup(20).counter(19);
        survivor.add(7);
        for (int round = 0; round < 20; round++) {
            System.gc();
            List<CounterGroup> groups = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                var group = new CounterGroup(20);
                group.counter(19).add(1000);
                groups.add(group);
                assertTrue(group.counter(0).cell > survivor.cell || group.counter(19).cell < survivor.cell);
            }
        }
        assertEquals(7, survivor.sum());
    }

    /** Counters that live for one moment, on several threads: the sums of those who follow on the same cells agree. */
    @Test
    void sum_manyShortLivedCounters_isExact() {
        Threads.together(4, Threads::startPlatform, () -> {
            for (int i = 0; i < 200_000; i++) {
                var counter = new StripedCounter();
                counter.increment();
                counter.add(2);
                assertEquals(3, counter.sumThenReset());
            }
        });
    }
}
