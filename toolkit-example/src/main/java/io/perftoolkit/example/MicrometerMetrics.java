package io.perftoolkit.example;

import com.zaxxer.hikari.HikariConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** Micrometer with its Prometheus registry, timers as they come. */
final class MicrometerMetrics implements ServiceMetrics {
    private static final Set<String> METHODS = Set.of("GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH");

    /** Close together where objectives lie. */
    private static final Duration[] BUCKETS = IntStream.of(
                    1, 2, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90, 100, 120, 150, 200, 300, 500, 1000, 2000, 5000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Map<Outcome, Timer> timers = new ConcurrentHashMap<>();
    private final Map<Answer.Source, Counter> reads = new EnumMap<>(Answer.Source.class);
    /** Micrometer holds them by weak references only. */
    private final Collection<LongSupplier> counts = new ConcurrentLinkedQueue<>();

    private final LongAdder served = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();

    MicrometerMetrics() {
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        gc.bindTo(registry);
        gauge("http.server.requests.active", "Requests that wait for their answer", inFlight::get);
        for (Answer.Source source : Answer.Source.values()) {
            reads.put(
                    source,
                    Counter.builder("cache.gets")
                            .description("Reads of items by the level that answered")
                            .tag("cache", "items")
                            .tag("result", source.toString())
                            .register(registry));
        }
    }

    @Override
    public void started() {
        inFlight.incrementAndGet();
    }

    @Override
    public void ended(String method, String route, int status, long nanos) {
        inFlight.decrementAndGet();
        (status < 500 ? served : status == 503 ? refused : status == 504 ? late : failed).increment();
        // A method that a client made up must not become a new series each time.
        String known = METHODS.contains(method) ? method : "other";
        timers.computeIfAbsent(new Outcome(known, route, status), this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Outcome outcome) {
        return Timer.builder("http.server.requests")
                .description("Requests from their arrival to their answer")
                .tag("method", outcome.method())
                .tag("uri", outcome.route())
                .tag("status", Integer.toString(outcome.status()))
                .register(registry);
    }

    @Override
    public void cancelled() {
        inFlight.decrementAndGet();
        cancelled.increment();
    }

    @Override
    public void read(Answer.Source source) {
        Counter counter = reads.get(source);
        if (counter != null) {
            counter.increment();
        }
    }

    @Override
    public void gauge(String name, String description, IntSupplier value) {
        Gauge.builder(name, value::getAsInt)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    @Override
    public void count(String name, String description, LongSupplier value) {
        counts.add(value);
        FunctionCounter.builder(name, value, LongSupplier::getAsLong)
                .description(description)
                .register(registry);
    }

    @Override
    public LongConsumer times(String name, String description) {
        Timer times = Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        return nanos -> times.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void watch(HikariConfig settings) {
        settings.setMetricRegistry(registry);
    }

    @Override
    public int inFlight() {
        return inFlight.get();
    }

    @Override
    public Totals totals() {
        return new Totals(served.sum(), refused.sum(), late.sum(), failed.sum(), cancelled.sum());
    }

    @Override
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }

    private record Outcome(String method, String route, int status) {}
}
