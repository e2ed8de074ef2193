package io.perftoolkit.bench.count;

import io.perftoolkit.count.CounterGroup;
import io.perftoolkit.count.StripedCounter;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Raising ten counters per operation, as a request does that counts itself, its bytes, its outcome. */
@State(Scope.Benchmark)
public class TenCountersBenchmark {
    private static final int TEN = 10;

    /** How. */
    @Param({"recorder", "StripedCounter", "LongAdder", "Prometheus"})
    public String subject;

    private Ten ten;

    /** Makes the counters. */
    @Setup
    public void setUp() {
        ten = switch (subject) {
            case "recorder" -> new Recorded();
            case "StripedCounter" -> new Striped();
            case "LongAdder" -> new Adders();
            case "Prometheus" -> new Prometheus();
            default -> throw new IllegalArgumentException("unknown subject: " + subject);
        };
    }

    /** Adds one to each. */
    @Benchmark
    public void increment() {
        ten.increment();
    }

    private abstract static class Ten {
        abstract void increment();
    }

    private static StripedCounter[] tenOf(CounterGroup group) {
        StripedCounter[] counters = new StripedCounter[TEN];
        Arrays.setAll(counters, group::counter);
        return counters;
    }

    private static final class Recorded extends Ten {
        private final StripedCounter[] counters = tenOf(new CounterGroup(TEN));

        @Override
        void increment() {
            try (CounterGroup.Recorder record = CounterGroup.recorder()) {
                for (StripedCounter counter : counters) {
                    record.increment(counter);
                }
            }
        }
    }

    private static final class Striped extends Ten {
        private final StripedCounter[] counters = tenOf(new CounterGroup(TEN));

        @Override
        void increment() {
            for (StripedCounter counter : counters) {
                counter.increment();
            }
        }
    }

    private static final class Adders extends Ten {
        private final LongAdder[] counters = new LongAdder[TEN];

        Adders() {
            Arrays.setAll(counters, i -> new LongAdder());
        }

        @Override
        void increment() {
            for (LongAdder counter : counters) {
                counter.increment();
            }
        }
    }

    private static final class Prometheus extends Ten {
        private final Counter[] counters = new Counter[TEN];

        Prometheus() {
            Arrays.setAll(counters, i -> Counter.builder().name("raised" + i).build());
        }

        @Override
        void increment() {
            for (Counter counter : counters) {
                counter.inc();
            }
        }
    }
}
