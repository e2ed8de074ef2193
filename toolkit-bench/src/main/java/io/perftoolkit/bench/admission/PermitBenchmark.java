package io.perftoolkit.bench.admission;

import com.netflix.concurrency.limits.Limiter;
import com.netflix.concurrency.limits.limit.FixedLimit;
import com.netflix.concurrency.limits.limiter.SimpleLimiter;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.perftoolkit.admission.ConcurrencyLimit;
import io.perftoolkit.admission.Permit;
import io.perftoolkit.admission.Priority;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A permit is taken and given back, by threads that share one limit with room for all. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class PermitBenchmark {
    /**
     * Who lends. {@code timed} ones measure how long it was held; {@code embedded} permits belong to the caller; {@code strict} ones
     * close by an atomic exchange.
     */
    @Param({
        "untimed",
        "untimedEmbedded",
        "strictEmbedded",
        "timed",
        "timedEmbedded",
        "SimpleLimiter",
        "Bulkhead",
        "twoClockReadings"
    })
    public String subject = "untimed";

    private Lender lender = new Clock();

    /** Makes the limit. */
    @Setup
    public void setUp() {
        lender = switch (subject) {
            case "untimed" -> new Ours(ConcurrencyLimit.fixed(1000).build());
            case "untimedEmbedded" -> new Embedded(ConcurrencyLimit.fixed(1000).build());
            case "strictEmbedded" ->
                new Embedded(ConcurrencyLimit.fixed(1000).strictClose(true).build());
            case "timed" -> new Ours(timed());
            case "timedEmbedded" -> new Embedded(timed());
            case "SimpleLimiter" -> new Netflix();
            case "Bulkhead" -> new Resilience();
            case "twoClockReadings" -> new Clock();
            default -> throw new IllegalArgumentException("unknown subject: " + subject);
        };
    }

    private static ConcurrencyLimit timed() {
        return ConcurrencyLimit.adaptive(Duration.ofMillis(100))
                .initialLimit(1000)
                .minLimit(1000)
                .build();
    }

    /** One of each thread's own, as a server has one per exchange. */
    @State(Scope.Thread)
    public static class Exchange {
        private final Permit permit = new Permit();
    }

    /** Takes and gives back. */
    @Benchmark
    public long takeAndGiveBack(Exchange exchange) {
        return lender.takeAndGiveBack(exchange.permit);
    }

    private abstract static class Lender {
        abstract long takeAndGiveBack(Permit own);
    }

    private static final class Ours extends Lender {
        private final ConcurrencyLimit limit;

        Ours(ConcurrencyLimit limit) {
            this.limit = limit;
        }

        @Override
        long takeAndGiveBack(Permit own) {
            @Nullable Permit permit = limit.tryAcquire(Priority.NORMAL);
            if (permit == null) {
                return 0;
            }
            permit.succeeded();
            permit.close();
            return 1;
        }
    }

    private static final class Embedded extends Lender {
        private final ConcurrencyLimit limit;

        Embedded(ConcurrencyLimit limit) {
            this.limit = limit;
        }

        @Override
        long takeAndGiveBack(Permit own) {
            if (!limit.tryAcquireInto(own, Priority.NORMAL)) {
                return 0;
            }
            own.succeeded();
            own.close();
            return 1;
        }
    }

    private static final class Netflix extends Lender {
        private final SimpleLimiter<Void> limiter =
                SimpleLimiter.newBuilder().limit(FixedLimit.of(1000)).build();

        @Override
        @SuppressWarnings("NullAway") // its context is null in its own examples
        long takeAndGiveBack(Permit own) {
            Optional<Limiter.Listener> listener = limiter.acquire(null);
            if (listener.isEmpty()) {
                return 0;
            }
            listener.get().onSuccess();
            return 1;
        }
    }

    private static final class Resilience extends Lender {
        private final Bulkhead bulkhead = Bulkhead.of(
                "bench",
                BulkheadConfig.custom()
                        .maxConcurrentCalls(1000)
                        .maxWaitDuration(Duration.ZERO)
                        .build());

        @Override
        long takeAndGiveBack(Permit own) {
            if (!bulkhead.tryAcquirePermission()) {
                return 0;
            }
            bulkhead.onComplete();
            return 1;
        }
    }

    private static final class Clock extends Lender {
        @Override
        long takeAndGiveBack(Permit own) {
            long before = System.nanoTime();
            return System.nanoTime() - before;
        }
    }
}
