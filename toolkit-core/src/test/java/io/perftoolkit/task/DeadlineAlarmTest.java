package io.perftoolkit.task;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.deadline.DeadlineExceededException;
import io.perftoolkit.testkit.FakeTicker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;

class DeadlineAlarmTest {
    private static final Duration SHORT = Duration.ofMillis(30);

    /** For a fork that has to begin first, also on a machine that others use. */
    private static final Duration LONG_ENOUGH_TO_BEGIN = Duration.ofSeconds(1);

    private final TaskRuntime runtime = TaskRuntime.builder().workers(1).build();
    private final CountDownLatch interrupted = new CountDownLatch(1);

    @AfterEach
    void end() {
        runtime.close();
    }

    private Object blockUntilInterrupted() throws InterruptedException {
        try {
            new CountDownLatch(1).await();
            throw new AssertionError();
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
        }
    }

    @Test
    void deadline_ownerDoesNotWaitYet_cancelsTheForks() throws Exception {
        try (TaskScope scope =
                TaskScope.builder(runtime).deadline(LONG_ENOUGH_TO_BEGIN).open()) {
            Fork<Object> fork = scope.forkBlocking("slow", this::blockUntilInterrupted);
            assertTrue(interrupted.await(60, SECONDS));
            var thrown = assertThrows(DeadlineExceededException.class, scope::join);
            assertTrue(thrown.getMessage().contains("slow"), thrown.getMessage());
            scope.close();
            assertEquals(Fork.State.CANCELLED, fork.state());
        }
    }

    @Test
    void deadline_ownerRunsTheForkItself_interruptsIt() throws Exception {
        var failure = assertThrows(
                ExecutionException.class,
                () -> runtime.submit(() -> {
                            try (TaskScope scope = TaskScope.builder(runtime)
                                    .deadline(LONG_ENOUGH_TO_BEGIN)
                                    .open()) {
                                scope.fork("own", this::blockUntilInterrupted); // the only worker is this one
                                scope.join();
                                return null;
                            }
                        })
                        .get(60, SECONDS));
        assertTrue(failure.getCause() instanceof DeadlineExceededException, failure::toString);
        assertTrue(failure.getCause().getMessage().contains("own"), failure::toString);
        assertEquals(
                "next",
                runtime.submit(() -> Thread.interrupted() ? "interrupted" : "next")
                        .get(60, SECONDS));
    }

    @Test
    void deadline_ofAnotherClock_isNotTakenForOver() throws Exception {
        FakeTicker ticker = new FakeTicker(5);
        try (TaskScope scope = TaskScope.builder(runtime)
                .deadline(Deadline.after(SHORT, ticker))
                .open()) {
            Fork<Integer> fork = scope.fork(() -> 1);
            scope.deadlineCame(); // by the clock of the timer
            scope.join();
            assertEquals(1, fork.get());
        }
    }

    @Test
    void deadline_allForksHaveEnded_changesNothing() throws Exception {
        FakeTicker ticker = new FakeTicker(5);
        try (TaskScope scope = TaskScope.builder(runtime)
                .deadline(Deadline.after(SHORT, ticker))
                .open()) {
            Fork<Integer> fork = scope.fork(() -> 1);
            scope.join();
            ticker.advance(SHORT);
            scope.deadlineCame();
            assertEquals(1, fork.get());
        }
    }

    @Test
    void disarm_letsGoOfTheScope() {
        try (TaskScope scope =
                TaskScope.builder(runtime).deadline(Duration.ofHours(1)).open()) {
            DeadlineAlarm alarm = DeadlineAlarm.of(scope);
            assertNotNull(alarm);
            assertTrue(alarm.isArmed());
            alarm.disarm();
            assertFalse(alarm.isArmed());
            alarm.ring();
            scope.fork(() -> 1);
        }
    }

    @Test
    void of_scopeWithoutADeadline_isNone() {
        try (TaskScope scope = TaskScope.builder(runtime).open()) {
            assertNull(DeadlineAlarm.of(scope));
        }
    }

    @Test
    void alarm_takesAtMost64Bytes() {
        assertTrue(ClassLayout.parseClass(DeadlineAlarm.class).instanceSize() <= 64);
    }
}
