package io.perftoolkit.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.admission.OverloadedException.Reason;
import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.deadline.DeadlineExceededException;
import io.perftoolkit.testkit.Await;
import io.perftoolkit.testkit.FakeTicker;
import io.perftoolkit.testkit.ManualExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {
    private static final Await SOON = Await.atMost(Duration.ofSeconds(60));
    private static final Duration LONG = Duration.ofHours(1);

    private final FakeTicker ticker = new FakeTicker(Long.MAX_VALUE - 5_000_000);

    private ConcurrencyLimit gate(int limit, int queued) {
        return ConcurrencyLimit.fixed(limit)
                .queue(Queue.bounded(queued, LONG))
                .ticker(ticker)
                .build();
    }

    private static CompletableFuture<Permit> ask(ConcurrencyLimit limit, Priority priority) {
        return limit.acquireAsync(priority, Deadline.NONE, Runnable::run);
    }

    private static Throwable failureOf(CompletableFuture<?> future) {
        return assertThrows(CompletionException.class, future::join).getCause();
    }

    @Test
    void tryAcquire_upToTheLimit_thenRefusedUntilOneIsClosed() {
        var limit = ConcurrencyLimit.fixed(2).build();
        Permit first = limit.tryAcquire(Priority.NORMAL);
        assertNotNull(first);
        assertNotNull(limit.tryAcquire(Priority.SHEDDABLE));
        assertNull(limit.tryAcquire(Priority.CRITICAL));
        assertTrue(limit.wouldRefuse(Priority.CRITICAL));
        first.succeeded();
        first.close();
        assertFalse(limit.wouldRefuse(Priority.CRITICAL));
        assertNotNull(limit.tryAcquire(Priority.CRITICAL));
        AdmissionStats stats = limit.stats();
        assertEquals(4, stats.offered());
        assertEquals(3, stats.started());
        assertEquals(1, stats.refused(Reason.LIMIT));
        assertEquals(2, stats.inFlight());
        assertEquals(
                Map.of(
                        Permit.Outcome.SUCCEEDED,
                        1L,
                        Permit.Outcome.FAILED,
                        0L,
                        Permit.Outcome.DROPPED,
                        0L,
                        Permit.Outcome.IGNORED,
                        0L),
                stats.outcomes());
    }

    @Test
    void tryAcquireInto_permitOfAServer_isUsedAgain() {
        class Exchange extends Permit {}
        var limit = ConcurrencyLimit.fixed(1).build();
        var exchange = new Exchange();
        for (int i = 0; i < 3; i++) {
            assertTrue(limit.tryAcquireInto(exchange, Priority.NORMAL));
            assertThrows(IllegalStateException.class, () -> limit.tryAcquireInto(exchange, Priority.NORMAL));
            exchange.ignored();
            exchange.close();
        }
        assertEquals(3, limit.stats().outcomes().get(Permit.Outcome.IGNORED));
    }

    @Test
    void close_twiceOrToldTwice_isFound() {
        Permit permit = ConcurrencyLimit.fixed(1).build().tryAcquire(Priority.NORMAL);
        assertNotNull(permit);
        permit.dropped();
        assertThrows(IllegalStateException.class, permit::succeeded);
        permit.close();
        assertThrows(IllegalStateException.class, permit::close);
        assertThrows(IllegalStateException.class, permit::failed);
        assertFalse(permit.closeAs(Permit.Outcome.SUCCEEDED));
        assertThrows(IllegalStateException.class, () -> new Permit().close());
    }

    @Test
    void close_untold_countsAsFailed() {
        var limit = ConcurrencyLimit.fixed(1).build();
        try (Permit permit = limit.tryAcquire(Priority.NORMAL)) {
            assertTrue(permit.isHeld());
        }
        assertEquals(1, limit.stats().outcomes().get(Permit.Outcome.FAILED));
    }

    @Test
    void acquire_noQueueAndFull_saysWhy() {
        var limit = ConcurrencyLimit.fixed(1).name("db").build();
        assertNotNull(limit.tryAcquire(Priority.NORMAL));
        var refused =
                assertThrows(OverloadedException.class, () -> limit.acquire(Priority.NORMAL, Deadline.after(LONG)));
        assertEquals(Reason.LIMIT, refused.reason());
        assertEquals(1, refused.limit());
        assertEquals(1, refused.inFlight());
        assertEquals(0, refused.queued());
        assertEquals(0, refused.getStackTrace().length);
        assertTrue(refused.retryAfter().toMillis() > 0);
        assertEquals(
                "db refused (limit): 1 of 1 under way, 0 waiting, estimated wait 0 ms, retry after 100 ms",
                refused.getMessage());
    }

    @Test
    void acquire_deadlineOver_isRefusedWithoutASlot() {
        var limit = ConcurrencyLimit.fixed(1).build();
        Deadline over = Deadline.after(Duration.ZERO);
        assertThrows(DeadlineExceededException.class, () -> limit.acquire(Priority.NORMAL, over));
        assertNull(limit.tryAcquire(Priority.NORMAL, over));
        assertInstanceOf(
                DeadlineExceededException.class, failureOf(limit.acquireAsync(Priority.NORMAL, over, Runnable::run)));
        assertEquals(3, limit.stats().refused(Reason.NO_TIME));
        assertEquals(0, limit.stats().inFlight());
    }

    @Test
    void acquireAsync_sameLane_servedInOrder() {
        var limit = gate(1, 10);
        Permit held = limit.tryAcquire(Priority.NORMAL);
        List<CompletableFuture<Permit>> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(ask(limit, Priority.NORMAL));
        }
        assertNull(limit.tryAcquire(Priority.CRITICAL), "no overtaking by those who do not wait");
        for (int i = 0; i < 5; i++) {
            held.closeAs(Permit.Outcome.SUCCEEDED);
            for (int j = 0; j < 5; j++) {
                assertEquals(j <= i, waiting.get(j).isDone());
            }
            held = waiting.get(i).join();
        }
    }

    @Test
    void acquireAsync_higherLane_isServedFirstAndPushesOutTheNewestOfTheLowest() {
        var limit = gate(1, 3);
        Permit held = limit.tryAcquire(Priority.NORMAL);
        var sheddable = ask(limit, Priority.SHEDDABLE);
        var older = ask(limit, Priority.NORMAL);
        var newer = ask(limit, Priority.NORMAL);
        assertEquals(Reason.QUEUE_FULL, ((OverloadedException) failureOf(ask(limit, Priority.SHEDDABLE))).reason());
        var critical = ask(limit, Priority.CRITICAL);
        assertEquals(Reason.LANE, ((OverloadedException) failureOf(sheddable)).reason());
        var second = ask(limit, Priority.CRITICAL);
        assertEquals(Reason.LANE, ((OverloadedException) failureOf(newer)).reason());
        held.closeAs(Permit.Outcome.SUCCEEDED);
        assertTrue(critical.isDone() && !second.isDone() && !older.isDone());
        critical.join().closeAs(Permit.Outcome.SUCCEEDED);
        second.join().closeAs(Permit.Outcome.SUCCEEDED);
        older.join().closeAs(Permit.Outcome.SUCCEEDED);
        AdmissionStats stats = limit.stats();
        assertEquals(2, stats.refused(Reason.LANE));
        assertEquals(7, stats.offered());
    }

    @Test
    void acquireAsync_newestFirst_turnsRoundOnceTheQueueStands() {
        var limit = ConcurrencyLimit.fixed(1)
                .queue(Queue.bounded(10, Duration.ofMillis(50)).newestFirst())
                .ticker(ticker)
                .build();
        Permit held = limit.tryAcquire(Priority.NORMAL);
        ticker.advance(Duration.ofMillis(1));
        var first = ask(limit, Priority.NORMAL);
        ticker.advance(Duration.ofMillis(30));
        var second = ask(limit, Priority.NORMAL);
        var third = ask(limit, Priority.NORMAL);
        held.closeAs(Permit.Outcome.SUCCEEDED);
        assertTrue(first.isDone(), "a burst is served in order");
        ticker.advance(Duration.ofMillis(30));
        first.join().closeAs(Permit.Outcome.SUCCEEDED);
        assertTrue(third.isDone() && !second.isDone(), "a standing queue is not");
    }

    @Test
    void acquireAsync_waitRunsOut_endsByPatienceOrByDeadline() {
        var limit = ConcurrencyLimit.fixed(1)
                .queue(Queue.bounded(10, Duration.ofMillis(20)))
                .ticker(ticker)
                .build();
        assertNotNull(limit.tryAcquire(Priority.NORMAL));
        var patient = ask(limit, Priority.NORMAL);
        var hurried =
                limit.acquireAsync(Priority.CRITICAL, Deadline.after(Duration.ofMillis(10), ticker), Runnable::run);
        ticker.advance(Duration.ofMillis(10));
        ask(limit, Priority.SHEDDABLE); // with a foreign clock the next one to come by tells them
        assertInstanceOf(DeadlineExceededException.class, failureOf(hurried));
        assertFalse(patient.isDone());
        ticker.advance(Duration.ofMillis(10));
        ask(limit, Priority.SHEDDABLE);
        assertEquals(Reason.NO_TIME, ((OverloadedException) failureOf(patient)).reason());
        AdmissionStats stats = limit.stats();
        assertEquals(1, stats.expired());
        assertEquals(1, stats.refused(Reason.NO_TIME));
        assertEquals(2, stats.waitingInAll());
        assertEquals(5, stats.offered());
    }

    @Test
    void acquireAsync_systemClock_timerEndsTheWait() throws InterruptedException {
        var limit = ConcurrencyLimit.fixed(1)
                .queue(Queue.bounded(1, Duration.ofMillis(1)))
                .build();
        assertNotNull(limit.tryAcquire(Priority.NORMAL));
        var waiting = ask(limit, Priority.NORMAL);
        SOON.until("the timer has ended the wait", waiting::isDone);
        assertEquals(Reason.NO_TIME, ((OverloadedException) failureOf(waiting)).reason());
    }

    @Test
    void acquireAsync_cancelled_leavesTheQueue() {
        var limit = gate(1, 1);
        Permit held = limit.tryAcquire(Priority.NORMAL);
        var waiting = ask(limit, Priority.NORMAL);
        assertTrue(waiting.cancel(true));
        assertEquals(0, limit.stats().waitingInAll());
        assertEquals(1, limit.stats().cancelled());
        held.closeAs(Permit.Outcome.SUCCEEDED);
        assertEquals(0, limit.stats().inFlight());
    }

    @Test
    void acquireAsync_cancelledBetweenGrantAndCompletion_slotIsGivenBack() {
        var limit = gate(1, 1);
        var executor = new ManualExecutor();
        Permit held = limit.tryAcquire(Priority.NORMAL);
        var waiting = limit.acquireAsync(Priority.NORMAL, Deadline.NONE, executor);
        held.closeAs(Permit.Outcome.SUCCEEDED); // granted; the executor has not told yet
        assertEquals(1, limit.stats().inFlight());
        waiting.cancel(true);
        executor.runAll();
        assertEquals(0, limit.stats().inFlight());
        assertEquals(1, limit.stats().outcomes().get(Permit.Outcome.IGNORED));
    }

    @Test
    void acquireAsync_executorRefuses_slotIsGivenBack() {
        var limit = gate(1, 1);
        Permit held = limit.tryAcquire(Priority.NORMAL);
        var waiting = limit.acquireAsync(Priority.NORMAL, Deadline.NONE, task -> {
            throw new RejectedExecutionException("shut down");
        });
        held.closeAs(Permit.Outcome.SUCCEEDED);
        assertInstanceOf(RejectedExecutionException.class, failureOf(waiting));
        assertEquals(0, limit.stats().inFlight());
    }

    @Test
    void acquire_sleeping_isWokenByAClose() throws InterruptedException {
        var limit = ConcurrencyLimit.fixed(1).queue(Queue.bounded(1, LONG)).build();
        Permit held = limit.tryAcquire(Priority.NORMAL);
        AtomicReference<Object> seen = new AtomicReference<>();
        Thread sleeper = new Thread(() -> {
            try (Permit permit = limit.acquire(Priority.NORMAL, Deadline.NONE)) {
                permit.succeeded();
                seen.set("done");
            } catch (InterruptedException e) {
                seen.set(e);
            }
        });
        sleeper.start();
        SOON.until("waiting", limit.stats()::waitingInAll, n -> limit.stats().waitingInAll() == 1);
        held.closeAs(Permit.Outcome.SUCCEEDED);
        SOON.until("served", seen::get, "done"::equals);
        sleeper.join();
        assertEquals(0, limit.stats().inFlight());
    }

    @Test
    void acquire_interruptedWhileSleeping_leavesTheQueueHoldingNothing() throws InterruptedException {
        var limit = ConcurrencyLimit.fixed(1).queue(Queue.bounded(1, LONG)).build();
        assertNotNull(limit.tryAcquire(Priority.NORMAL));
        AtomicReference<Object> seen = new AtomicReference<>();
        Thread sleeper = new Thread(() -> {
            try {
                seen.set(limit.acquire(Priority.NORMAL, Deadline.NONE));
            } catch (InterruptedException e) {
                seen.set(e);
            }
        });
        sleeper.start();
        SOON.until("waiting", () -> limit.stats().waitingInAll() == 1);
        sleeper.interrupt();
        SOON.until("interrupted", seen::get, InterruptedException.class::isInstance);
        assertEquals(1, limit.stats().cancelled());
        assertEquals(0, limit.stats().waitingInAll());
    }

    @Test
    void acquire_deadlineEndsTheWait_saysHowLong() {
        var limit = ConcurrencyLimit.fixed(1)
                .name("db")
                .queue(Queue.bounded(1, LONG))
                .build();
        assertNotNull(limit.tryAcquire(Priority.NORMAL));
        var thrown = assertThrows(
                DeadlineExceededException.class,
                () -> limit.acquire(Priority.NORMAL, Deadline.after(Duration.ofMillis(1))));
        assertEquals("db", thrown.waiter());
        assertTrue(thrown.waited().toNanos() >= 1_000);
    }

    @Test
    void health_limitReached_isServedAllTheSame() throws InterruptedException {
        var limit = ConcurrencyLimit.fixed(1).healthLimit(1).build();
        assertNotNull(limit.tryAcquire(Priority.NORMAL));
        Permit health = limit.acquire(Priority.HEALTH, Deadline.NONE);
        assertEquals(1, limit.stats().health());
        assertNull(limit.tryAcquire(Priority.HEALTH));
        assertTrue(limit.wouldRefuse(Priority.HEALTH));
        health.close();
        Permit again = limit.tryAcquire(Priority.HEALTH);
        assertNotNull(again);
        again.close();
        assertEquals(1, limit.stats().offered());
        assertEquals(1, limit.stats().inFlight());
    }

    @Test
    void streams_areCountedApart() {
        var limit = ConcurrencyLimit.fixed(1).maxStreams(1).build();
        Permit stream = limit.tryAcquireStream();
        assertNotNull(stream);
        assertNull(limit.tryAcquireStream());
        assertNotNull(limit.tryAcquire(Priority.NORMAL));
        assertEquals(1, limit.stats().streams());
        assertEquals(1, limit.stats().streamsRefused());
        stream.close();
        assertEquals(0, limit.stats().streams());
    }

    @Test
    void resize_upAndDown_wakesSleepersAndRevokesNothing() {
        var limit = gate(1, 10);
        Permit first = limit.tryAcquire(Priority.NORMAL);
        var second = ask(limit, Priority.NORMAL);
        var third = ask(limit, Priority.NORMAL);
        limit.resize(3);
        assertTrue(second.isDone() && third.isDone());
        limit.resize(1);
        var fourth = ask(limit, Priority.NORMAL);
        first.closeAs(Permit.Outcome.SUCCEEDED);
        second.join().closeAs(Permit.Outcome.SUCCEEDED);
        assertFalse(fourth.isDone());
        third.join().closeAs(Permit.Outcome.SUCCEEDED);
        assertTrue(fourth.isDone());
        assertThrows(IllegalArgumentException.class, () -> limit.resize(0));
        assertThrows(
                IllegalStateException.class,
                () -> ConcurrencyLimit.adaptive(LONG).build().resize(3));
    }

    @Test
    void close_withSomeWaiting_refusesThemAndNewOnes() {
        var limit = gate(1, 10);
        Permit held = limit.tryAcquire(Priority.NORMAL);
        var waiting = ask(limit, Priority.NORMAL);
        limit.close();
        limit.close();
        assertEquals(Reason.SHUTDOWN, ((OverloadedException) failureOf(waiting)).reason());
        assertEquals(Reason.SHUTDOWN, ((OverloadedException) failureOf(ask(limit, Priority.NORMAL))).reason());
        assertNull(limit.tryAcquire(Priority.NORMAL));
        assertEquals(Reason.SHUTDOWN, limit.overloaded().reason());
        held.closeAs(Permit.Outcome.SUCCEEDED);
        limit.resize(5);
        assertNull(limit.tryAcquire(Priority.NORMAL));
        assertEquals(4, limit.stats().refused(Reason.SHUTDOWN));
        assertEquals(0, limit.stats().inFlight());
    }

    @Test
    void budgetQueue_moreThanCanBeAnsweredInTime_isRefusedOnArrival() {
        var limit = ConcurrencyLimit.fixed(2)
                .objective(Duration.ofMillis(100))
                .queue(Queue.budget())
                .ticker(ticker)
                .build();
        for (int i = 0; i < 500; i++) { // two at a time, 10 ms each: 200 per second
            Permit a = limit.tryAcquire(Priority.NORMAL);
            Permit b = limit.tryAcquire(Priority.NORMAL);
            ticker.advance(Duration.ofMillis(10));
            a.closeAs(Permit.Outcome.SUCCEEDED);
            b.closeAs(Permit.Outcome.SUCCEEDED);
        }
        limit.tryAcquire(Priority.NORMAL);
        limit.tryAcquire(Priority.NORMAL);
        int waiting = 0;
        CompletableFuture<Permit> last = ask(limit, Priority.NORMAL);
        while (!last.isDone()) {
            waiting++;
            last = ask(limit, Priority.NORMAL);
        }
        OverloadedException refused = (OverloadedException) failureOf(last);
        assertTrue(refused.reason() == Reason.NO_TIME || refused.reason() == Reason.QUEUE_FULL, refused.getMessage());
        assertTrue(waiting >= 7 && waiting <= 16, () -> "80 ms of work at 200 per second: " + refused.getMessage());
        assertTrue(limit.wouldRefuse(Priority.NORMAL));
        assertTrue(refused.estimatedWait().toMillis() >= 40, refused.getMessage());
        assertFalse(limit.wouldRefuse(Priority.CRITICAL), "nobody waits in the higher lane");
    }

    @Test
    void configure_flatMap_isReadAndChecked() {
        var limit = ConcurrencyLimit.fixed(1)
                .configure(Map.of(
                        "name", "db", "limit", "3", "queue", "bounded", "queue-size", "5", "queue-max-wait", "10ms"))
                .build();
        assertEquals("db", limit.name());
        assertEquals(3, limit.limit());
        var adaptive = ConcurrencyLimit.adaptive(LONG)
                .configure(Map.of("objective", "250ms", "initial-limit", "40", "min-limit", "4", "max-limit", "100"))
                .build();
        assertEquals(40, adaptive.limit());
        var thrown = assertThrows(
                IllegalArgumentException.class,
                () -> ConcurrencyLimit.fixed(1).configure(Map.of("limits", "3", "queue", "bounded")));
        assertTrue(thrown.getMessage().contains("the nearest is \"limit\""), thrown.getMessage());
        assertTrue(thrown.getMessage().contains("queue-max-wait"), thrown.getMessage());
    }

    @Test
    void build_brokenArguments_areAllNamed() {
        var thrown = assertThrows(
                IllegalArgumentException.class,
                () -> ConcurrencyLimit.fixed(0)
                        .queue(Queue.budget())
                        .healthLimit(0)
                        .build());
        assertEquals(
                "limit must be positive: 0; healthLimit must be positive: 0; a budget queue needs an objective",
                thrown.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> ConcurrencyLimit.adaptive(Duration.ZERO).build());
        assertThrows(IllegalArgumentException.class, () -> Queue.bounded(0, LONG));
        assertThrows(IllegalArgumentException.class, () -> Queue.bounded(1, Duration.ZERO));
        assertThrows(IllegalStateException.class, () -> Queue.none().newestFirst());
    }

    @Test
    void example_doorGateAndRetry_answer() throws Exception {
        var example = new AdmissionExample();
        assertEquals("row", example.door(() -> example.gate(() -> "row")));
        assertEquals(1, example.door.stats().outcomes().get(Permit.Outcome.SUCCEEDED));
        int[] tries = {0};
        assertEquals("late", example.retry(() -> {
            if (tries[0]++ == 0) {
                throw new java.io.IOException("once");
            }
            return "late";
        }));
        assertSame(Deadline.NONE, Deadline.current());
        example.cohorts(42, Instant.EPOCH);
        assertTrue(example.shutDown());
    }

    @Test
    void overloaded_reasonGiven_saysIt() {
        assertEquals(
                Reason.COHORT,
                ConcurrencyLimit.fixed(1).build().overloaded(Reason.COHORT).reason());
    }

    @Test
    void dropped_pushedBack_isALateSampleAndHoldsTheLimit() {
        var door = ConcurrencyLimit.adaptive(Duration.ofMillis(100))
                .initialLimit(8)
                .minLimit(2)
                .ticker(ticker)
                .build();
        assertEquals(8, highestAfterASecond(door, Duration.ofSeconds(5)));
        assertTrue(highestAfterASecond(door, Duration.ofSeconds(-5)) == 8, "held for five seconds, not for one");
        ticker.advance(Duration.ofSeconds(4));
        assertTrue(highestAfterASecond(door, Duration.ZERO) > 8);
        assertEquals(3, door.stats().outcomes().get(Permit.Outcome.DROPPED));
    }

    /** All slots are always in use, and nothing queues: reason enough to grow. */
    private int highestAfterASecond(ConcurrencyLimit door, Duration pushback) {
        Permit first = door.tryAcquire(Priority.NORMAL);
        assertNotNull(first);
        first.dropped(pushback);
        first.close();
        int highest = 0;
        for (int i = 0; i < 200; i++) {
            List<Permit> all = new ArrayList<>();
            for (Permit permit = door.tryAcquire(Priority.NORMAL);
                    permit != null;
                    permit = door.tryAcquire(Priority.NORMAL)) {
                all.add(permit);
            }
            ticker.advance(Duration.ofMillis(5));
            all.forEach(permit -> permit.closeAs(Permit.Outcome.SUCCEEDED));
            highest = Math.max(highest, door.limit());
        }
        return highest;
    }
}
