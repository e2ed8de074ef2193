package io.perftoolkit.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SamplesTest {
    private static final long LATE = 70_000_000;
    private final Samples samples = new Samples(LATE);

    @Test
    void read_randomTimes_countsLateExactlyAndTheMeanClosely() {
        Random random = new Random(3);
        long late = 0;
        long binding = 0;
        double total = 0;
        for (int i = 0; i < 100_000; i++) {
            long nanos = (long) (20_000_000 * Math.exp(random.nextGaussian()));
            boolean bound = random.nextBoolean();
            samples.record(nanos, bound);
            late += nanos >= LATE ? 1 : 0;
            binding += bound ? 1 : 0;
            total += nanos;
            assertEquals(nanos >= LATE, samples.isLate(nanos));
        }
        Samples.Reading reading = samples.read(0);
        assertEquals(100_000, reading.count);
        assertEquals(late, reading.late);
        assertEquals(binding, reading.binding);
        assertEquals(1, reading.total / total, 0.03);
    }

    @Test
    void read_twice_differenceIsTheWindow() {
        samples.record(1_000_000, false);
        Samples.Reading first = samples.read(0);
        samples.record(LATE, true);
        samples.recordDropped(true);
        Samples.Reading second = samples.read(0);
        assertEquals(2, second.count - first.count);
        assertEquals(2, second.late - first.late);
        assertEquals(2, second.binding - first.binding);
    }

    @Test
    void read_whileThreadsRecord_windowsAddUpToAllSamples() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            threads.add(new Thread(() -> {
                for (int n = 0; n < 100_000; n++) {
                    samples.record(n * 1_000L, n % 2 == 0);
                }
            }));
        }
        Samples.Reading last = samples.read(0);
        threads.forEach(Thread::start);
        long inWindows = 0;
        long bound = 0;
        boolean done = false;
        while (!done) {
            done = threads.stream().noneMatch(Thread::isAlive);
            Samples.Reading next = samples.read(0);
            assertTrue(next.count >= last.count && next.binding >= last.binding);
            inWindows += next.count - last.count;
            bound += next.binding - last.binding;
            last = next;
        }
        assertEquals(300_000, inWindows);
        assertEquals(150_000, bound);
    }

    @Test
    void record_extremes_areKept() {
        samples.record(0, false);
        samples.record(-5, false);
        samples.record(Long.MAX_VALUE, false);
        assertEquals(3, samples.read(0).count);
        assertEquals(1, samples.read(0).late);
    }

    @Test
    void cellOf_anyTime_liesBelowItsUpperEdge() {
        int last = -1;
        for (long scaled = 0; scaled < 200_000; scaled++) {
            int cell = Samples.cellOf(scaled);
            assertTrue(cell == last || cell == last + 1 || cell == Samples.CELLS - 1, "no cell is left out");
            if (cell < Samples.CELLS - 1) {
                assertTrue(scaled < Samples.upperEdge(cell));
            }
            last = cell;
        }
    }
}
