package io.perftoolkit.testkit;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a scheduled executor with one thread promises, whether the thread is its own or the test's. */
abstract class ScheduledExecutorContract {
    static final Await SOON = Await.atMost(Duration.ofSeconds(60));

    private ScheduledExecutorService executor;

    abstract ScheduledExecutorService open();

    /** Lets everything run that falls due within a second. */
    abstract void letRun(ScheduledExecutorService opened);

    @BeforeEach
    final void openIt() {
        executor = open();
    }

    @AfterEach
    final void dropIt() {
        executor.shutdownNow();
    }

    private <T> T result(Future<T> future) throws Exception {
        letRun(executor);
        return future.get(60, SECONDS);
    }

    @Test
    final void submit_callable_futureHoldsItsValue() throws Exception {
        var future = executor.submit(() -> "done");
        assertEquals("done", result(future));
        assertTrue(future.isDone());
        assertFalse(future.isCancelled());
        assertFalse(future.cancel(true));
    }

    @Test
    final void submit_runnable_futureHoldsTheGivenResult() throws Exception {
        var ran = new AtomicBoolean();
        assertEquals("given", result(executor.submit(() -> ran.set(true), "given")));
        assertTrue(ran.get());
        assertEquals(null, result(executor.submit(() -> ran.set(false))));
        assertFalse(ran.get());
    }

    @Test
    final void submit_failing_futureHoldsTheCause() {
        var cause = new IllegalStateException("broken");
        var future = executor.submit((Callable<String>) () -> {
            throw cause;
        });
        assertSame(
                cause,
                assertThrows(ExecutionException.class, () -> result(future)).getCause());
        assertTrue(future.isDone());
        assertFalse(future.isCancelled());
    }

