package io.perftoolkit.task;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.testkit.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final Await SOON = Await.atMost(Duration.ofSeconds(60));

    private final CountDownLatch release = new CountDownLatch(1);
    private WorkStealingScheduler scheduler;

    private void openAndFill(WorkStealingScheduler.Builder builder, int bound) throws InterruptedException {
        scheduler = builder.workers(1).maxQueued(bound).build();
        CountDownLatch busy = new CountDownLatch(1);
        scheduler.execute(() -> {
            busy.countDown();
            ExecutorContract.awaitUninterruptibly(release);
        });
        busy.await();
        for (int i = 0; i < bound; i++) {
            scheduler.execute(() -> {});
        }
    }

    @AfterEach
    void end() throws InterruptedException {
        release.countDown();
        scheduler.shutdown();
        assertTrue(scheduler.awaitTermination(60, SECONDS));
    }

    @Test
    void execute_beyondTheBound_isRefusedWithFigures() throws Exception {
        for (int bound : new int[] {1, 2, 10, 1_000}) {
            if (scheduler != null) {
                end();
            }
            CountDownLatch own = new CountDownLatch(1);
            scheduler =
                    WorkStealingScheduler.builder().workers(1).maxQueued(bound).build();
            CountDownLatch busy = new CountDownLatch(1);
            scheduler.execute(() -> {
                busy.countDown();
                ExecutorContract.awaitUninterruptibly(own);
            });
            busy.await();
            for (int i = 0; i < bound; i++) {
                scheduler.execute(() -> {});
            }
            var thrown = assertThrows(TaskRejectedException.class, () -> scheduler.execute(() -> {}));
            assertEquals(bound, thrown.depth());
            assertEquals(bound, thrown.limit());
            assertEquals(0, thrown.getStackTrace().length);
            assertEquals(1, scheduler.stats().rejected());
            own.countDown();
            SOON.until("there is room", () -> scheduler.stats().queued() == 0);
            scheduler.submit(() -> null).get(60, SECONDS);
        }
    }

    @Test
    void execute_full_isFullForEveryThread() throws Exception {
        openAndFill(WorkStealingScheduler.builder(), 100);
        for (int i = 0; i < 20; i++) { // threads of all stripes
            FutureTask<Object> submit = new FutureTask<>(
                    () -> assertThrows(TaskRejectedException.class, () -> scheduler.execute(() -> {})));
            new Thread(submit).start();
            submit.get(60, SECONDS);
        }
        assertEquals(20, scheduler.stats().rejected());
        assertEquals(100, scheduler.stats().queued());
    }

    @Test
    void execute_fromATaskBeyondTheBound_isTaken() throws Exception {
        scheduler = WorkStealingScheduler.builder().workers(1).maxQueued(1).build();
        CountDownLatch ran = new CountDownLatch(1_000);
        scheduler.execute(() -> {
            for (int i = 0; i < 1_000; i++) {
                scheduler.execute(ran::countDown);
            }
        });
        assertTrue(ran.await(60, SECONDS));
    }

    @Test
    void execute_callerRuns_runsInTheCaller() throws Exception {
        openAndFill(WorkStealingScheduler.builder().rejectionPolicy(RejectionPolicy.CALLER_RUNS), 3);
        AtomicReference<Thread> ran = new AtomicReference<>();
        scheduler.execute(() -> ran.set(Thread.currentThread()));
        assertSame(Thread.currentThread(), ran.get());
    }

    @Test
    void execute_waitAndRoomComes_isTaken() throws Exception {
        openAndFill(
                WorkStealingScheduler.builder()
                        .rejectionPolicy(RejectionPolicy.WAIT)
                        .maxWait(Duration.ofSeconds(60)),
                3);
        CountDownLatch ran = new CountDownLatch(1);
        Thread submitter = new Thread(() -> scheduler.execute(ran::countDown));
        submitter.start();
        SOON.until("it waits", () -> submitter.getState() == Thread.State.TIMED_WAITING);
        release.countDown();
        assertTrue(ran.await(60, SECONDS));
        submitter.join();
    }

    @Test
    void execute_waitAndDeadlineIsOver_isRefused() throws Exception {
        openAndFill(
                WorkStealingScheduler.builder()
                        .rejectionPolicy(RejectionPolicy.WAIT)
                        .maxWait(Duration.ofSeconds(60)),
                3);
        Deadline over = Deadline.after(Duration.ZERO);
        assertThrows(TaskRejectedException.class, () -> over.run(() -> scheduler.execute(() -> {})));
    }

    @Test
    void execute_waitAndInterrupted_isRefusedAndStaysInterrupted() throws Exception {
        openAndFill(
                WorkStealingScheduler.builder()
                        .rejectionPolicy(RejectionPolicy.WAIT)
                        .maxWait(Duration.ofSeconds(60)),
                3);
        FutureTask<Boolean> submit = new FutureTask<>(() -> {
            Thread.currentThread().interrupt();
            assertThrows(TaskRejectedException.class, () -> scheduler.execute(() -> {}));
            return Thread.currentThread().isInterrupted();
        });
        new Thread(submit).start();
        assertTrue(submit.get(60, SECONDS));
    }

    @Test
    void execute_full_afterShutdown_saysClosed() throws Exception {
        openAndFill(WorkStealingScheduler.builder(), 3);
        scheduler.shutdown();
        var thrown = assertThrows(TaskRejectedException.class, () -> scheduler.execute(() -> {}));
        assertTrue(thrown.getMessage().endsWith("is closed"), thrown.getMessage());
    }
}
