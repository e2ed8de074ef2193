package io.perftoolkit.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.Await;
import io.perftoolkit.testkit.FakeTicker;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StallWatchTest {
    private static final Await SOON = Await.atMost(Duration.ofSeconds(60));

    @Test
    void look_taskTakesLong_isCountedOnce() throws Exception {
        FakeTicker ticker = new FakeTicker(Long.MAX_VALUE);
        CountDownLatch release = new CountDownLatch(1);
        try (WorkStealingScheduler scheduler = WorkStealingScheduler.builder()
                .workers(1)
                .ticker(ticker)
                .stallAfter(Duration.ofHours(1))
                .build()) {
            // The scheduler's own watch looks as well; with the clock in our hands it makes no difference.
            StallWatch watch =
                    new StallWatch(scheduler.crew(), "test", Duration.ofHours(1).toNanos());
            CountDownLatch started = new CountDownLatch(1);
            scheduler.execute(() -> {
                started.countDown();
                ExecutorContract.awaitUninterruptibly(release);
            });
            started.await();
            assertTrue(watch.look());
            ticker.advance(Duration.ofMinutes(59));
            watch.look();
            assertEquals(0, scheduler.crew().stalls.sum());
            scheduler.watch().stop();
            ticker.advance(Duration.ofMinutes(1));
            watch.look();
            watch.look();
            long seen = scheduler.stats().stalls();
            assertTrue(
                    seen == 1 || seen == 2,
                    "one by each watch at most, but " + seen); // the other may be looking right now
            ticker.advance(Duration.ofHours(5));
            watch.look();
            assertTrue(scheduler.stats().stalls() <= 2);
            release.countDown();
            SOON.until("idle again", () -> !watch.look());
        }
    }

    @Test
    void look_taskTakesLong_logsWhereItIs() throws Exception {
        FakeTicker ticker = new FakeTicker(5);
        CountDownLatch release = new CountDownLatch(1);
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        try (WorkStealingScheduler scheduler = WorkStealingScheduler.builder()
                .name("stalled")
                .workers(1)
                .ticker(ticker)
                .stallAfter(Duration.ofHours(1))
                .build()) {
            StallWatch watch =
                    new StallWatch(scheduler.crew(), "test", Duration.ofHours(1).toNanos());
            CountDownLatch started = new CountDownLatch(1);
            scheduler.execute(() -> {
                started.countDown();
                ExecutorContract.awaitUninterruptibly(release);
            });
            started.await();
            // The worker says "started" first and waits then; a stack taken between shows the saying.
            Thread worker = scheduler.crew().workers()[0].thread;
            SOON.until("the task waits", () -> worker.getState() == Thread.State.WAITING);
            watch.look();
            ticker.advance(Duration.ofHours(1));
            System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
            watch.look();
            release.countDown();
        } finally {
            System.setErr(before);
        }
        String line = log.toString(StandardCharsets.UTF_8);
        assertTrue(line.contains("stalled-1 has been in one task for more than 3600000 ms"), line);
        assertTrue(line.contains("ExecutorContract.awaitUninterruptibly"), line);
    }

    @Test
    void look_taskBlocksWithASubmittedOne_movesIt() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (WorkStealingScheduler scheduler =
                WorkStealingScheduler.builder().workers(2).build()) {
            CountDownLatch ran = new CountDownLatch(1);
            scheduler.execute(() -> {
                scheduler.execute(ran::countDown);
                ExecutorContract.awaitUninterruptibly(release);
            });
            ran.await();
            release.countDown();
        }
    }
}