    @Test
    final void tasks_dueTogether_runInTheOrderTheyCame() throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 5; i++) {
            int number = i;
            executor.execute(() -> order.add(number));
        }
        result(executor.submit(() -> order.add(5)));
        assertEquals(List.of(0, 1, 2, 3, 4, 5), order);
    }

    @Test
    final void tasks_submittedByATask_runAsWell() throws Exception {
        var inner = new AtomicReference<Future<String>>();
        result(executor.submit(() -> inner.set(executor.submit(() -> "inner"))));
        assertEquals("inner", result(inner.get()));
    }

    @Test
    final void schedule_laterAndNow_runsOnlyWhatIsDue() throws Exception {
        var later = executor.schedule(() -> "later", 1, HOURS);
        var now = executor.schedule(() -> "now", 0, HOURS);
        var past = executor.schedule(() -> "past", -5, HOURS);
        assertEquals("now", result(now));
        assertEquals("past", result(past));
        assertFalse(later.isDone());
        assertTrue(later.getDelay(HOURS) <= 1 && later.getDelay(SECONDS) > 3000);
        assertTrue(now.compareTo(later) < 0);
        assertTrue(later.compareTo(now) > 0);
    }

    @Test
    final void schedule_shortDelay_runs() throws Exception {
        assertEquals("soon", result(executor.schedule(() -> "soon", 5, MILLISECONDS)));
    }

    @Test
    final void cancel_beforeItsTime_neverRuns() throws Exception {
        var ran = new AtomicBoolean();
        var future = executor.schedule(() -> ran.set(true), 1, HOURS);
        assertTrue(future.cancel(false));
        assertFalse(future.cancel(false));
        assertTrue(future.isCancelled());
        assertTrue(future.isDone());
        result(executor.submit(() -> {}));
        assertFalse(ran.get());
        assertThrows(CancellationException.class, future::get);
    }

    @Test
    final void cancel_runningTask_isInterrupted() throws Exception {
        var began = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        var future = executor.submit(() -> waitForInterrupt(began, interrupted));
        var canceller = begin(() -> {
            began.await();
            assertTrue(future.cancel(true));
        });
        letRun(executor);
        canceller.join();
        assertTrue(interrupted.await(60, SECONDS));
        assertTrue(future.isCancelled());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    final void shutdownNow_runningTask_isInterruptedAndTheRestNeverRuns() throws Exception {
        var began = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        var unrun = new AtomicReference<List<Runnable>>();
        executor.submit(() -> waitForInterrupt(began, interrupted));
        var second = executor.submit(() -> "never");
        var stopper = begin(() -> {
            began.await();
            unrun.set(executor.shutdownNow());
        });
        letRun(executor);
        stopper.join();
        assertTrue(interrupted.await(60, SECONDS));
        assertEquals(List.of(second), unrun.get());
        SOON.until("it is terminated", executor::isTerminated);
        assertFalse(second.isDone());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    private static void waitForInterrupt(CountDownLatch began, CountDownLatch interrupted) {
        began.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.countDown();
            Thread.currentThread().interrupt();
        }
    }

    interface Step {
        void run() throws Exception;
    }

    static Thread begin(Step step) {
        var thread = new Thread(() -> {
            try {
                step.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        thread.start();
        return thread;
    }

    @Test
    final void fixedRate_failing_endsAndKeepsTheCause() {
        var turns = new AtomicInteger();
        var future = executor.scheduleAtFixedRate(() -> failAtThird(turns), 1, 2, MILLISECONDS);
        var failure = assertThrows(ExecutionException.class, () -> result(future));
        assertEquals("third", failure.getCause().getMessage());
        assertEquals(3, turns.get());
        assertTrue(future.isDone());
    }

    @Test
    final void fixedDelay_failing_endsAndKeepsTheCause() {
        var turns = new AtomicInteger();
        var future = executor.scheduleWithFixedDelay(() -> failAtThird(turns), 0, 2, MILLISECONDS);
        var failure = assertThrows(ExecutionException.class, () -> result(future));
        assertEquals("third", failure.getCause().getMessage());
        assertEquals(3, turns.get());
    }

    private static void failAtThird(AtomicInteger turns) {
        if (turns.incrementAndGet() == 3) {
            throw new IllegalStateException("third");
        }
    }

    @Test
    final void fixedRate_cancelledByItself_endsAfterThisTurn() throws Exception {
        var turns = new AtomicInteger();
        var self = new CompletableFuture<Future<?>>();
        Runnable turn = () -> {
            if (turns.incrementAndGet() == 2) {
                self.join().cancel(true);
            }
        };
        var future = executor.scheduleAtFixedRate(turn, 0, 1, MILLISECONDS);
        self.complete(future);
        assertThrows(CancellationException.class, () -> result(future));
        result(executor.schedule(() -> {}, 10, MILLISECONDS));
        assertEquals(2, turns.get());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    final void periodic_notPositive_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> executor.scheduleAtFixedRate(() -> {}, 0, 0, MILLISECONDS));
        assertThrows(
                IllegalArgumentException.class, () -> executor.scheduleWithFixedDelay(() -> {}, 0, -1, MILLISECONDS));
    }

    @Test
    final void submission_null_isRefused() {
        assertThrows(NullPointerException.class, () -> executor.execute(null));
        assertThrows(NullPointerException.class, () -> executor.submit((Runnable) null));
        assertThrows(NullPointerException.class, () -> executor.submit((Callable<?>) null));
        assertThrows(NullPointerException.class, () -> executor.schedule((Callable<?>) null, 0, SECONDS));
        assertThrows(NullPointerException.class, () -> executor.schedule(() -> {}, 0, null));
        assertThrows(NullPointerException.class, () -> executor.invokeAll(null));
        assertThrows(NullPointerException.class, () -> executor.invokeAll(Collections.singletonList(null)));
        assertThrows(NullPointerException.class, () -> executor.invokeAny(Collections.singletonList(null)));
    }

    @Test
    final void shutdown_newTask_isRejected() {
        executor.shutdown();
        assertTrue(executor.isShutdown());
        assertThrows(RejectedExecutionException.class, () -> executor.execute(() -> {}));
        assertThrows(RejectedExecutionException.class, () -> executor.submit(() -> {}));
        assertThrows(RejectedExecutionException.class, () -> executor.schedule(() -> {}, 1, SECONDS));
        assertThrows(RejectedExecutionException.class, () -> executor.scheduleAtFixedRate(() -> {}, 1, 1, SECONDS));
        assertThrows(RejectedExecutionException.class, () -> executor.invokeAll(List.of(() -> "x")));
        assertThrows(RejectedExecutionException.class, () -> executor.invokeAny(List.of(() -> "x")));
    }

    @Test
    final void shutdown_acceptedTasks_stillRun() throws Exception {
        var now = executor.submit(() -> "now");
        var delayed = executor.schedule(() -> "delayed", 20, MILLISECONDS);
        executor.shutdown();
        assertEquals("now", result(now));
        assertEquals("delayed", result(delayed));
        assertTrue(executor.awaitTermination(60, SECONDS));
        assertTrue(executor.isTerminated());
    }

    @Test
    final void shutdown_periodicTask_isCancelled() throws Exception {
        ScheduledFuture<?> waiting = executor.scheduleAtFixedRate(() -> {}, 1, 1, HOURS);
        executor.shutdown();
        assertTrue(waiting.isCancelled());
        assertTrue(executor.awaitTermination(60, SECONDS));
    }

    @Test
    final void shutdown_byAPeriodicTask_endsIt() throws Exception {
        var turns = new AtomicInteger();
        var future = executor.scheduleAtFixedRate(
                () -> {
                    turns.incrementAndGet();
                    executor.shutdown();
                },
                0,
                1,
                MILLISECONDS);
        assertThrows(CancellationException.class, () -> result(future));
        assertTrue(executor.awaitTermination(60, SECONDS));
        assertEquals(1, turns.get());
    }

    @Test
    final void shutdownNow_waitingTasks_areHandedBackUntouched() throws Exception {
        var first = executor.schedule(() -> "first", 1, HOURS);
        var second = executor.schedule(() -> "second", 2, HOURS);
        var unrun = executor.shutdownNow();
        assertEquals(2, unrun.size());
        assertEquals(Set.of(first, second), Set.copyOf(unrun));
        assertTrue(executor.awaitTermination(60, SECONDS));
        assertFalse(first.isDone());
        assertEquals(List.of(), executor.shutdownNow());
    }

    @Test
    final void awaitTermination_notShutDown_isFalse() throws Exception {
        executor.schedule(() -> {}, 1, HOURS);
        assertFalse(executor.awaitTermination(1, MILLISECONDS));
        assertFalse(executor.isTerminated());
        assertFalse(executor.isShutdown());
    }

    @Test
    final void invokeAll_goodAndBad_allAreDoneInTheirOrder() throws Exception {
        var cause = new IllegalStateException("bad");
        List<Callable<String>> tasks = List.of(() -> "a", () -> fail(cause), () -> "c");
        var futures = executor.invokeAll(tasks);
        assertTrue(futures.stream().allMatch(Future::isDone));
        assertEquals("a", futures.get(0).get());
        assertSame(
                cause,
                assertThrows(ExecutionException.class, () -> futures.get(1).get())
                        .getCause());
        assertEquals("c", futures.get(2).get());
        assertEquals(List.of(), executor.invokeAll(List.of()));
    }

    @Test
    final void invokeAll_noTime_cancelsAll() throws Exception {
        var ran = new AtomicBoolean();
        Callable<Boolean> task = () -> ran.getAndSet(true);
        var futures = executor.invokeAll(List.of(task, task), 0, SECONDS);
        assertTrue(futures.stream().allMatch(Future::isCancelled));
        assertFalse(ran.get());
    }

    @Test
    final void invokeAll_enoughTime_runsAll() throws Exception {
        var futures = executor.invokeAll(List.of(() -> 1, () -> 2), 60, SECONDS);
        assertEquals(1, futures.get(0).get());
        assertEquals(2, futures.get(1).get());
    }

    @Test
    final void invokeAny_badThenGood_returnsTheGood() throws Exception {
        List<Callable<String>> tasks = List.of(() -> fail(new IllegalStateException("bad")), () -> "good");
        assertEquals("good", executor.invokeAny(tasks));
        assertEquals("good", executor.invokeAny(tasks, 60, SECONDS));
    }

    @Test
    final void invokeAny_allBad_throwsWithACause() {
        var cause = new IllegalStateException("bad");
        List<Callable<String>> tasks = List.of(() -> fail(cause), () -> fail(cause));
        assertSame(
                cause,
                assertThrows(ExecutionException.class, () -> executor.invokeAny(tasks))
                        .getCause());
    }

    @Test
    final void invokeAny_nothing_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> executor.invokeAny(List.of()));
        assertThrows(IllegalArgumentException.class, () -> executor.invokeAny(List.of(), 1, SECONDS));
    }

    private static String fail(RuntimeException cause) {
        throw cause;
    }

    @Test
    final void executor_asAnExecutorOfOthers_runsTheirTasks() throws Exception {
        Executor plain = executor;
        var future = CompletableFuture.supplyAsync(() -> 20, plain).thenApplyAsync(half -> half + 1, plain);
        letRun(executor);
        assertEquals(21, future.get(60, SECONDS));
    }
}
