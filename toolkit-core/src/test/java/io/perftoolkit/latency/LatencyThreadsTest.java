package io.perftoolkit.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that come and go, readers in between: nothing is lost, doubled or torn. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LatencyThreadsTest {
    /** Each in a cell of its own, so that counts by cell give the sum; the zero cell too; a window apart, the last. */
    private static final long[] TIMES = {0, 1_000, 2_000, 150_000, 777_777, 900_000_000};

    private static final Duration LEVEL = Duration.ofNanos(150_000);

    private final LatencyBudget budget = LatencyBudget.ofBytes(1 << 20);
    private final LatencyRecorder recorder =
            LatencyRecorder.builder().serviceLevels(LEVEL).budget(budget).build();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @Test
    void record_wavesOfThreads_loseAndDoubleNothing() throws InterruptedException {
        long expected = 0;
        for (int wave = 0; wave < 60; wave++) {
            int threads = wave % 3 == 0 ? 1 : wave % 3 == 1 ? 4 : 16;
            int each = wave % 2 == 0 ? 5_000 : 37;
            List<Thread> alive = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                alive.add(started(() -> recordMany(each)));
            }
            expected += (long) threads * each;
            joinAll(alive);
            if (wave % 5 == 0) {
                assertSelfConsistent(recorder.snapshot());
            }
            assertEquals(expected, recorder.snapshot().count());
        }
        assertSelfConsistent(recorder.snapshot());
        int processors = Runtime.getRuntime().availableProcessors();
        assertTrue(recorder.sheets().owners() > 0, "no thread got hot");
        assertTrue(recorder.sheets().owners() <= processors, "sheets of the dead are inherited, not piled up");
    }

    @Test
    void snapshot_whileThreadsRecord_isSelfConsistentMonotoneAndLosesNoInterval() throws InterruptedException {
        var stop = new AtomicBoolean();
        List<Thread> readers = new ArrayList<>();
        for (int r = 0; r < 2; r++) {
            readers.add(started(() -> {
                LatencySnapshot first = recorder.snapshot();
                LatencySnapshot last = first;
                LatencySnapshot sum = first.minus(first);
                while (!stop.get()) {
                    LatencySnapshot now = recorder.snapshot();
                    assertSelfConsistent(now);
                    LatencySnapshot interval = now.minus(last);
                    assertSelfConsistent(interval);
                    sum = sum.merge(interval);
                    last = now;
                }
                assertEquals(last.minus(first).count(), sum.count());
                assertEquals(last.minus(first).sum(), sum.sum());
            }));
        }
        List<Thread> writers = new ArrayList<>();
        for (int w = 0; w < 3; w++) {
            writers.add(started(() -> recordMany(1_000_000)));
        }
        joinAll(writers);
        stop.set(true);
        joinAll(readers);
        assertEquals(3_000_000, recorder.snapshot().count());
        assertSelfConsistent(recorder.snapshot());
    }

    @Test
    void record_budgetUsedUp_staysOnTheSharedSheetAndLosesNothing() throws InterruptedException {
        var none = LatencyBudget.ofBytes(0);
        var poor = LatencyRecorder.builder().budget(none).build();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(started(() -> {
                for (int i = 0; i < 50_000; i++) {
                    poor.record(TIMES[i % TIMES.length]);
                }
            }));
        }
        joinAll(threads);
        assertEquals(200_000, poor.snapshot().count());
        assertEquals(0, poor.sheets().owners());
        assertTrue(none.stats().refused() > 0);
        assertTrue(none.stats().used() > 0, "the shared sheet is counted although it cannot be refused");
    }

    @Test
    void record_threadsWhoseIdsAreOverridden_loseNothing() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int constant = t % 2;
            Thread odd = new Thread(() -> recordMany(100_000)) {
                private long calls;

                @Override
                @Deprecated
                @SuppressWarnings({"removal", "deprecation"})
                public long getId() {
                    return constant == 0 ? 7 : calls++;
                }
            };
            odd.setUncaughtExceptionHandler((thread, e) -> failure.compareAndSet(null, e));
            odd.start();
            threads.add(odd);
        }
        joinAll(threads);
        assertEquals(400_000, recorder.snapshot().count());
        assertSelfConsistent(recorder.snapshot());
    }

    @Test
    void record_virtualThreads_loseNothingAndOwnNothing() throws Exception {
        ExecutorService virtual = virtualThreads();
        if (virtual == null) {
            System.err.println("skipped: JDK " + Runtime.version().feature() + " has no virtual threads");
        }
        Assumptions.assumeTrue(virtual != null, "this JDK has no virtual threads");
        var done = new CountDownLatch(2_000);
        for (int t = 0; t < 2_000; t++) {
            virtual.execute(() -> {
                recordMany(300);
                done.countDown();
            });
        }
        List<Thread> platform = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            platform.add(started(() -> recordMany(100_000)));
        }
        done.await();
        int owners = recorder.sheets().owners();
        joinAll(platform);
        virtual.shutdown();
        assertEquals(800_000, recorder.snapshot().count());
        assertSelfConsistent(recorder.snapshot());
        assertTrue(owners <= 2, "only the platform threads");
    }

    @Test
    void record_ownersThatLiveButRecordNoMore_doNotKeepAHotThreadOut() throws InterruptedException {
        int processors = Runtime.getRuntime().availableProcessors();
        var idle = new CountDownLatch(1);
        List<Thread> former = new ArrayList<>();
        while (recorder.sheets().owners() < processors && former.size() < 100 * processors) {
            var recorded = new CountDownLatch(1);
            former.add(started(() -> {
                recordMany(10_000);
                recorded.countDown();
                try {
                    idle.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
            recorded.await();
        }
        assertEquals(processors, recorder.sheets().owners());
        for (int i = 0; i < 4; i++) {
            recorder.snapshot();
        }
        for (int tries = 0; recorder.sheets().owners() == processors && tries < 100; tries++) {
            recordMany(10_000);
        }
        assertEquals(processors + 1, recorder.sheets().owners());
        idle.countDown();
        joinAll(former);
    }

    @Test
    void snapshot_threadsThatAreDead_areNoLongerReachable() throws InterruptedException {
        Thread hot = started(() -> recordMany(100_000));
        hot.join();
        var dead = new java.lang.ref.WeakReference<>(hot);
        hot = null;
        assertEquals(100_000, recorder.snapshot().count());
        recorder.record(1);
        for (long end = System.nanoTime() + 30_000_000_000L; dead.get() != null && System.nanoTime() < end; ) {
            System.gc();
            Thread.onSpinWait();
        }
        assertEquals(null, dead.get());
    }

    private void recordMany(int n) {
        for (int i = 0; i < n; i++) {
            recorder.record(TIMES[i % TIMES.length]);
        }
    }

    private static void assertSelfConsistent(LatencySnapshot s) {
        long[] counts = new long[TIMES.length];
        counts[0] = s.zeroCount();
        s.forEachCell((bucket, count) -> {
            for (int i = 1; i < TIMES.length; i++) {
                if (Schema6.cell(TIMES[i]) + Schema6.FIRST_BUCKET == bucket) {
                    counts[i] = count;
                }
            }
        });
        long count = 0;
        long sum = 0;
        long met = 0;
        double max = Double.NaN;
        double min = Double.NaN;
        for (int i = 0; i < TIMES.length; i++) {
            count += counts[i];
            sum += counts[i] * TIMES[i];
            met += TIMES[i] <= LEVEL.toNanos() ? counts[i] : 0;
            if (counts[i] > 0) {
                max = TIMES[i];
                min = Double.isNaN(min) ? TIMES[i] : min;
            }
        }
        assertEquals(count, s.count());
        assertEquals(sum, s.sum());
        assertEquals(met, s.countAtMost(LEVEL));
        assertWithinACell(max, s.max());
        assertWithinACell(min, s.min());
    }

    private static void assertWithinACell(double expected, double actual) {
        if (expected > 0) {
            assertEquals(expected, actual, expected * 0.011);
        } else {
            assertEquals(expected, actual);
        }
    }

    private Thread started(Runnable work) {
        Thread thread = new Thread(work);
        thread.setUncaughtExceptionHandler((t, e) -> failure.compareAndSet(null, e));
        thread.start();
        return thread;
    }

    private void joinAll(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
    }

    private static ExecutorService virtualThreads() throws ReflectiveOperationException {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException olderJdk) {
            return null;
        }
    }
}
