package io.perftoolkit.task;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.deadline.DeadlineExceededException;
import io.perftoolkit.testkit.Await;
import io.perftoolkit.testkit.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On platform threads in the blocking lane; {@link VirtualTaskScopeTest} runs the same on virtual ones. */
class TaskScopeTest {
    static final Await SOON = Await.atMost(Duration.ofSeconds(60));

    final TaskRuntime runtime = TaskRuntime.builder()
            .workers(2)
            .blockingThreads(4)
            .virtualThreads(virtual())
            .build();

    boolean virtual() {
        return false;
    }

    @AfterEach
    void closeRuntime() {
        assertTrue(runtime.shutdown(Deadline.after(Duration.ofSeconds(60))).isClean(), "a fork has outlived its scope");
    }

    private TaskScope open() {
        return TaskScope.builder(runtime).name("test").open();
    }

    /** Waits for ever, and tells whether it was interrupted. */
    private static final class Stuck {
        final CountDownLatch started = new CountDownLatch(1);
        final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();

        Object call() throws InterruptedException {
            started.countDown();
            try {
                new CountDownLatch(1).await();
                throw new AssertionError();
            } catch (InterruptedException e) {
                interrupted.complete(true);
                throw e;
            }
        }
    }

    @Test
    void join_allSucceed_resultsAreThere() throws Exception {
        try (TaskScope scope = open()) {
            List<Fork<Integer>> forks = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int value = i;
                forks.add(i % 2 == 0 ? scope.fork(() -> value) : scope.forkBlocking(() -> value));
            }
            scope.join();
            for (int i = 0; i < 100; i++) {
                assertEquals(i, forks.get(i).get());
                assertEquals(Fork.State.SUCCEEDED, forks.get(i).state());
                assertEquals("fork-" + (i + 1), forks.get(i).name());
            }
        }
    }

    @Test
    void join_noForks_returns() throws Exception {
        try (TaskScope scope = open()) {
            scope.join();
        }
    }

    @Test
    void join_oneFails_cancelsTheRestAndThrows() throws Exception {
        Stuck stuck = new Stuck();
        var cause = new IllegalStateException("on purpose");
        try (TaskScope scope = open()) {
            Fork<?> waiting = scope.forkBlocking(stuck::call);
            stuck.started.await();
            Fork<?> failing = scope.fork("failing", () -> {
                throw cause;
            });
            var thrown = assertThrows(TaskFailedException.class, scope::join);
            assertSame(cause, thrown.getCause());
            assertSame(cause, failing.failure());
            assertTrue(thrown.getMessage().contains("failing of test"), thrown.getMessage());
            assertTrue(stuck.interrupted.get(60, SECONDS));
            scope.close();
            assertEquals(Fork.State.CANCELLED, waiting.state());
            assertNull(waiting.failure());
            assertThrows(IllegalStateException.class, waiting::get);
        }
    }

    @Test
    void join_firstSuccess_cancelsTheRest() throws Exception {
        Stuck stuck = new Stuck();
        try (TaskScope scope =
                TaskScope.builder(runtime).policy(JoinPolicy.FIRST_SUCCESS).open()) {
            scope.fork(() -> {
                throw new IllegalStateException("on purpose");
            });
            scope.forkBlocking(stuck::call);
            stuck.started.await();
            Fork<String> fast = scope.fork(() -> "fast");
            scope.join();
            assertSame(fast, scope.winner());
            assertEquals("fast", fast.get());
        }
        assertTrue(stuck.interrupted.get(60, SECONDS));
    }

    @Test
    void join_firstSuccessAndAllFail_throwsTheFirst() throws Exception {
        try (TaskScope scope =
                TaskScope.builder(runtime).policy(JoinPolicy.FIRST_SUCCESS).open()) {
            for (String message : List.of("one", "two")) {
                scope.fork(() -> {
                    throw new IllegalStateException(message);
                });
            }
            var thrown = assertThrows(TaskFailedException.class, scope::join);
            assertEquals("one", thrown.getCause().getMessage());
            assertEquals("two", thrown.getSuppressed()[0].getMessage());
            assertNull(scope.winner());
        }
    }

    @Test
    void join_allEnd_failuresStayInTheirForks() throws Exception {
        try (TaskScope scope =
                TaskScope.builder(runtime).policy(JoinPolicy.ALL_END).open()) {
            Fork<Integer> good = scope.fork(() -> 1);
            Fork<Integer> bad = scope.fork(() -> {
                throw new IllegalStateException("on purpose");
            });
            scope.join();
            assertEquals(1, good.get());
            assertInstanceOf(IllegalStateException.class, bad.failure());
        }
    }

    @Test
    void join_deadlineComes_namesTheUnfinishedAndCancelsThem() throws Exception {
        FakeTicker ticker = new FakeTicker(Long.MAX_VALUE);
        Stuck stuck = new Stuck();
        try (TaskScope scope = TaskScope.builder(runtime)
                .name("page")
                .deadline(Deadline.after(Duration.ofHours(1), ticker))
                .open()) {
            scope.fork("done", () -> 1);
            scope.forkBlocking("slow", stuck::call);
            stuck.started.await();
            Thread clock = new Thread(() -> ticker.advance(Duration.ofHours(1)));
            SOON.until("the first has ended", () -> runtime.computing().stats().completed() == 1);
            clock.start();
            var thrown = assertThrows(DeadlineExceededException.class, scope::join);
            assertEquals("page", thrown.waiter());
            assertEquals("its forks [slow]", thrown.awaited());
        }
        assertTrue(stuck.interrupted.get(60, SECONDS));
    }

    @Test
    void fork_deadlineOfTheScope_isCurrentInTheFork() throws Exception {
        Deadline outer = Deadline.after(Duration.ofHours(1));
        try (TaskScope scope = TaskScope.builder(runtime).deadline(outer).open()) {
            Fork<Deadline> computing = scope.fork(Deadline::current);
            Fork<Deadline> blocking = scope.forkBlocking(Deadline::current);
            scope.join();
            assertSame(outer, computing.get());
            assertSame(outer, blocking.get());
        }
        assertTrue(Deadline.current().isNone());
        Deadline sooner = Deadline.after(Duration.ofMinutes(1));
        sooner.call(() -> {
            try (TaskScope scope = TaskScope.builder(runtime).deadline(outer).open()) {
                assertSame(sooner, scope.deadline());
                return null;
            }
        });
    }

    @Test
    void fork_moreThanInFlight_waits() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (TaskScope scope = TaskScope.builder(runtime).maxInFlight(3).open()) {
            for (int i = 0; i < 200; i++) {
                scope.forkBlocking(() -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Thread.onSpinWait();
                    return running.decrementAndGet();
                });
            }
            scope.join();
        }
        assertTrue(most.get() <= 3, () -> most + " at once");
    }

    @Test
    void fork_inFlightAndDeadlineComes_throws() throws Exception {
        FakeTicker ticker = new FakeTicker();
        Stuck stuck = new Stuck();
        try (TaskScope scope = TaskScope.builder(runtime)
                .deadline(Deadline.after(Duration.ofHours(1), ticker))
                .maxInFlight(1)
                .open()) {
            scope.forkBlocking(stuck::call);
            stuck.started.await();
            Thread clock = new Thread(() -> ticker.advance(Duration.ofHours(2)));
            clock.start();
            assertThrows(DeadlineExceededException.class, () -> scope.fork(() -> 1));
        }
        assertTrue(stuck.interrupted.get(60, SECONDS));
    }

    @Test
    void cancel_queuedForks_neverBegin() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            runtime.execute(() -> {
                busy.countDown();
                ExecutorContract.awaitUninterruptibly(release);
            });
        }
        busy.await();
        AtomicInteger ran = new AtomicInteger();
        List<Fork<?>> forks = new ArrayList<>();
        try (TaskScope scope = open()) {
            for (int i = 0; i < 1_000; i++) {
                forks.add(scope.fork(ran::incrementAndGet));
            }
            scope.cancel();
            assertThrows(CancellationException.class, scope::join);
            assertThrows(IllegalStateException.class, () -> scope.fork(ran::incrementAndGet));
        }
        release.countDown();
        assertTrue(forks.stream().limit(1_000).allMatch(fork -> fork.state() == Fork.State.CANCELLED));
        assertEquals(0, ran.get());
    }

    @Test
    void cancel_thenFork_isCancelledAtOnce() throws Exception {
        try (TaskScope scope = open()) {
            scope.cancel();
            assertEquals(Fork.State.CANCELLED, scope.fork(() -> 1).state());
            assertThrows(CancellationException.class, scope::join);
        }
    }

    @Test
    void close_withoutJoin_cancelsAndWaits() throws Exception {
        Stuck stuck = new Stuck();
        Fork<?> fork;
        try (TaskScope scope = open()) {
            fork = scope.forkBlocking(stuck::call);
            stuck.started.await();
        }
        assertEquals(Fork.State.CANCELLED, fork.state());
    }

    @Test
    void close_forkIgnoresInterrupts_returnsAfterTheGrace() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        Fork<?> fork;
        try (TaskScope scope =
                TaskScope.builder(runtime).closeGrace(Duration.ofMillis(1)).open()) {
            fork = scope.forkBlocking(() -> {
                started.countDown();
                ExecutorContract.awaitUninterruptibly(release);
                return null;
            });
            started.await();
        }
        assertEquals(Fork.State.RUNNING, fork.state());
        release.countDown();
        SOON.until("it has ended", () -> fork.state() != Fork.State.RUNNING);
    }

    @Test
    void join_ownerIsInterrupted_cancelsAndThrows() throws Exception {
        Stuck stuck = new Stuck();
        FutureTask<Boolean> owner = new FutureTask<>(() -> {
            try (TaskScope scope = open()) {
                scope.forkBlocking(stuck::call);
                assertThrows(InterruptedException.class, scope::join);
                return true;
            }
        });
        Thread thread = new Thread(owner);
        thread.start();
        stuck.started.await();
        thread.interrupt();
        assertTrue(owner.get(60, SECONDS));
        assertTrue(stuck.interrupted.get(60, SECONDS));
    }

    @Test
    void cancel_outerScope_reachesTheInnerOne() throws Exception {
        Stuck stuck = new Stuck();
        try (TaskScope outer = open()) {
            outer.forkBlocking(() -> {
                try (TaskScope inner = open()) {
                    inner.forkBlocking(stuck::call);
                    inner.join();
                }
                return null;
            });
            stuck.started.await();
            outer.cancel();
            assertThrows(CancellationException.class, outer::join);
        }
        assertTrue(stuck.interrupted.get(60, SECONDS));
    }

    @Test
    void forks_thatOpenScopes_toAnyDepthDoNotStarve() throws Exception {
        try (TaskScope scope =
                TaskScope.builder(runtime).deadline(Duration.ofSeconds(60)).open()) {
            Fork<Integer> computing = scope.fork(() -> leaves(7, false));
            Fork<Integer> blocking = scope.forkBlocking(() -> leaves(7, true));
            scope.join();
            assertEquals(128, computing.get());
            assertEquals(128, blocking.get());
        }
    }

    private int leaves(int depth, boolean blocking) throws InterruptedException {
        if (depth == 0) {
            return 1;
        }
        try (TaskScope scope = open()) {
            Fork<Integer> left = scope.fork(() -> leaves(depth - 1, !blocking));
            Fork<Integer> right = scope.forkBlocking(() -> leaves(depth - 1, blocking));
            scope.join();
            return left.get() + right.get();
        }
    }

    @Test
    void scope_inAnotherThreadsHands_isRefused() throws Exception {
        try (TaskScope scope = open()) {
            Fork<Class<?>> fork = scope.fork(() -> {
                try {
                    scope.fork(() -> 1);
                    return null;
                } catch (IllegalStateException e) {
                    return e.getClass();
                }
            });
            scope.join();
            assertEquals(IllegalStateException.class, fork.get());
        }
    }

    @Test
    void fork_laneIsShutDown_isRefusedAndTheScopeCloses() throws Exception {
        try (TaskScope scope = open()) {
            assertTrue(runtime.shutdown(Deadline.after(Duration.ofSeconds(60))).isClean());
            assertThrows(TaskRejectedException.class, () -> scope.fork(() -> 1));
            assertThrows(TaskRejectedException.class, () -> scope.forkBlocking(() -> 1));
        }
    }

    @Test
    void join_laneDropsItsForks_throws() throws Exception {
        TaskRuntime stopped = TaskRuntime.builder().workers(1).build();
        CountDownLatch started = new CountDownLatch(1);
        stopped.execute(() -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        started.await();
        try (TaskScope scope = TaskScope.builder(stopped).open()) {
            Fork<Integer> fork = scope.fork(() -> 1);
            ShutdownReport report = stopped.shutdown(Deadline.after(Duration.ZERO));
            assertEquals(List.of(fork), report.neverStarted());
            assertThrows(CancellationException.class, scope::join);
        }
    }

    @Test
    void fork_interruptOfACancelledFork_staysThere() throws Exception {
        for (int i = 0; i < 200; i++) {
            try (TaskScope scope = open()) {
                scope.fork(() -> 1);
                scope.fork(() -> 2);
                scope.cancel();
            }
            assertFalse(
                    runtime.submit(() -> Thread.currentThread().isInterrupted()).get());
        }
    }

    @Test
    void fork_thousandsInOneScope_end() throws Exception {
        try (TaskScope scope = open()) {
            for (int i = 0; i < 50_000; i++) {
                scope.fork(() -> 1);
            }
            scope.join();
        }
        assertThrows(
                ExecutionException.class,
                () -> runtime.submit(() -> {
                            throw new IllegalStateException("on purpose");
                        })
                        .get());
    }
}
