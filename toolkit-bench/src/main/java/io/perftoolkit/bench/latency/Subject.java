package io.perftoolkit.bench.latency;

import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Recorder;

/** Who records. Each fork loads one of them, so that none is slowed down by the others' classes. */
@SuppressWarnings("ImmutableEnumChecker") // a supplier of new recorders
public enum Subject {
    /** Ours. */
    LatencyRecorder {
        @Override
        LongConsumer create() {
            return io.perftoolkit.latency.LatencyRecorder.builder().build()::record;
        }
    },
    /** Ours, with five exact service levels. */
    LatencyRecorderLevels {
        @Override
        LongConsumer create() {
            return io.perftoolkit.latency.LatencyRecorder.builder()
                    .serviceLevels(
                            Duration.ofNanos(100_000),
                            Duration.ofNanos(250_000),
                            Duration.ofNanos(500_000),
                            Duration.ofMillis(1),
                            Duration.ofMillis(5))
                    .build()::record;
        }
    },
    /** Ours, with no budget for sheets of its own: every thread on one shared sheet. */
    LatencyRecorderShared {
        @Override
        LongConsumer create() {
            return io.perftoolkit.latency.LatencyRecorder.builder()
                    .budget(io.perftoolkit.latency.LatencyBudget.ofBytes(0))
                    .build()::record;
        }
    },
    /** HdrHistogram with interval snapshots, 2 digits, 1 hour. */
    HdrRecorder {
        @Override
        LongConsumer create() {
            return new Recorder(HOUR, 2)::recordValue;
        }
    },
    /** HdrHistogram without interval snapshots. */
    HdrAtomic {
        @Override
        LongConsumer create() {
            return new AtomicHistogram(HOUR, 2)::recordValue;
        }
    },
    /** Micrometer's timer with percentile histogram on its Prometheus registry. */
    MicrometerTimerHistogram {
        @Override
        LongConsumer create() {
            Timer timer = Timer.builder("latency")
                    .publishPercentileHistogram()
                    .register(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
            return nanos -> timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    },
    /** Prometheus client, eleven classic buckets. */
    ClientJavaClassic {
        @Override
        LongConsumer create() {
            Histogram histogram =
                    Histogram.builder().name("latency").classicOnly().build();
            return nanos -> histogram.observe(nanos / 1e9);
        }
    },
    /** Prometheus client, native buckets. */
    ClientJavaNative {
        @Override
        LongConsumer create() {
            Histogram histogram =
                    Histogram.builder().name("latency").nativeOnly().build();
            return nanos -> histogram.observe(nanos / 1e9);
        }
    };

    private static final long HOUR = 3_600_000_000_000L;

    abstract LongConsumer create();
}
