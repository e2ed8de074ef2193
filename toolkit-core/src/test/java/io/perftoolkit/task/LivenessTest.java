package io.perftoolkit.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Work that is visible while all sleep is never left lying: random bursts with random gaps, each waited for. */
class LivenessTest {
    private static final int CYCLES = Integer.getInteger("task.cycles", 60_000);

    @Test
    void bursts_withGaps_alwaysRun() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        for (int workers : new int[] {1, 2, 3}) {
            try (WorkStealingScheduler scheduler =
                    WorkStealingScheduler.builder().workers(workers).ring(4, 0).build()) {
                for (int i = 0; i < CYCLES / 3; i++) {
                    int size = 1 + random.nextInt(4);
                    CountDownLatch ran = new CountDownLatch(2 * size);
                    for (int k = 0; k < size; k++) {
                        scheduler.execute(() -> {
                            ran.countDown();
                            scheduler.execute(ran::countDown);
                        });
                    }
                    boolean all = ran.await(10, TimeUnit.SECONDS);
                    assertTrue(all, () -> ran.getCount() + " tasks left lying: " + scheduler.stats());
                    int gap = random.nextInt(3) == 0 ? random.nextInt(2_000) : 0;
                    for (int k = 0; k < gap; k++) {
                        Thread.onSpinWait();
                    }
                }
                assertEquals(0, scheduler.stats().queued());
            }
        }
    }

    @Test
    void idle_workers_allSleep() throws Exception {
        try (WorkStealingScheduler scheduler =
                WorkStealingScheduler.builder().workers(3).build()) {
            for (int i = 0; i < 1_000; i++) {
                scheduler.execute(() -> {});
            }
            ExecutorContract.SOON.until(
                    "all sleep", () -> scheduler.crew().sleepers.awake() == 0);
            assertEquals(0, scheduler.crew().sleepers.searching());
            long parks = scheduler.stats().parks();
            scheduler.watch().look();
            assertEquals(0, scheduler.crew().sleepers.awake());
            assertEquals(parks, scheduler.stats().parks());
        }
    }

    @Test
    void idle_workers_useNoProcessor() throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        try (WorkStealingScheduler scheduler =
                WorkStealingScheduler.builder().workers(3).build()) {
            for (int i = 0; i < 1_000; i++) {
                scheduler.execute(() -> {});
            }
            Worker[] workers = scheduler.crew().workers();
            ExecutorContract.SOON.until(
                    "all wait",
                    () -> Arrays.stream(workers).allMatch(worker -> worker.thread.getState() == Thread.State.WAITING));
            long before = processorNanos(threads, workers);
            long start = threads.getCurrentThreadCpuTime();
            while (threads.getCurrentThreadCpuTime() - start < 100_000_000) {
                Thread.onSpinWait(); // meanwhile a worker that spins would use as much as this thread
            }
            long used = processorNanos(threads, workers) - before;
            assertTrue(used < 1_000_000, () -> used + " ns of processor time while idle");
        }
    }

    private static long processorNanos(ThreadMXBean threads, Worker[] workers) {
        return Arrays.stream(workers)
                .mapToLong(worker -> threads.getThreadCpuTime(worker.thread.getId()))
                .sum();
    }
}
