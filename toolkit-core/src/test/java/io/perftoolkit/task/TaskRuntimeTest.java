package io.perftoolkit.task;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TaskRuntimeTest {
    private static final Await SOON = Await.atMost(Duration.ofSeconds(60));

    @Test
    void lanes_threads_haveNamesPrioritiesAndAreDaemons() throws Exception {
        try (TaskRuntime runtime = TaskRuntime.builder()
                .name("shop")
                .workers(1)
                .priority(4)
                .blockingPriority(6)
                .virtualThreads(false)
                .stackSize(256 << 10)
                .build()) {
            Thread computing = runtime.submit(Thread::currentThread).get();
            Thread blocking = runtime.submitBlocking(Thread::currentThread).get();
            assertEquals("shop-1", computing.getName());
            assertEquals("shop-blocking-1", blocking.getName());
            assertEquals(4, computing.getPriority());
            assertEquals(6, blocking.getPriority());
            assertTrue(computing.isDaemon() && blocking.isDaemon());
        }
    }

    @Test
    void stackSize_largeOne_letsBothLanesRecurseDeeper() throws Exception {
        int[] small = depths(512 << 10);
        int[] byDefault = depths(0);
        int[] large = depths(64 << 20);
        for (int lane = 0; lane < 2; lane++) {
            // 128 times the space; the factor leaves room for frames that the compiler has made smaller meanwhile.
            assertTrue(large[lane] > 8 * small[lane], small[lane] + " and " + large[lane] + " calls deep");
            assertTrue(large[lane] > byDefault[lane], byDefault[lane] + " and " + large[lane] + " calls deep");
        }
    }

    /** How deep a task can recurse in each lane. */
    private static int[] depths(long stackSize) throws Exception {
        try (TaskRuntime runtime = TaskRuntime.builder()
                .workers(1)
                .blockingThreads(1)
                .virtualThreads(false)
                .stackSize(stackSize)
                .build()) {
            return new int[] {
                runtime.submit(() -> depth(0)).get(),
                runtime.submitBlocking(() -> depth(0)).get()
            };
        }
    }

    @SuppressWarnings("InfiniteRecursion") // the error that ends it is the point
    private static int depth(int reached) {
        try {
            return depth(reached + 1);
        } catch (StackOverflowError e) {
            return reached;
        }
    }

    @Test
    void blockingLane_tasksThatBlock_areBounded() throws Exception {
        for (boolean virtual : new boolean[] {false, true}) {
            CountDownLatch release = new CountDownLatch(1);
            try (TaskRuntime runtime = TaskRuntime.builder()
                    .workers(1)
                    .blockingThreads(5)
                    .blockingMaxQueued(2)
                    .virtualThreads(virtual)
                    .build()) {
                CountDownLatch started = new CountDownLatch(5);
                for (int i = 0; i < 5; i++) {
                    runtime.executeBlocking(() -> {
                        started.countDown();
                        ExecutorContract.awaitUninterruptibly(release);
                    });
                }
                started.await();
                AtomicInteger ran = new AtomicInteger();
                runtime.executeBlocking(ran::incrementAndGet);
                runtime.executeBlocking(ran::incrementAndGet);
                var thrown =
                        assertThrows(TaskRejectedException.class, () -> runtime.executeBlocking(ran::incrementAndGet));
                assertEquals(2, thrown.limit());
                RuntimeStats.Blocking stats = runtime.stats().blocking();
                assertEquals(5, stats.running());
                assertEquals(2, stats.queued());
                assertEquals(1, stats.rejected());
                assertEquals(virtual && VirtualThreads.exist(), stats.virtual());
                release.countDown();
                SOON.until("both have run", () -> ran.get() == 2);
            }
        }
    }

    @Test
    void blockingLane_futureOfTheSameLane_isRunByItsTaker() throws Exception {
        try (TaskRuntime runtime =
                TaskRuntime.builder().workers(1).blockingThreads(1).build()) {
            assertEquals(
                    "inner",
                    runtime.submitBlocking(
                                    () -> runtime.submitBlocking(() -> "inner").get())
                            .get(60, SECONDS));
        }
    }

    @Test
    void tasks_deadlineOfTheSubmitter_isCurrent() throws Exception {
        try (TaskRuntime runtime = TaskRuntime.builder().workers(1).build()) {
            Deadline deadline = Deadline.after(Duration.ofHours(1));
            assertSame(
                    deadline,
                    deadline.call(() -> runtime.submit(Deadline::current)).get());
            assertSame(
                    deadline,
                    deadline.call(() -> runtime.submitBlocking(Deadline::current))
                            .get());
            assertTrue(runtime.submit(Deadline::current).get().isNone());
            CompletableFuture<Deadline> seen = new CompletableFuture<>();
            deadline.run(() -> runtime.execute(() -> seen.complete(Deadline.current())));
            assertSame(deadline, seen.get(60, SECONDS));
        }
    }

    @Test
    void tasks_contextOfTheSubmitter_isCarriedAndSetBack() throws Exception {
        ThreadLocal<String> tenant = new ThreadLocal<>();
        ContextPropagation carry = task -> {
            String own = tenant.get();
            return () -> {
                String before = tenant.get();
                tenant.set(own);
                try {
                    task.run();
                } finally {
                    tenant.set(before);
                }
            };
        };
        List<String> order = new java.util.concurrent.CopyOnWriteArrayList<>();
        ContextPropagation second = task -> () -> {
            order.add(tenant.get() + " is set up outside");
            task.run();
        };
        try (TaskRuntime runtime =
                TaskRuntime.builder().workers(1).context(carry.and(second)).build()) {
            tenant.set("ours");
            assertEquals("ours", runtime.submit(tenant::get).get());
            assertEquals(List.of("ours is set up outside"), order);
            try (TaskScope scope = TaskScope.builder(runtime).open()) {
                Fork<String> fork = scope.forkBlocking(tenant::get);
                scope.join();
                assertEquals("ours", fork.get());
            }
            assertNull(runtime.computing().submit(tenant::get).get());
        } finally {
            tenant.remove();
        }
    }

    @Test
    void uncaught_inBothLanes_reachesTheHandler() throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        try (TaskRuntime runtime = TaskRuntime.builder()
                .workers(1)
                .uncaughtHandler((thread, error) -> seen.set(error))
                .build()) {
            runtime.execute(() -> {
                throw new IllegalStateException("computing");
            });
            SOON.until(
                    "it is told",
                    () -> seen.get() != null && "computing".equals(seen.get().getMessage()));
            runtime.executeBlocking(() -> {
                throw new IllegalStateException("blocking");
            });
            SOON.until("it is told", () -> "blocking".equals(seen.get().getMessage()));
            SOON.until("counted", () -> runtime.stats().blocking().failed() == 1);
            assertEquals(1, runtime.stats().computing().failed());
        }
    }

    @Test
    void shutdown_inTime_isCleanAndCounts() throws Exception {
        TaskRuntime runtime = TaskRuntime.builder().workers(2).build();
        for (int i = 0; i < 100; i++) {
            runtime.execute(() -> {});
            runtime.executeBlocking(() -> {});
        }
        ShutdownReport report = runtime.shutdown(Deadline.after(Duration.ofSeconds(60)));
        assertTrue(report.isClean());
        assertEquals(200, report.completed());
        assertThrows(TaskRejectedException.class, () -> runtime.execute(() -> {}));
        assertThrows(TaskRejectedException.class, () -> runtime.executeBlocking(() -> {}));
        runtime.close();
    }

    @Test
    void shutdown_tasksGoOnSubmitting_areWaitedFor() throws Exception {
        TaskRuntime runtime = TaskRuntime.builder().workers(1).build();
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        AtomicInteger ran = new AtomicInteger();
        runtime.execute(() -> {
            started.countDown();
            ExecutorContract.awaitUninterruptibly(release);
            runtime.execute(() -> runtime.execute(ran::incrementAndGet));
        });
        started.await();
        CompletableFuture<ShutdownReport> report = new CompletableFuture<>();
        new Thread(() -> report.complete(runtime.shutdown(Deadline.after(Duration.ofSeconds(60))))).start();
        SOON.until("it is shutting down", runtime.computing()::isShutdown);
        release.countDown();
        assertTrue(report.get(60, SECONDS).isClean());
        assertEquals(1, ran.get());
    }

    @Test
    void shutdown_deadlineIsOver_reportsWhatIsLeft() throws Exception {
        TaskRuntime runtime = TaskRuntime.builder()
                .workers(1)
                .blockingThreads(1)
                .name("late")
                .virtualThreads(false)
                .build();
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(2);
        Runnable stuck = () -> {
            started.countDown();
            ExecutorContract.awaitUninterruptibly(release);
        };
        runtime.execute(stuck);
        runtime.executeBlocking(stuck);
        started.await();
        Runnable one = () -> {};
        Runnable two = () -> {};
        runtime.execute(one);
        Deadline.after(Duration.ofHours(1)).run(() -> runtime.executeBlocking(two));
        ShutdownReport report = runtime.shutdown(Deadline.after(Duration.ZERO));
        assertFalse(report.isClean());
        assertEquals(List.of(one, two), report.neverStarted());
        assertEquals(
                List.of("late-1", "late-blocking-1"),
                report.stillRunning().stream()
                        .map(ShutdownReport.Running::thread)
                        .toList());
        assertTrue(report.stillRunning().get(0).stack().stream()
                .anyMatch(frame -> frame.getMethodName().equals("awaitUninterruptibly")));
        assertEquals(1, runtime.stats().computing().dropped());
        assertEquals(1, runtime.stats().blocking().dropped());
        release.countDown();
    }

    @Test
    void config_flatMap_isTaken() {
        try (TaskRuntime runtime = TaskRuntime.builder()
                .config(Map.of(
                        "workers", "3",
                        "blocking-threads", "7",
                        "name", "flat",
                        "stack-size", "1MiB",
                        "rejection-policy", "caller-runs",
                        "max-wait", "250ms",
                        "virtual-threads", "false"))
                .build()) {
            assertEquals(3, runtime.stats().computing().workers());
            assertEquals(7, runtime.stats().blocking().threads());
            assertTrue(runtime.toString().contains("flat"), runtime::toString);
        }
        var thrown = assertThrows(
                IllegalArgumentException.class, () -> TaskRuntime.builder().config(Map.of("worker", "3")));
        assertTrue(thrown.getMessage().contains("workers"), thrown.getMessage());
    }

    @Test
    void build_valueOutOfRange_isNamed() {
        assertMessage(
                "workers must be from 1 to 32768: 0",
                () -> TaskRuntime.builder().workers(0).build());
        assertMessage(
                "blockingThreads must be positive: -1",
                () -> TaskRuntime.builder().blockingThreads(-1).build());
        assertMessage(
                "maxWait must be positive: PT0S",
                () -> TaskRuntime.builder().maxWait(Duration.ZERO).build());
        assertMessage(
                "priority must be from 1 to 10: 11",
                () -> TaskRuntime.builder().priority(11).build());
    }

    private static void assertMessage(String message, Runnable build) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, build::run).getMessage());
    }
}
