package io.perftoolkit.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.admission.OverloadedException.Reason;
import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.testkit.FakeTicker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Floors: the share that a lane gets although higher ones wait. */
class QueueRulesTest {
    private final FakeTicker ticker = new FakeTicker();

    private LimitBuilder gate(int queued) {
        return ConcurrencyLimit.fixed(1)
                .queue(Queue.bounded(queued, Duration.ofHours(1)))
                .ticker(ticker);
    }

    private static CompletableFuture<Permit> ask(ConcurrencyLimit limit, Priority priority) {
        return limit.acquireAsync(priority, Deadline.NONE, Runnable::run);
    }

    /** Both lanes always wait; how many of a thousand grants the lower one got. */
    private static long granted(ConcurrencyLimit limit, Priority lower) {
        Permit held = limit.tryAcquire(Priority.CRITICAL);
        var upper = new ArrayDeque<CompletableFuture<Permit>>();
        var below = new ArrayDeque<CompletableFuture<Permit>>();
        for (int i = 0; i < 1000; i++) {
            while (upper.size() < 3) {
                upper.add(ask(limit, Priority.CRITICAL));
            }
            if (below.isEmpty()) {
                below.add(ask(limit, lower));
            }
            held.closeAs(Permit.Outcome.SUCCEEDED);
            below.removeIf(CompletableFuture::isCompletedExceptionally);
            held = (!below.isEmpty() && below.peek().isDone() ? below : upper)
                    .remove()
                    .join();
        }
        return limit.stats().startedByLane().get(lower);
    }

    @Test
    void floor_higherLanesAlwaysWait_theLaneStillGetsItsShare() {
        assertEquals(0, granted(gate(10).build(), Priority.SHEDDABLE), "strict unless told");
        assertEquals(50, granted(gate(10).floor(Priority.SHEDDABLE, 0.05).build(), Priority.SHEDDABLE), 1);
        assertEquals(250, granted(gate(10).floor(Priority.NORMAL, 0.25).build(), Priority.NORMAL), 1);
    }

    @Test
    void floor_queueFullOfHigherLanes_theFirstInLineMayWaitAndStays() {
        var limit = gate(2).floor(Priority.SHEDDABLE, 0.1).build();
        limit.tryAcquire(Priority.NORMAL);
        ask(limit, Priority.CRITICAL);
        ask(limit, Priority.CRITICAL);
        var first = ask(limit, Priority.SHEDDABLE);
        assertFalse(first.isDone(), "the queue is full, but the lane has a floor");
        assertTrue(ask(limit, Priority.SHEDDABLE).isCompletedExceptionally(), "only the first in line is safe");
        ask(limit, Priority.CRITICAL);
        assertFalse(first.isDone(), "nor is it pushed out");
        assertEquals(1, limit.stats().waiting().get(Priority.SHEDDABLE));
    }

    @Test
    void floor_laneThatDoesNotWait_savesNothingUp() {
        var limit = gate(100).floor(Priority.SHEDDABLE, 0.5).build();
        Permit held = limit.tryAcquire(Priority.NORMAL);
        for (int i = 0; i < 50; i++) {
            var next = ask(limit, Priority.CRITICAL);
            held.closeAs(Permit.Outcome.SUCCEEDED);
            held = next.join();
        }
        var low = ask(limit, Priority.SHEDDABLE);
        var high = ask(limit, Priority.CRITICAL);
        held.closeAs(Permit.Outcome.SUCCEEDED);
        assertTrue(high.isDone() && !low.isDone(), "what was not asked for is not owed");
    }

    @Test
    void floor_budgetQueueThatStands_doesNotStarveTheLane() {
        assertEquals(0, startedLow(0));
        assertEquals(200, startedLow(0.1), 20);
    }

    /** A standing queue of critical requests, two thousand grants, a sheddable request each millisecond. */
    private long startedLow(double floor) {
        var limit = ConcurrencyLimit.fixed(1)
                .objective(Duration.ofMillis(100))
                .queue(Queue.budget())
                .floor(Priority.SHEDDABLE, floor)
                .ticker(ticker)
                .build();
        var granted = new ArrayDeque<Permit>();
        granted.add(limit.tryAcquire(Priority.CRITICAL));
        for (int i = 0; i < 2000; i++) {
            for (Priority priority : new Priority[] {Priority.CRITICAL, Priority.CRITICAL, Priority.SHEDDABLE}) {
                var unused = ask(limit, priority).thenAccept(granted::add);
            }
            ticker.advance(Duration.ofMillis(1));
            granted.remove().closeAs(Permit.Outcome.SUCCEEDED);
        }
        return limit.stats().startedByLane().get(Priority.SHEDDABLE);
    }

    @Test
    void configure_floors_areReadAndChecked() {
        gate(5).configure(Map.of("sheddable-floor", "0.05", "normal-floor", "0.2", "strict-close", "true"))
                .build();
        var tooMuch = gate(5).floor(Priority.NORMAL, 0.3).floor(Priority.SHEDDABLE, 0.3);
        assertTrue(assertThrows(IllegalArgumentException.class, tooMuch::build)
                .getMessage()
                .contains("floor must be from 0 to 0.5"));
        var noQueue = ConcurrencyLimit.fixed(1).floor(Priority.NORMAL, 0.3);
        assertTrue(assertThrows(IllegalArgumentException.class, noQueue::build)
                .getMessage()
                .contains("a floor needs a queue"));
        assertThrows(IllegalArgumentException.class, () -> gate(5).floor(Priority.CRITICAL, 0.1));
        assertThrows(IllegalArgumentException.class, () -> gate(5).floor(Priority.HEALTH, 0.1));
    }

    @Test
    void reasons_haveNamesForMetrics() {
        assertEquals("cohort", Reason.COHORT.toString());
    }
}
