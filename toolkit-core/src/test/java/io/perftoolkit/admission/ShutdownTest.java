package io.perftoolkit.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.admission.OverloadedException.Reason;
import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.testkit.Await;
import io.perftoolkit.testkit.FakeTicker;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class ShutdownTest {
    private static final Await SOON = Await.atMost(Duration.ofSeconds(60));

    @Test
    void shutdown_someUnderWayAndSomeWaiting_waitsForTheFormerAndRefusesTheLatter() throws Exception {
        var limit = ConcurrencyLimit.fixed(2)
                .queue(Queue.bounded(3, Duration.ofHours(1)))
                .build();
        Permit first = limit.tryAcquire(Priority.NORMAL);
        Permit second = limit.tryAcquire(Priority.NORMAL);
        var waiting = limit.acquireAsync(Priority.NORMAL, Deadline.NONE, Runnable::run);
        var shutdown = new FutureTask<>(() -> limit.shutdown(Deadline.NONE));
        Thread thread = new Thread(shutdown);
        thread.start();
        var refused = (OverloadedException)
                assertThrows(CompletionException.class, waiting::join).getCause();
        assertEquals(Reason.SHUTDOWN, refused.reason());
        assertNull(limit.tryAcquire(Priority.CRITICAL));
        assertNull(limit.tryAcquireStream());
        first.closeAs(Permit.Outcome.SUCCEEDED);
        assertFalse(shutdown.isDone());
        second.closeAs(Permit.Outcome.SUCCEEDED);
        SOON.until("shut down", shutdown::isDone);
        assertEquals(new DrainReport(1, 2, 0, 0), shutdown.get());
        assertTrue(shutdown.get().isClean());
    }

    @Test
    void shutdown_workEndsWhenAWaiterHearsOfIt_isReportedAsFinished() throws Exception {
        var limit = ConcurrencyLimit.fixed(1)
                .queue(Queue.bounded(3, Duration.ofHours(1)))
                .build();
        Permit held = limit.tryAcquire(Priority.NORMAL);
        limit.acquireAsync(Priority.NORMAL, Deadline.NONE, Runnable::run)
                .whenComplete((permit, refused) -> held.closeAs(Permit.Outcome.SUCCEEDED));
        assertEquals(new DrainReport(1, 1, 0, 0), limit.shutdown(Deadline.NONE));
    }

    @Test
    void shutdown_deadlineOver_reportsWhatIsLeft() throws InterruptedException {
        var limit = ConcurrencyLimit.fixed(2).build();
        Permit held = limit.tryAcquire(Priority.NORMAL);
        Permit stream = limit.tryAcquireStream();
        FakeTicker ticker = new FakeTicker();
        Deadline over = Deadline.after(Duration.ZERO, ticker);
        assertEquals(new DrainReport(0, 0, 1, 1), limit.shutdown(over));
        held.closeAs(Permit.Outcome.SUCCEEDED);
        DrainReport again = limit.shutdown(over);
        assertEquals(new DrainReport(0, 0, 0, 1), again);
        assertFalse(again.isClean(), "a stream is open");
        stream.closeAs(Permit.Outcome.SUCCEEDED);
        assertTrue(limit.shutdown(over).isClean());
    }

    @Test
    void shutdown_interrupted_isClosedAllTheSame() {
        var limit = ConcurrencyLimit.fixed(2).build();
        assertFalse(limit.wouldRefuse(Priority.NORMAL));
        limit.tryAcquire(Priority.NORMAL);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> limit.shutdown(Deadline.NONE));
        assertTrue(limit.wouldRefuse(Priority.NORMAL));
    }

    @Test
    void shutdown_slotsKeptByThreads_areNotUnderWay() throws InterruptedException {
        var limit = ConcurrencyLimit.fixed(1000).build();
        for (int i = 0; i < 10; i++) {
            limit.tryAcquire(Priority.NORMAL).closeAs(Permit.Outcome.SUCCEEDED);
        }
        assertEquals(new DrainReport(0, 0, 0, 0), limit.shutdown(Deadline.NONE));
    }
}
