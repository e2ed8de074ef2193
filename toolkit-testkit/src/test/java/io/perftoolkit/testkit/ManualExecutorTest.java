package io.perftoolkit.testkit;

import static io.perftoolkit.testkit.ScheduledExecutorContract.SOON;
import static io.perftoolkit.testkit.ScheduledExecutorContract.begin;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ManualExecutorTest {
    private final FakeTicker ticker = new FakeTicker();
    private final ManualExecutor executor = new ManualExecutor(ticker);
    private final List<String> log = new ArrayList<>();

    private Runnable note(String what) {
        return () -> log.add(what + "@" + ticker.getAsLong());
    }

    @Test
    void execute_untilTold_runsNothing() {
        executor.execute(note("a"));
        assertEquals(List.of(), log);
        assertEquals(1, executor.pending());
        assertTrue(executor.runNext());
        assertEquals(List.of("a@0"), log);
        assertFalse(executor.runNext());
        assertEquals(0, executor.pending());
    }

    @Test
    void runNext_task_runsOnTheCallersThread() {
        var thread = new AtomicReference<Thread>();
        executor.execute(() -> thread.set(Thread.currentThread()));
        executor.runNext();
        assertSame(Thread.currentThread(), thread.get());
    }

    @Test
    void runNext_severalAreDue_takesTheOneDueLongest() {
        executor.schedule(note("second"), 20, NANOSECONDS);
        executor.schedule(note("first"), 10, NANOSECONDS);
        ticker.advance(Duration.ofNanos(25));
        executor.execute(note("third"));
        executor.runNext();
        assertEquals(List.of("first@25"), log);
        assertEquals(2, executor.runAll());
        assertEquals(List.of("first@25", "second@25", "third@25"), log);
    }

    @Test
    void ticker_movedByTheTest_makesTasksRunnableButRunsNone() {
        executor.schedule(note("a"), 10, NANOSECONDS);
        assertFalse(executor.runNext());
        ticker.advance(Duration.ofNanos(9));
        assertEquals(0, executor.runAll());
        ticker.advance(Duration.ofNanos(1));
        assertEquals(List.of(), log);
        assertEquals(1, executor.runAll());
        assertEquals(List.of("a@10"), log);
    }

    @Test
    void ticker_sharedByTwoExecutors_makesTasksOfBothRunnable() {
        var other = new ManualExecutor(ticker);
        other.schedule(note("other"), 10, NANOSECONDS);
        executor.schedule(note("own"), 20, NANOSECONDS);
        executor.advance(Duration.ofNanos(30));
        assertEquals(1, other.runAll());
        assertEquals(List.of("own@20", "other@30"), log);
    }

    @Test
    void runAll_tasksThatSubmit_areIncludedAndTimeStandsStill() {
        executor.execute(() -> executor.execute(() -> executor.execute(note("third"))));
        executor.schedule(note("later"), 1, NANOSECONDS);
        assertEquals(3, executor.runAll());
        assertEquals(List.of("third@0"), log);
        assertEquals(1, executor.pending());
    }

    private void again() {
        executor.execute(this::again);
    }

    @Test
    void runAll_taskThatSubmitsItselfForEver_isRefused() {
        executor.execute(this::again);
        var thrown = assertThrows(IllegalStateException.class, () -> executor.runAll(50));
        assertTrue(thrown.getMessage().startsWith("no end after 50 tasks at the same time"), thrown.getMessage());
        assertEquals(1, executor.pending());
        assertThrows(IllegalStateException.class, executor::runAll);
        assertThrows(IllegalStateException.class, () -> executor.advance(Duration.ofNanos(1)));
    }

    @Test
    void runAll_exactlyTheBound_isEnough() {
        executor.execute(note("a"));
        executor.execute(note("b"));
        assertEquals(2, executor.runAll(2));
        assertThrows(IllegalArgumentException.class, () -> executor.runAll(0));
    }

    @Test
    void advance_severalTimes_eachTaskFindsTheTickerAtItsTime() {
        executor.schedule(note("b"), 20, NANOSECONDS);
        executor.schedule(() -> executor.schedule(note("a+5"), 5, NANOSECONDS), 10, NANOSECONDS);
        executor.schedule(note("c"), 31, NANOSECONDS);
        executor.execute(note("now"));
        assertEquals(4, executor.advance(Duration.ofNanos(30)));
        assertEquals(List.of("now@0", "a+5@15", "b@20"), log);
        assertEquals(30, ticker.getAsLong());
        assertEquals(1, executor.advance(Duration.ofNanos(1)));
        assertEquals("c@31", log.get(3));
    }

    @Test
    void advance_periodicTask_runsAtEachOfItsTimes() {
        executor.scheduleAtFixedRate(note("rate"), 5, 10, NANOSECONDS);
        assertEquals(4, executor.advance(Duration.ofNanos(39)));
        assertEquals(List.of("rate@5", "rate@15", "rate@25", "rate@35"), log);
        assertEquals(1, executor.pending());
    }

    @Test
    void advance_slowTasks_rateCatchesUpAndDelayDoesNot() {
        executor.scheduleAtFixedRate(slow("rate"), 0, 10, NANOSECONDS);
        executor.advance(Duration.ofNanos(25));
        assertEquals(List.of("rate@0", "rate@25", "rate@50"), log, "due at 0, 10 and 20");
        log.clear();
        var fresh = new ManualExecutor(ticker);
        fresh.scheduleWithFixedDelay(slow("delay"), 0, 10, NANOSECONDS);
        long start = ticker.getAsLong();
        fresh.advance(Duration.ofNanos(50));
        assertEquals(List.of("delay@" + start, "delay@" + (start + 35)), log);
    }

    private Runnable slow(String what) {
        return () -> {
            note(what).run();
            ticker.advance(Duration.ofNanos(25));
        };
    }

    @Test
    void advance_pastTheLargestLong_runsInOrder() {
        var late = new FakeTicker(Long.MAX_VALUE - 5);
        var wrapping = new ManualExecutor(late);
        wrapping.schedule(() -> log.add("after"), 10, NANOSECONDS);
        wrapping.schedule(() -> log.add("before"), 2, NANOSECONDS);
        wrapping.schedule(() -> log.add("never"), Long.MAX_VALUE, NANOSECONDS);
        assertEquals(2, wrapping.advance(Duration.ofNanos(20)));
        assertEquals(List.of("before", "after"), log);
    }

    @Test
    void advance_negative_isRefusedWithTheValue() {
        var thrown = assertThrows(IllegalArgumentException.class, () -> executor.advance(Duration.ofNanos(-1)));
        assertEquals("step must not be negative: PT-0.000000001S", thrown.getMessage());
    }

    @Test
    void get_unrunTaskByTheMaker_saysThatItWouldWaitForEver() throws Exception {
        var future = executor.submit(() -> "value");
        var thrown = assertThrows(IllegalStateException.class, future::get);
        assertTrue(thrown.getMessage().startsWith("get() would wait for ever"), thrown.getMessage());
        assertThrows(TimeoutException.class, () -> future.get(1, SECONDS));
        executor.runAll();
        assertEquals("value", future.get());
        assertEquals("value", future.get(0, SECONDS));
    }

    @Test
    void get_withinATaskOnAnotherThread_isTheStarvedPool() throws Exception {
        var inner = new AtomicReference<Future<String>>();
        var outer = executor.submit(() -> {
            inner.set(executor.submit(() -> "inner"));
            return inner.get().get();
        });
        begin(executor::runNext).join();
        assertTrue(outer.isDone());
        var thrown = assertThrows(ExecutionException.class, outer::get);
        assertEquals(IllegalStateException.class, thrown.getCause().getClass());
        assertFalse(inner.get().isDone());
    }

    @Test
    void get_byAnotherThread_waitsForTheTest() throws Exception {
        var future = executor.submit(() -> "value");
        var got = new AtomicReference<String>();
        var other = begin(() -> got.set(future.get()));
        SOON.until("it waits", () -> other.getState() == Thread.State.WAITING);
        executor.runAll();
        other.join();
        assertEquals("value", got.get());
    }

    @Test
    void get_byTheMakerWhileAnotherThreadRunsTheTask_waits() throws Exception {
        var began = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var future = executor.submit(() -> {
            began.countDown();
            go.await();
            return "value";
        });
        var driver = begin(executor::runAll);
        began.await();
        var maker = Thread.currentThread();
        var opener = begin(() -> {
            SOON.until("the maker waits", () -> maker.getState() == Thread.State.WAITING);
            go.countDown();
        });
        assertEquals("value", future.get());
        opener.join();
        driver.join();
    }

    @Test
    void execute_throwing_comesOutAndLeavesTheRest() {
        var failure = new IllegalStateException("broken");
        executor.execute(() -> {
            throw failure;
        });
        executor.execute(note("next"));
        assertSame(failure, assertThrows(IllegalStateException.class, executor::runAll));
        assertEquals(1, executor.pending());
        executor.runAll();
        assertEquals(List.of("next@0"), log);
        executor.shutdown();
        assertTrue(executor.isTerminated());
    }

    @Test
    void cancel_pending_leavesTheQueueAtOnce() {
        executor.submit(() -> {}).cancel(false);
        assertEquals(0, executor.pending());
    }

    @Test
    void cancel_byItselfWithInterrupt_leavesTheTestUninterrupted() {
        var self = new AtomicReference<Future<?>>();
        self.set(executor.submit(() -> self.get().cancel(true)));
        executor.runAll();
        assertFalse(Thread.interrupted());
        self.set(executor.submit(() -> self.get().cancel(true)));
        Thread.currentThread().interrupt();
        executor.runAll();
        assertTrue(Thread.interrupted(), "the test's own interrupt is kept");
    }

    @Test
    void shutdownNow_executedCommand_isHandedBackItself() {
        Runnable command = note("never");
        var future = executor.schedule(note("never"), 1, SECONDS);
        executor.execute(command);
        assertEquals(List.of(command, future), executor.shutdownNow());
        assertTrue(executor.isTerminated());
        assertThrows(IllegalStateException.class, future::get);
    }

    @Test
    void invokeAll_byTheMaker_runsOnlyItsOwnTasks() throws Exception {
        executor.execute(note("other"));
        var futures = executor.invokeAll(List.of(() -> 1, () -> 2));
        assertEquals(1, futures.get(0).get());
        assertEquals(2, futures.get(1).get());
        assertEquals(List.of(), log);
        assertEquals(1, executor.pending());
    }

    @Test
    void invokeAll_timeIsUpByTheTicker_cancelsTheRest() throws Exception {
        Callable<String> slow = () -> {
            ticker.advance(Duration.ofSeconds(6));
            return "slow";
        };
        var futures = executor.invokeAll(List.of(slow, slow, slow), 10, SECONDS);
        assertEquals("slow", futures.get(0).get());
        assertEquals("slow", futures.get(1).get());
        assertTrue(futures.get(2).isCancelled());
    }

    @Test
    void invokeAny_timeIsUpByTheTicker_throws() {
        Callable<String> slow = () -> {
            ticker.advance(Duration.ofSeconds(6));
            throw new IllegalStateException();
        };
        assertThrows(TimeoutException.class, () -> executor.invokeAny(List.of(slow, slow, slow), 10, SECONDS));
    }

    @Test
    void invokeAllAndAny_byAnotherThread_waitForTheTest() throws Exception {
        var sum = new AtomicInteger();
        var other = begin(() -> {
            List<Callable<Integer>> pair = List.of(() -> 1, () -> 2);
            for (var future : executor.invokeAll(pair)) {
                sum.addAndGet(future.get());
            }
            sum.addAndGet(executor.invokeAny(List.of(() -> 4)));
        });
        SOON.until("all has run", () -> {
            executor.runAll();
            return !other.isAlive();
        });
        assertEquals(7, sum.get());
    }

    @Test
    void awaitTermination_byTheMaker_doesNotWait() throws Exception {
        executor.execute(note("left"));
        executor.shutdown();
        assertFalse(executor.awaitTermination(Long.MAX_VALUE, SECONDS));
        executor.runAll();
        assertTrue(executor.awaitTermination(0, SECONDS));
    }

    @Test
    void close_byTheMaker_runsWhatIsLeftAtItsTime() {
        executor.schedule(note("later"), 10, SECONDS);
        executor.execute(note("now"));
        var periodic = executor.scheduleAtFixedRate(note("periodic"), 1, 1, SECONDS);
        executor.close();
        assertEquals(List.of("now@0", "later@10000000000"), log);
        assertTrue(periodic.isCancelled());
        assertTrue(executor.isTerminated());
        executor.close();
    }

    @Test
    void close_byAnotherThread_waitsForTheTest() throws Exception {
        executor.execute(note("left"));
        var other = begin(executor::close);
        SOON.until("it waits", () -> other.getState() == Thread.State.TIMED_WAITING);
        executor.runAll();
        other.join();
        assertEquals(List.of("left@0"), log);
    }

    @Test
    void close_interrupted_dropsTheRestAndKeepsTheInterrupt() throws Exception {
        executor.execute(note("never"));
        var interrupted = new AtomicReference<Boolean>();
        var other = begin(() -> {
            Thread.currentThread().interrupt();
            executor.close();
            interrupted.set(Thread.interrupted());
        });
        other.join();
        assertEquals(true, interrupted.get());
        assertEquals(0, executor.runAll());
        assertTrue(executor.isTerminated());
    }
}
