package io.perftoolkit.example;

import com.zaxxer.hikari.HikariConfig;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** What the service tells about itself. Thread-safe; cheap enough for every request, but for {@link #scrape}. */
interface ServiceMetrics extends AutoCloseable {
    /** Of what {@link #scrape} returns. */
    String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** A request has arrived; {@link #ended} or {@link #cancelled} follows, once. */
    void started();

    /** A request was answered. */
    void ended(String method, String route, int status, long nanos);

    /** A request has lost its client before the answer. */
    void cancelled();

    /** A read was answered from {@code source}. */
    void read(Answer.Source source);

    /** Shows a figure of the moment. */
    void gauge(String name, String description, IntSupplier value);

    /** Shows a count that somebody else keeps. */
    void count(String name, String description, LongSupplier value);

    /** Shows how long something took, in buckets; what is returned takes nanoseconds. */
    LongConsumer times(String name, String description);

    /** Shows the pool that will be made of these settings. */
    void watch(HikariConfig settings);

    /** Requests that wait for their answer. */
    int inFlight();

    /** All requests so far, as they ended. */
    Totals totals();

    /** All figures, in Prometheus' text format. */
    String scrape();

    @Override
    void close();

    /** Refused is 503, late is 504, failed are the other 5xx, served is everything else. */
    record Totals(long served, long refused, long late, long failed, long cancelled) {}
}
