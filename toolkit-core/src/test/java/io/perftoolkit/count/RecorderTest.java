package io.perftoolkit.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecorderTest {
    private final CounterGroup group = new CounterGroup(10);

    @Test
    void close_manyAdds_areAllSeen() {
        try (CounterGroup.Recorder record = CounterGroup.recorder()) {
            for (int i = 0; i < group.size(); i++) {
                record.add(group.counter(i), i);
                record.increment(group.counter(i));
            }
        }
        for (int i = 0; i < group.size(); i++) {
            assertEquals(i + 1, group.sums()[i]);
        }
    }

    @Test
    void recorder_nested_isTheSameAndExact() {
        try (CounterGroup.Recorder outer = CounterGroup.recorder()) {
            outer.increment(group.counter(0));
            try (CounterGroup.Recorder inner = CounterGroup.recorder()) {
                assertSame(outer, inner);
                inner.increment(group.counter(0));
            }
            outer.increment(group.counter(0));
        }
        assertEquals(3, group.counter(0).sum());
    }

    @Test
    void add_mixedWithIncrementOfTheCounter_isExact() {
        StripedCounter counter = group.counter(3);
        try (CounterGroup.Recorder record = CounterGroup.recorder()) {
            for (int i = 0; i < 1000; i++) {
                record.increment(counter);
                counter.increment();
            }
        }
        assertEquals(2000, counter.sum());
    }

    @Test
    void add_afterClose_isExact() {
        CounterGroup.Recorder kept = CounterGroup.recorder();
        kept.close();
        kept.increment(group.counter(0));
        kept.close();
        assertEquals(1, group.counter(0).sum());
    }

    @Test
    void add_fromAnotherThread_isExact() {
        CounterGroup.Recorder mine = CounterGroup.recorder();
        Threads.together(4, Threads::startPlatform, () -> {
            for (int i = 0; i < 10_000; i++) {
                mine.increment(group.counter(0));
            }
        });
        for (int i = 0; i < 10_000; i++) {
            mine.increment(group.counter(0));
        }
        mine.close();
        assertEquals(50_000, group.counter(0).sum());
    }

    @Test
    void add_recorderOfADeadThread_isExact() {
        CounterGroup.Recorder[] left = new CounterGroup.Recorder[1];
        Threads.alone(() -> left[0] = CounterGroup.recorder());
        assertNotSame(left[0], CounterGroup.recorder());
        left[0].increment(group.counter(0));
        left[0].close();
        assertEquals(1, group.counter(0).sum());
    }

    @Test
    void add_slabGrowsWhileOpen_isExact() {
        // New counters until one needs a longer slab than this fresh thread has made for its first.
        Threads.alone(() -> {
            try (CounterGroup.Recorder record = CounterGroup.recorder()) {
                record.increment(group.counter(0));
                CounterGroup later = new CounterGroup(1000);
                int before = Slabs.SLABS[slotOfThisThread()].length;
                record.increment(later.counter(999));
                assertTrue(Slabs.SLABS[slotOfThisThread()].length > before);
                record.increment(group.counter(0));
                record.increment(later.counter(999));
                record.close();
                assertEquals(2, group.counter(0).sum());
                assertEquals(2, later.counter(999).sum());
            }
        });
    }

    @Test
    void add_virtualThreads_isExact() {
        var virtual = StripedCounterThreadsTest.virtualThreads();
        Threads.together(2000, virtual, () -> {
            try (CounterGroup.Recorder record = CounterGroup.recorder()) {
                record.increment(group.counter(0));
                Thread.yield();
                record.add(group.counter(1), 5);
            }
        });
        assertEquals(2000, group.sums()[0]);
        assertEquals(10_000, group.sums()[1]);
    }

    @Test
    void add_counterWithoutCell_isExact() {
        StripedCounter shared = new StripedCounter(Slabs.Place.SHARED);
        try (CounterGroup.Recorder record = CounterGroup.recorder()) {
            record.add(shared, 4);
        }
        assertEquals(4, shared.sum());
    }

    private static int slotOfThisThread() {
        return io.perftoolkit.internal.owner.OwnerTable.claim();
    }
}
