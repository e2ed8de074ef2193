package io.perftoolkit.example;

import java.time.Duration;
import java.util.Map;

/**
 * Everything that can be set on the service; made by {@link #from}, which knows the defaults and checks each value.
 *
 * <p>Immutable. The components are described by the settings table of the guide; the words there are their names in
 * kebab case.
 *
 * @param wiring which of the two ways the parts are put together
 * @param host address to listen on
 * @param port to listen on; 0 takes any that is free
 * @param jdbcUrl of PostgreSQL
 * @param jdbcUser of PostgreSQL
 * @param jdbcPassword of PostgreSQL
 * @param redisUri of Redis
 * @param cacheEntries how many items the first level holds
 * @param freshFor how long the first level serves an item before it asks below
 * @param staleFor how much longer it may serve one while it is loaded anew ({@code toolkit} only)
 * @param secondLevelTtl how long Redis keeps an item
 * @param secondLevelTimeout how long a Redis command may take ({@code toolkit} only)
 * @param readDeadline of a read, from its arrival ({@code toolkit} only)
 * @param writeDeadline of a write, from its arrival ({@code toolkit} only)
 * @param readConnections to PostgreSQL for reads ({@code toolkit} only)
 * @param readQueue loads that may wait for one of them ({@code toolkit} only)
 * @param readWaiting reads that may wait for loads ({@code toolkit} only)
 * @param writeConnections to PostgreSQL for writes ({@code toolkit} only)
 * @param writeQueue writes that may wait for one of them ({@code toolkit} only)
 * @param admission how many loads and writes may be under way ({@code toolkit} only)
 * @param requestThreads that serve requests ({@code plain} only)
 * @param eventLoops threads that serve connections
 * @param maxConnections open at one time; more are closed at once
 * @param maxStreams open at one time on an HTTP/2 connection
 * @param streamWindow bytes that a client may send ahead on a stream
 * @param maxBody bytes of a request's body
 * @param idleTimeout after which a connection without a request is closed
 * @param drainTimeout how long a graceful end waits for requests when the program is told to end
 * @param exitOnStdinEof whether the program ends when its standard input does
 */
public record ServiceConfig(
        Wiring wiring,
        String host,
        int port,
        String jdbcUrl,
        String jdbcUser,
        String jdbcPassword,
        String redisUri,
        int cacheEntries,
        Duration freshFor,
        Duration staleFor,
        Duration secondLevelTtl,
        Duration secondLevelTimeout,
        Duration readDeadline,
        Duration writeDeadline,
        int readConnections,
        int readQueue,
        int readWaiting,
        int writeConnections,
        int writeQueue,
        Admission admission,
        int requestThreads,
        int eventLoops,
        int maxConnections,
        int maxStreams,
        int streamWindow,
        int maxBody,
        Duration idleTimeout,
        Duration drainTimeout,
        boolean exitOnStdinEof) {

    /** The two ways to put the same parts together. */
    public enum Wiring {
        /** The libraries with their defaults and documented idioms: a thread per request, from a fixed pool. */
        PLAIN,
        /** Everything bounded, around one deadline per request; hits never wait behind misses, reads never behind writes. */
        TOOLKIT
    }

    /**
     * How many requests that have to wait for something may be under way; what is answered from the first level is not asked.
     *
     * @param limit that stays as it is; 0 if there is none
     * @param objective in which time nearly all shall be answered, and which the limit follows; zero if it follows none
     */
    public record Admission(int limit, Duration objective) {
        /** Everybody may enter. */
        public static final Admission OFF = new Admission(0, Duration.ZERO);

        /** {@return the text that it is read from} */
        @Override
        public String toString() {
            return limit > 0
                    ? "fixed=" + limit
                    : objective.isZero() ? "off" : "adaptive=" + objective.toMillis() + "ms";
        }
    }

    /**
     * Reads the settings.
     *
     * @param settings by their names in kebab case; durations as {@code 250ms}, {@code 2s} or {@code 5m}, sizes as
     *     {@code 512}, {@code 1KiB} or {@code 4MiB}
     * @return the configuration
     * @throws IllegalArgumentException if a name is unknown, a required one is missing or a value is out of its range;
     *     the message tells all that is wrong
     */
    public static ServiceConfig from(Map<String, String> settings) {
        var in = new Settings(settings);
        var config = new ServiceConfig(
                in.choice("wiring", Wiring.TOOLKIT),
                in.text("host", "127.0.0.1"),
                in.count("port", 0, 0, 65_535),
                in.text("jdbc-url", null),
                in.text("jdbc-user", "postgres"),
                in.text("jdbc-password", ""),
                in.text("redis-uri", null),
                in.count("cache-entries", 20_000, 1, 100_000_000),
                in.duration("fresh-for", Duration.ofSeconds(2)),
                in.duration("stale-for", Duration.ofSeconds(10)),
                in.duration("l2-ttl", Duration.ofSeconds(60)),
                in.duration("l2-timeout", Duration.ofMillis(50)),
                in.duration("read-deadline", Duration.ofSeconds(3)),
                in.duration("write-deadline", Duration.ofSeconds(4)),
                in.count("read-connections", 4, 1, 1000),
                in.count("read-queue", 4096, 1, 1_000_000),
                in.count("read-waiting", 8192, 1, 1_000_000),
                in.count("write-connections", 6, 1, 1000),
                in.count("write-queue", 2048, 1, 1_000_000),
                in.admission("admission"),
                in.count("request-threads", 200, 1, 10_000),
                in.count("event-loops", Runtime.getRuntime().availableProcessors(), 1, 1024),
                in.count("max-connections", 1024, 1, 1_000_000),
                in.count("max-streams", 1000, 1, 1_000_000),
                in.size("stream-window", 1 << 20, 65_535, 1 << 30),
                in.size("max-body", 1024, 1, 1 << 20),
                in.duration("idle-timeout", Duration.ofSeconds(60)),
                in.duration("drain-timeout", Duration.ofSeconds(2)),
                in.flag("exit-on-stdin-eof", false));
        in.finish();
        return config;
    }

    /** Names how it is wired and where it listens; no password, nor an address that may hold one. */
    @Override
    public String toString() {
        return "ServiceConfig[wiring=" + wiring + ", host=" + host + ", port=" + port + ", ...]";
    }
}
