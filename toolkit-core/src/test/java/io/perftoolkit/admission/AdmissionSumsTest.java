package io.perftoolkit.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.deadline.DeadlineExceededException;
import io.perftoolkit.testkit.FakeTicker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The sums agree, whatever happens: offered = started + refused + waiting, started = ended + in flight. */
class AdmissionSumsTest {
    @Test
    void stats_aMillionRandomOperations_sumsAgree() {
        FakeTicker ticker = new FakeTicker();
        for (int seed = 0; seed < 10; seed++) {
            Random random = new Random(seed);
            ConcurrencyLimit limit = seed % 2 == 0
                    ? ConcurrencyLimit.fixed(5)
                            .queue(Queue.bounded(8, Duration.ofMillis(20)))
                            .ticker(ticker)
                            .build()
                    : ConcurrencyLimit.adaptive(Duration.ofMillis(50))
                            .initialLimit(8)
                            .minLimit(2)
                            .ticker(ticker)
                            .build();
            List<Permit> held = new ArrayList<>();
            List<CompletableFuture<Permit>> waiting = new ArrayList<>();
            long offered = 0;
            for (int step = 0; step < 100_000; step++) {
                Priority priority = Priority.values()[random.nextInt(3)];
                switch (random.nextInt(8)) {
                    case 0, 1 -> {
                        offered++;
                        Permit permit = limit.tryAcquire(priority);
                        if (permit != null) {
                            held.add(permit);
                        }
                    }
                    case 2, 3 -> {
                        offered++;
                        Deadline deadline = random.nextInt(3) == 0
                                ? Deadline.after(Duration.ofMillis(random.nextInt(30)), ticker)
                                : Deadline.NONE;
                        waiting.add(limit.acquireAsync(priority, deadline, task -> {
                            if (random.nextInt(20) == 0) {
                                throw new RejectedExecutionException("a fault");
                            }
                            task.run();
                        }));
                    }
                    case 4 -> ticker.advance(Duration.ofNanos(random.nextInt(10_000_000)));
                    case 5 -> {
                        if (!waiting.isEmpty()) {
                            CompletableFuture<Permit> future = waiting.remove(random.nextInt(waiting.size()));
                            if (!future.cancel(false) && !future.isCompletedExceptionally()) {
                                held.add(future.join());
                            }
                        }
                    }
                    default -> {
                        waiting.removeIf(future ->
                                future.isDone() && (future.isCompletedExceptionally() || held.add(future.join())));
                        if (!held.isEmpty()) {
                            Permit permit = held.remove(random.nextInt(held.size()));
                            permit.closeAs(Permit.Outcome.values()[random.nextInt(4)]);
                        }
                    }
                }
                if (step % 1000 == 0) {
                    assertSums(limit.stats(), offered);
                }
            }
            limit.close();
            waiting.forEach(future -> {
                if (!future.isCompletedExceptionally()) {
                    held.add(future.join());
                }
            });
            held.forEach(permit -> permit.closeAs(Permit.Outcome.SUCCEEDED));
            AdmissionStats end = limit.stats();
            assertSums(end, offered);
            assertEquals(0, end.inFlight());
            assertEquals(0, end.waitingInAll());
            assertTrue(limit.toString().contains("[0 of 0 under way, 0 waiting]"), limit::toString);
        }
    }

    private static void assertSums(AdmissionStats stats, long offered) {
        assertEquals(offered, stats.offered(), stats::toString);
        assertEquals(stats.started(), stats.ended() + stats.inFlight(), stats::toString);
        assertTrue(stats.inFlight() >= 0, stats::toString);
    }

    @Test
    void acquire_manyPlatformThreads_neverMoreThanTheLimitAndNoneLost() throws InterruptedException {
        hammer(Thread::new, 6, 4_000);
    }

    @Test
    void acquire_manyVirtualThreads_neverMoreThanTheLimitAndNoneLost() throws Throwable {
        assumeTrue(
                Runtime.version().feature() >= 21, () -> "virtual threads need JDK 21, this is " + Runtime.version());
        var lookup = MethodHandles.publicLookup();
        Class<?> builder = Class.forName("java.lang.Thread$Builder$OfVirtual");
        Object ofVirtual = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(builder))
                .invoke();
        var unstarted = lookup.findVirtual(builder, "unstarted", MethodType.methodType(Thread.class, Runnable.class));
        hammer(
                work -> {
                    try {
                        return (Thread) unstarted.invoke(ofVirtual, work);
                    } catch (Throwable e) {
                        throw new AssertionError(e);
                    }
                },
                50,
                500);
    }

    private interface Starter {
        Thread make(Runnable work);
    }

    private static void hammer(Starter starter, int threads, int rounds) throws InterruptedException {
        int most = 3;
        ConcurrencyLimit limit = ConcurrencyLimit.fixed(most)
                .queue(Queue.bounded(20, Duration.ofMillis(50)))
                .build();
        AtomicInteger inside = new AtomicInteger();
        AtomicLong offered = new AtomicLong();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int seed = i;
            all.add(starter.make(() -> {
                try {
                    Random random = new Random(seed);
                    for (int n = 0; n < rounds; n++) {
                        offered.incrementAndGet();
                        visit(limit, random, inside, most);
                    }
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
            }));
        }
        all.forEach(Thread::start);
        for (Thread thread : all) {
            thread.join(60_000);
            assertFalse(thread.isAlive(), "a sleeper was forgotten");
        }
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
        assertSums(limit.stats(), offered.get());
        assertEquals(0, limit.stats().inFlight());
        assertEquals(0, limit.stats().waitingInAll());
        assertTrue(limit.stats().started() > 0);
    }

    private static void visit(ConcurrencyLimit limit, Random random, AtomicInteger inside, int most)
            throws InterruptedException {
        Priority priority = Priority.values()[random.nextInt(3)];
        Deadline deadline =
                random.nextInt(10) == 0 ? Deadline.after(Duration.ofNanos(random.nextInt(2_000_000))) : Deadline.NONE;
        try (Permit permit = limit.acquire(priority, deadline)) {
            assertTrue(inside.incrementAndGet() <= most);
            if (random.nextInt(4) == 0) {
                Thread.yield();
            }
            inside.decrementAndGet();
            permit.succeeded();
        } catch (OverloadedException | DeadlineExceededException expected) {
            Thread.yield();
        }
    }

    @Test
    void stats_whileThreadsWork_staysConsistent() throws InterruptedException {
        ConcurrencyLimit limit = ConcurrencyLimit.fixed(3).build();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(new Thread(() -> {
                for (int n = 0; n < 200_000; n++) {
                    Permit permit = limit.tryAcquire(Priority.NORMAL);
                    if (permit != null) {
                        permit.closeAs(Permit.Outcome.SUCCEEDED);
                    }
                }
            }));
        }
        all.forEach(Thread::start);
        long startedBefore = 0;
        while (all.stream().anyMatch(Thread::isAlive)) {
            AdmissionStats stats = limit.stats();
            assertTrue(stats.inFlight() >= 0, stats::toString);
            assertTrue(stats.started() >= startedBefore, stats::toString);
            startedBefore = stats.started();
        }
        assertSums(limit.stats(), 600_000);
    }
}
