package io.perftoolkit.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.perftoolkit.internal.owner.OwnerTable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exact sums while threads come and go. */
@Timeout(120)
class StripedCounterThreadsTest {
    private static final int EACH = 1000;

    private final StripedCounter counter = new StripedCounter();

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1000})
    void sum_afterWavesOfThreads_isExact(int wave) {
        // Ids go twice around the table, so every slot is taken over.
        int waves = 2 * OwnerTable.SLOTS / wave + 1;
        for (int i = 0; i < waves; i++) {
            Threads.together(wave, Threads::startPlatform, () -> {
                counter.increment();
                counter.add(EACH - 1);
            });
        }
        assertEquals((long) waves * wave * EACH, counter.sum());
    }

    @Test
    void sum_moreLiveThreadsThanSlots_isExact() {
        int threads = OwnerTable.SLOTS + 1000;
        Threads.together(threads, Threads::startPlatform, () -> {
            for (int i = 0; i < 10; i++) {
                counter.increment();
            }
        });
        assertEquals(10L * threads, counter.sum());
        assertTrue(counter.sharedSum() > 0, "some threads found their slot taken");
    }

    @Test
    void sum_virtualThreads_isExact() {
        Function<Runnable, Thread> virtual = virtualThreads();
        int threads = 20_000;
        Threads.together(threads, virtual, () -> {
            counter.increment();
            Thread.yield();
            counter.add(9);
        });
        assertEquals(10L * threads, counter.sum());
        assertEquals(10L * threads, counter.sharedSum(), "virtual threads own no cells");
    }

    @Test
    void sum_virtualAndPlatformThreadsMixed_isExact() {
        Function<Runnable, Thread> virtual = virtualThreads();
        int threads = 2000;
        AtomicLong n = new AtomicLong();
        Function<Runnable, Thread> mixed =
                task -> n.getAndIncrement() % 2 == 0 ? virtual.apply(task) : Threads.startPlatform(task);
        Threads.together(threads, mixed, () -> counter.add(3));
        assertEquals(3L * threads, counter.sum());
    }

    /** Readers and folding go on while threads count and die. */
    @Test
    void sum_whileThreadsComeAndGo_neverFallsAndEndsExact() {
        AtomicBoolean done = new AtomicBoolean();
        Thread reader = new Thread(() -> {
            long last = 0;
            while (!done.get()) {
                long now = counter.sum();
                assertTrue(now >= last, now + " after " + last);
                last = now;
                OwnerTable.sweep();
            }
        });
        Throwable[] failure = new Throwable[1];
        reader.setUncaughtExceptionHandler((t, e) -> failure[0] = e);
        reader.start();
        for (int i = 0; i < 300; i++) {
            Threads.together(8, Threads::startPlatform, () -> {
                for (int k = 0; k < EACH; k++) {
                    counter.increment();
                }
            });
        }
        done.set(true);
        Threads.join(reader);
        if (failure[0] != null) {
            throw new AssertionError(failure[0]);
        }
        assertEquals(300L * 8 * EACH, counter.sum());
    }

    @Test
    void sumThenReset_twoReadersWhileThreadsComeAndGo_eachCountInOneInterval() {
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong inIntervals = new AtomicLong();
        Runnable drain = () -> {
            while (!done.get()) {
                inIntervals.addAndGet(counter.sumThenReset());
            }
        };
        Thread one = Threads.startPlatform(drain);
        Thread two = Threads.startPlatform(drain);
        for (int i = 0; i < 200; i++) {
            Threads.together(4, Threads::startPlatform, () -> {
                for (int k = 0; k < EACH; k++) {
                    counter.increment();
                }
            });
        }
        done.set(true);
        Threads.join(one);
        Threads.join(two);
        assertEquals(200L * 4 * EACH, inIntervals.get() + counter.sumThenReset());
        assertEquals(0, counter.sum());
    }

    /** Not scientific, but a plain store hoisted out of the loop would keep the reader waiting for the end. */
    @Test
    void increment_inALongLoop_isSeenMeanwhile() {
        AtomicBoolean seen = new AtomicBoolean();
        Thread writer = Threads.startPlatform(() -> {
            while (!seen.getOpaque()) {
                counter.increment();
            }
        });
        while (counter.sum() < 1_000_000) {
            Thread.onSpinWait();
        }
        seen.set(true);
        Threads.join(writer);
    }

    @Test
    @SuppressWarnings("deprecation") // getId is deprecated, and still overridable, since JDK 19
    void sum_idsOverridden_isExact() {
        Threads.together(50, task -> start(task, new AtomicLong(7), 0), () -> addOneByOne(100));
        Threads.together(50, task -> start(task, new AtomicLong(7), 0x1234567), () -> addOneByOne(100));
        Threads.together(50, task -> start(task, new AtomicLong(Long.MIN_VALUE), -1), () -> addOneByOne(100));
        assertEquals(3 * 50 * 100, counter.sum());
    }

    private void addOneByOne(int n) {
        for (int i = 0; i < n; i++) {
            counter.increment();
        }
    }

    private static Thread start(Runnable task, AtomicLong id, long step) {
        Thread thread = new Thread(task) {
            @Override
            @SuppressWarnings("deprecation")
            public long getId() {
                return id.getAndAdd(step);
            }
        };
        thread.start();
        return thread;
    }

    static Function<Runnable, Thread> virtualThreads() {
        if (Threads.VIRTUAL.isEmpty()) {
            System.err.println("skipped: JDK " + Runtime.version().feature() + " has no virtual threads");
        }
        assumeTrue(Threads.VIRTUAL.isPresent(), "no virtual threads on this JDK");
        return Threads.VIRTUAL.get();
    }
}
