package io.perftoolkit.task;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks that wait for tasks of the same scheduler: the classic way to stop a pool. */
class SelfWaitTest {
    private final WorkStealingScheduler scheduler =
            WorkStealingScheduler.builder().workers(1).build();

    @AfterEach
    void end() throws InterruptedException {
        scheduler.shutdownNow();
        assertTrue(scheduler.awaitTermination(60, SECONDS));
    }

    private int fib(int n) throws Exception {
        if (n < 2) {
            return n;
        }
        Future<Integer> other = scheduler.submit(() -> fib(n - 1));
        return fib(n - 2) + other.get();
    }

    @Test
    void get_ofOwnFutures_keepsOneWorkerGoing() throws Exception {
        assertEquals(610, scheduler.submit(() -> fib(15)).get(60, SECONDS));
    }

    @Test
    void get_ofManyFutures_runsEachOnce() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        scheduler
                .submit(() -> {
                    List<Future<?>> futures = new ArrayList<>();
                    for (int i = 0; i < 1_000; i++) {
                        futures.add(scheduler.submit(ran::incrementAndGet));
                    }
                    for (Future<?> future : futures) {
                        future.get();
                    }
                    return null;
                })
                .get(60, SECONDS);
        assertEquals(1_000, ran.get());
    }

    private Object deeper(int levels) throws Exception {
        return levels == 0
                ? "bottom"
                : scheduler.submit(() -> deeper(levels - 1)).get();
    }

    @Test
    void get_deeperThanAllowed_isAClearError() throws Exception {
        assertEquals(
                "bottom", scheduler.submit(() -> deeper(TaskFuture.DEEPEST)).get(60, SECONDS));
        Throwable thrown = assertThrows(
                ExecutionException.class,
                () -> scheduler.submit(() -> deeper(TaskFuture.DEEPEST + 1)).get(60, SECONDS));
        while (thrown instanceof ExecutionException) {
            thrown = thrown.getCause();
        }
        assertInstanceOf(IllegalStateException.class, thrown);
        assertTrue(thrown.getMessage().contains("waits for a task"), thrown.getMessage());
    }

    @Test
    void invokeAllAndAny_fromATask_keepGoing() throws Exception {
        List<Callable<Integer>> tasks = List.of(() -> 1, () -> 2);
        assertEquals(
                2, scheduler.submit(() -> scheduler.invokeAll(tasks).size()).get(60, SECONDS));
        assertEquals(1, scheduler.submit(() -> scheduler.invokeAny(tasks)).get(60, SECONDS));
        assertThrows(
                ExecutionException.class,
                () -> scheduler.submit(() -> scheduler.invokeAny(List.of())).get(60, SECONDS));
    }

    @Test
    void get_cancelledInside_leavesTheWaitingTaskAlone() throws Exception {
        assertFalse(scheduler
                .submit(() -> {
                    Future<?>[] self = new Future<?>[1];
                    self[0] = scheduler.submit(() -> self[0].cancel(true));
                    assertThrows(java.util.concurrent.CancellationException.class, self[0]::get);
                    return Thread.currentThread().isInterrupted();
                })
                .get(60, SECONDS));
    }

    @Test
    void get_ofADroppedFuture_doesNotRunIt() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch dropped = new CountDownLatch(1);
        AtomicInteger ran = new AtomicInteger();
        List<Future<?>> inner = new ArrayList<>();
        Future<?> outer = scheduler.submit(() -> {
            inner.add(scheduler.submit(ran::incrementAndGet));
            started.countDown();
            ExecutorContract.awaitUninterruptibly(dropped);
            inner.get(0).get();
            return null;
        });
        started.await();
        List<Runnable> back = scheduler.shutdownNow();
        dropped.countDown();
        assertThrows(ExecutionException.class, () -> outer.get(60, SECONDS));
        assertTrue(scheduler.awaitTermination(60, SECONDS));
        if (back.isEmpty()) { // the watch was just moving it
            return;
        }
        assertEquals(inner, back);
        assertEquals(0, ran.get());
        back.get(0).run(); // its new owner may
        assertEquals(1, ran.get());
        assertEquals(1, inner.get(0).get());
    }

    @Test
    void latch_openedByTheFirstSubmittedTask_isReachedThroughTheWatch() throws Exception {
        try (WorkStealingScheduler two =
                WorkStealingScheduler.builder().workers(2).build()) {
            CountDownLatch latch = new CountDownLatch(1);
            assertTrue(two.submit(() -> {
                        two.execute(latch::countDown); // into the slot, which this task hides while it waits
                        return latch.await(60, SECONDS);
                    })
                    .get(60, SECONDS));
        }
    }
}
