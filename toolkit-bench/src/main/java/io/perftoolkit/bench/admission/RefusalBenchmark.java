package io.perftoolkit.bench.admission;

import com.netflix.concurrency.limits.limit.FixedLimit;
import com.netflix.concurrency.limits.limiter.SimpleLimiter;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.perftoolkit.admission.ConcurrencyLimit;
import io.perftoolkit.admission.OverloadedException;
import io.perftoolkit.admission.Permit;
import io.perftoolkit.admission.Priority;
import io.perftoolkit.admission.RetryBudget;
import io.perftoolkit.deadline.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Nothing is free: what it costs to say so. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class RefusalBenchmark {
    private final ConcurrencyLimit ours = ConcurrencyLimit.fixed(1).build();
    private final ConcurrencyLimit open = ConcurrencyLimit.fixed(1000).build();
    private final RetryBudget budget = RetryBudget.builder().build();
    private final SimpleLimiter<Void> netflix =
            SimpleLimiter.newBuilder().limit(FixedLimit.of(0)).build();
    private final Bulkhead resilience = Bulkhead.of(
            "bench",
            BulkheadConfig.custom()
                    .maxConcurrentCalls(0)
                    .maxWaitDuration(Duration.ZERO)
                    .build());
    private final Permit held = new Permit();
    private final Deadline deadline = Deadline.after(Duration.ofDays(1));

    /** Takes the only permit. */
    @Setup
    public void setUp() {
        if (!held.isHeld()) {
            ours.tryAcquireInto(held, Priority.NORMAL);
        }
    }

    /** One of each thread's own. */
    @State(Scope.Thread)
    public static class Exchange {
        private final Permit permit = new Permit();
    }

    /** Ours, into a permit of the caller's. */
    @Benchmark
    public boolean oursBoolean(Exchange exchange) {
        return ours.tryAcquireInto(exchange.permit, Priority.NORMAL);
    }

    /** Ours, asked before anything is taken. */
    @Benchmark
    public boolean oursWouldRefuse() {
        return ours.wouldRefuse(Priority.NORMAL);
    }

    /** The answer of concurrency-limits. */
    @Benchmark
    @SuppressWarnings("NullAway") // its context is null in its own examples
    public Object netflixOptional() {
        return netflix.acquire(null);
    }

    /** Ours, thrown. */
    @Benchmark
    public @Nullable Object oursException() throws InterruptedException {
        try {
            return ours.acquire(Priority.NORMAL, Deadline.NONE);
        } catch (OverloadedException e) {
            return e;
        }
    }

    /** Resilience4j's, thrown. */
    @Benchmark
    public @Nullable Object resilienceException() {
        try {
            resilience.acquirePermission();
            return null;
        } catch (BulkheadFullException e) {
            return e;
        }
    }

    /** A limit is asked whether the users of a cohort are served. */
    @Benchmark
    public boolean cohortServed() {
        return open.serves(Priority.NORMAL, 77);
    }

    /** A retry is asked for, and paid for by successes. */
    @Benchmark
    public boolean retryWithdrawn() {
        for (int i = 0; i < 10; i++) {
            budget.recordSuccess();
        }
        return budget.tryWithdraw();
    }

    /** A deadline is asked how much is left. */
    @Benchmark
    public long deadlineRemaining() {
        return deadline.remainingNanos();
    }

    /** A deadline is made. */
    @Benchmark
    public Deadline deadlineAfter() {
        return Deadline.after(Duration.ofMillis(250));
    }

    /** A deadline is made current, asked for, and set back. */
    @Benchmark
    public Deadline deadlineCall() throws Exception {
        return deadline.call(Deadline::current);
    }
}
