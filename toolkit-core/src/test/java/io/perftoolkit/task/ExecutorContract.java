package io.perftoolkit.task;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every {@link ExecutorService} promises, the JDK's and ours. */
abstract class ExecutorContract {
    static final Await SOON = Await.atMost(Duration.ofSeconds(60));

    private final List<ExecutorService> opened = new ArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);

    /** An executor whose threads drop what a task throws. */
    abstract ExecutorService create(int threads);

    private ExecutorService open(int threads) {
        ExecutorService executor = create(threads);
        opened.add(executor);
        return executor;
    }

    @AfterEach
    void endAll() throws InterruptedException {
        release.countDown();
        for (ExecutorService executor : opened) {
            executor.shutdownNow();
            assertTrue(executor.awaitTermination(60, SECONDS), "threads are left");
        }
    }

    /** Keeps all threads busy until the latch opens. */
    private void occupy(ExecutorService executor, int threads) throws InterruptedException {
        CountDownLatch started = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            executor.execute(() -> {
                started.countDown();
                awaitUninterruptibly(release);
            });
        }
        assertTrue(started.await(60, SECONDS));
    }

    static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    final void execute_null_isRefused() {
        assertThrows(NullPointerException.class, () -> open(1).execute(null));
        assertThrows(NullPointerException.class, () -> open(1).submit((Callable<?>) null));
    }

    @Test
    final void execute_manyTasks_allRun() throws Exception {
        ExecutorService executor = open(2);
        CountDownLatch ran = new CountDownLatch(10_000);
        for (int i = 0; i < 10_000; i++) {
            executor.execute(ran::countDown);
        }
        assertTrue(ran.await(60, SECONDS));
    }

    @Test
    final void execute_fromATask_runs() throws Exception {
        ExecutorService executor = open(1);
        CountDownLatch ran = new CountDownLatch(1_000);
        executor.execute(() -> {
            for (int i = 0; i < 1_000; i++) {
                executor.execute(ran::countDown);
            }
        });
        assertTrue(ran.await(60, SECONDS));
    }

    @Test
    final void execute_taskThrows_othersRun() throws Exception {
        ExecutorService executor = open(1);
        for (int i = 0; i < 10; i++) {
            executor.execute(() -> {
                throw new IllegalStateException("on purpose");
            });
        }
        executor.execute(() -> {
            throw new LinkageError("on purpose");
        });
        assertEquals("ran", executor.submit(() -> "ran").get(60, SECONDS));
    }

    @Test
    final void execute_whatWasWritten_isSeenByTheTask() throws Exception {
        ExecutorService executor = open(2);
        for (int i = 0; i < 1_000; i++) {
            int[] box = {0};
            box[0] = i;
            assertEquals(i, executor.submit(() -> box[0]).get(60, SECONDS));
        }
    }

    @Test
    final void execute_moreTasksThanThreads_waitForAThread() throws Exception {
        ExecutorService executor = open(2);
        occupy(executor, 2);
        Future<String> waiting = executor.submit(() -> "ran");
        assertFalse(waiting.isDone());
        release.countDown();
        assertEquals("ran", waiting.get(60, SECONDS));
    }

    @Test
    final void submit_callableRunnableAndResult_holdTheirValues() throws Exception {
        ExecutorService executor = open(1);
        AtomicInteger ran = new AtomicInteger();
        assertEquals("value", executor.submit(() -> "value").get(60, SECONDS));
        assertNull(executor.submit((Runnable) ran::incrementAndGet).get(60, SECONDS));
        assertEquals(
                "given",
                executor.submit((Runnable) ran::incrementAndGet, "given").get(60, SECONDS));
        assertEquals(2, ran.get());
    }

    @Test
    final void submit_failing_holdsTheCause() {
        var cause = new IllegalStateException("on purpose");
        Future<?> future = open(1).submit((Callable<?>) () -> {
            throw cause;
        });
        assertSame(
                cause,
                assertThrows(ExecutionException.class, () -> future.get(60, SECONDS))
                        .getCause());
    }

    @Test
    final void get_timeIsOver_throws() throws Exception {
        ExecutorService executor = open(1);
        occupy(executor, 1);
        assertThrows(TimeoutException.class, () -> executor.submit(() -> 1).get(1, MILLISECONDS));
    }

    @Test
    final void cancel_queued_neverRuns() throws Exception {
        ExecutorService executor = open(1);
        occupy(executor, 1);
        AtomicBoolean ran = new AtomicBoolean();
        Future<?> future = executor.submit(() -> ran.set(true));
        assertTrue(future.cancel(false));
        release.countDown();
        executor.submit(() -> null).get(60, SECONDS);
        executor.shutdown();
        assertTrue(executor.awaitTermination(60, SECONDS));
        assertFalse(ran.get());
        assertThrows(CancellationException.class, future::get);
    }

    @Test
    final void cancel_running_interruptsOnlyThisTask() throws Exception {
        ExecutorService executor = open(1);
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Future<?> future = executor.submit(() -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.complete(true);
                Thread.currentThread().interrupt();
            }
        });
        assertTrue(started.await(60, SECONDS));
        future.cancel(true);
        assertTrue(interrupted.get(60, SECONDS));
        assertFalse(
                executor.submit(() -> Thread.currentThread().isInterrupted()).get(60, SECONDS));
    }

    @Test
    final void invokeAll_someFail_allEnd() throws Exception {
        List<Callable<Integer>> tasks = List.of(
                () -> 1,
                () -> {
                    throw new IllegalStateException("on purpose");
                },
                () -> 3);
        List<Future<Integer>> futures = open(2).invokeAll(tasks);
        assertEquals(3, futures.size());
        assertTrue(futures.stream().allMatch(Future::isDone));
        assertEquals(1, futures.get(0).get());
        assertThrows(ExecutionException.class, () -> futures.get(1).get());
        assertEquals(3, futures.get(2).get());
    }

    @Test
    final void invokeAll_timeIsOver_cancelsTheRest() throws Exception {
        ExecutorService executor = open(1);
        Callable<Integer> stuck = () -> {
            new CountDownLatch(1).await();
            return 1;
        };
        List<Future<Integer>> futures = executor.invokeAll(List.of(stuck, stuck), 10, MILLISECONDS);
        assertTrue(futures.stream().allMatch(Future::isCancelled));
    }

    @Test
    final void invokeAny_oneSucceeds_isTheResult() throws Exception {
        List<Callable<Integer>> tasks = List.of(
                () -> {
                    throw new IllegalStateException("on purpose");
                },
                () -> 2);
        assertEquals(2, open(2).invokeAny(tasks));
        assertEquals(2, open(2).invokeAny(tasks, 60, SECONDS));
    }

    @Test
    final void invokeAny_allFail_throws() {
        List<Callable<Integer>> tasks = List.of(() -> {
            throw new IllegalStateException("on purpose");
        });
        ExecutorService executor = open(2);
        assertThrows(ExecutionException.class, () -> executor.invokeAny(tasks));
        assertThrows(IllegalArgumentException.class, () -> executor.invokeAny(List.of()));
    }

    @Test
    final void shutdown_queuedTasks_runAndTerminate() throws Exception {
        ExecutorService executor = open(2);
        occupy(executor, 2);
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 1_000; i++) {
            executor.execute(ran::incrementAndGet);
        }
        executor.shutdown();
        executor.shutdown();
        assertTrue(executor.isShutdown());
        assertFalse(executor.isTerminated());
        assertFalse(executor.awaitTermination(1, MILLISECONDS));
        assertThrows(RejectedExecutionException.class, () -> executor.execute(ran::incrementAndGet));
        release.countDown();
        assertTrue(executor.awaitTermination(60, SECONDS));
        assertTrue(executor.isTerminated());
        assertEquals(1_000, ran.get());
    }

    @Test
    final void shutdown_idle_terminates() throws Exception {
        ExecutorService used = open(2);
        used.submit(() -> null).get(60, SECONDS);
        used.shutdown();
        assertTrue(used.awaitTermination(60, SECONDS));
        ExecutorService unused = open(2);
        unused.shutdown();
        assertTrue(unused.awaitTermination(60, SECONDS));
    }

    @Test
    final void shutdown_taskThatSubmits_isRefused() throws Exception {
        ExecutorService executor = open(1);
        CountDownLatch started = new CountDownLatch(1);
        Future<?> future = executor.submit(() -> {
            started.countDown();
            awaitUninterruptibly(release);
            executor.execute(() -> {});
        });
        assertTrue(started.await(60, SECONDS));
        executor.shutdown();
        release.countDown();
        assertTrue(
                assertThrows(ExecutionException.class, () -> future.get(60, SECONDS))
                                .getCause()
                        instanceof RejectedExecutionException);
    }

    @Test
    final void shutdownNow_queuedTasks_areReturnedAndNeverRun() throws Exception {
        ExecutorService executor = open(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        executor.execute(() -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        assertTrue(started.await(60, SECONDS));
        AtomicInteger ran = new AtomicInteger();
        List<Runnable> tasks = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Runnable task = () -> ran.incrementAndGet();
            tasks.add(task);
            executor.execute(task);
        }
        assertEquals(tasks, executor.shutdownNow());
        assertTrue(interrupted.await(60, SECONDS));
        assertTrue(executor.awaitTermination(60, SECONDS));
        assertEquals(0, ran.get());
        assertThrows(RejectedExecutionException.class, () -> executor.execute(ran::incrementAndGet));
        assertEquals(List.of(), executor.shutdownNow());
    }

    @Test
    final void awaitTermination_interrupted_throws() {
        ExecutorService executor = open(1);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> executor.awaitTermination(60, SECONDS));
        assertFalse(Thread.currentThread().isInterrupted());
    }
}
