package io.perftoolkit.bench.count;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.perftoolkit.count.StripedCounter;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** A counter under comparison. Only the chosen subclass is loaded into a fork, so its call has one target. */
abstract class Raised {
    static Raised of(String subject) {
        return switch (subject) {
            case "none" -> new Nothing();
            case "field" -> new Field();
            case "StripedCounter" -> new Striped();
            case "LongAdder" -> new Adder();
            case "AtomicLong" -> new Atomic();
            case "Micrometer" -> new Micrometer();
            case "Prometheus" -> new Prometheus();
            default -> throw new IllegalArgumentException("unknown subject: " + subject);
        };
    }

    abstract void increment();

    private static final class Nothing extends Raised {
        @Override
        void increment() {
            // The baseline: what is left is the work around the counter.
        }
    }

    /** An ordinary field: wrong as soon as two threads raise it, and the floor of everything that stores. */
    private static final class Field extends Raised {
        @SuppressWarnings("unused") // raising it is all there is to it
        private long count;

        @Override
        void increment() {
            count++;
        }
    }

    private static final class Striped extends Raised {
        private final StripedCounter count = new StripedCounter();

        @Override
        void increment() {
            count.increment();
        }
    }

    private static final class Adder extends Raised {
        private final LongAdder count = new LongAdder();

        @Override
        void increment() {
            count.increment();
        }
    }

    private static final class Atomic extends Raised {
        private final AtomicLong count = new AtomicLong();

        @Override
        void increment() {
            count.getAndIncrement();
        }
    }

    private static final class Micrometer extends Raised {
        private final io.micrometer.core.instrument.Counter count =
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT).counter("raised");

        @Override
        void increment() {
            count.increment();
        }
    }

    private static final class Prometheus extends Raised {
        private final Counter count = Counter.builder().name("raised").build();

        @Override
        void increment() {
            count.inc();
        }
    }
}
