package io.perftoolkit.bench.admission;

import io.perftoolkit.admission.ConcurrencyLimit;
import io.perftoolkit.admission.Permit;
import io.perftoolkit.admission.Priority;
import io.perftoolkit.admission.Queue;
import io.perftoolkit.deadline.Deadline;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The same question with real threads and the real clock: requests arrive at random at one and a half times what a pool of ten can do,
 * run on an executor with threads enough, and count if they are answered within the objective. What it prints holds for the
 * machine and the minute; it is no page.
 */
final class LiveTrial {
    private static final int POOL = 10;
    private static final long WORK_NANOS = 20_000_000;
    private static final double CAPACITY = POOL * 1e9 / WORK_NANOS;
    private static final double LOAD = 1.5;
    private static final Duration OBJECTIVE = Duration.ofMillis(Service.OBJECTIVE_MILLIS);
    private static final int THREADS = 256;

    private LiveTrial() {}

    /** What became of the requests that arrived after the warm-up. */
    record Result(
            String door,
            long offered,
            long inTime,
            long late,
            long refused,
            long unanswered,
            double seconds,
            int limit) {
        double goodput() {
            return inTime / seconds / CAPACITY;
        }
    }

    /** One door, and how to make it. */
    private record Contender(String name, Supplier<@Nullable ConcurrencyLimit> door) {}

    static List<Result> run(Duration warmUp, Duration measured) throws InterruptedException {
        List<Contender> contenders = List.of(
                new Contender("none", () -> null),
                new Contender("fixed 64", () -> ConcurrencyLimit.fixed(64).build()),
                new Contender(
                        "fixed 64, queue",
                        () -> ConcurrencyLimit.fixed(64)
                                .objective(OBJECTIVE)
                                .queue(Queue.budget())
                                .build()),
                new Contender(
                        "adaptive", () -> ConcurrencyLimit.adaptive(OBJECTIVE).build()));
        List<Result> results = new ArrayList<>();
        for (Contender contender : contenders) {
            results.add(new Run(contender.door.get()).run(contender.name, warmUp, measured));
        }
        return results;
    }

    static void print(List<Result> results, PrintStream out) {
        out.printf(
                "a pool of %d, %d ms each: %.0f requests/s can be done, %.0f come; objective %d ms%n",
                POOL, WORK_NANOS / 1_000_000, CAPACITY, LOAD * CAPACITY, OBJECTIVE.toMillis());
        out.printf(
                "%-16s %8s %8s %8s %8s %10s %8s %6s%n",
                "door", "offered", "in time", "late", "refused", "unanswered", "goodput", "limit");
        for (Result r : results) {
            out.printf(
                    "%-16s %8d %8d %8d %8d %10d %8.2f %6s%n",
                    r.door,
                    r.offered,
                    r.inTime,
                    r.late,
                    r.refused,
                    r.unanswered,
                    r.goodput(),
                    r.limit == 0 ? "-" : r.limit);
        }
    }

    private static final class Run {
        private final @Nullable ConcurrencyLimit door;
        private final Semaphore pool = new Semaphore(POOL, true);
        private final LongAdder inTime = new LongAdder();
        private final LongAdder late = new LongAdder();
        private final LongAdder refused = new LongAdder();
        private final Random random = new Random(1);

        Run(@Nullable ConcurrencyLimit door) {
            this.door = door;
        }

        Result run(String name, Duration warmUp, Duration measured) throws InterruptedException {
            ExecutorService executor = Executors.newFixedThreadPool(THREADS);
            try {
                long start = System.nanoTime();
                arrivals(executor, start, warmUp.toNanos(), false);
                long offered = arrivals(executor, System.nanoTime(), measured.toNanos(), true);
                TimeUnit.NANOSECONDS.sleep(2 * OBJECTIVE.toNanos()); // what is answered later is late in any case
                long good = inTime.sum();
                long slow = late.sum();
                long not = refused.sum();
                return new Result(
                        name,
                        offered,
                        good,
                        slow,
                        not,
                        offered - good - slow - not,
                        measured.toNanos() / 1e9,
                        door == null ? 0 : door.limit());
            } finally {
                executor.shutdownNow();
                if (door != null) {
                    door.close();
                }
            }
        }

        private long arrivals(ExecutorService executor, long start, long span, boolean counted) {
            long offered = 0;
            double next = 0;
            while (true) {
                next += -Math.log(1 - random.nextDouble()) * 1e9 / (LOAD * CAPACITY);
                if (next >= span) {
                    return offered;
                }
                long at = start + (long) next;
                for (long wait = at - System.nanoTime(); wait > 0; wait = at - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                offered++;
                arrive(executor, at, (long) (WORK_NANOS * (0.5 + random.nextDouble())), counted);
            }
        }

        private void arrive(ExecutorService executor, long at, long work, boolean counted) {
            if (door == null) {
                executor.execute(() -> serve(at, work, counted));
                return;
            }
            var unused = door.acquireAsync(Priority.NORMAL, Deadline.NONE, Runnable::run)
                    .whenComplete((permit, refusal) -> {
                        if (permit == null) {
                            count(refused, counted);
                        } else {
                            executor.execute(() -> {
                                boolean done = serve(at, work, counted);
                                permit.closeAs(done ? Permit.Outcome.SUCCEEDED : Permit.Outcome.IGNORED);
                            });
                        }
                    });
        }

        /** False if the trial is over. */
        private boolean serve(long at, long work, boolean counted) {
            try {
                pool.acquire();
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
                return false;
            }
            try {
                long ends = System.nanoTime() + work;
                for (long left = work;
                        left > 0 && !Thread.currentThread().isInterrupted();
                        left = ends - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
            } finally {
                pool.release();
            }
            count(System.nanoTime() - at <= OBJECTIVE.toNanos() ? inTime : late, counted);
            return true;
        }

        private static void count(LongAdder adder, boolean counted) {
            if (counted) {
                adder.increment();
            }
        }
    }
}
