package io.perftoolkit.bench.prove.lab;

import io.perftoolkit.example.ItemTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a run, its directory, and the lanes started beside them.
 *
 * <p>Closing stops everything and deletes the directory; it may be called from any thread, also while something starts.
 * Should this process die instead, the {@link Janitor} does the same.
 */
public final class Lab implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration LANE_LIMIT = Duration.ofSeconds(30);
    private static final long NEEDED_BYTES = 600L << 20; // data, write-ahead log, unpacked binaries
    private static final String SERVICE = "io.perftoolkit.example.ReferenceService";

    private final JanitorLink janitor;
    private final Path binaries;
    private final Path directory;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private @Nullable Database database;
    private @Nullable Redis redis;
    private boolean closed;

    private Lab(JanitorLink janitor, Path binaries, Path directory) {
        this.janitor = janitor;
        this.binaries = binaries;
        this.directory = directory;
    }

    /**
     * Prepares a directory of its own below {@code out}, and who will clean it up.
     *
     * @param out created if it does not exist; unpacked server binaries stay in it for the next run
     * @return a lab without servers
     * @throws LabException if there is no space or no permission
     */
    public static Lab open(Path out) {
        try {
            Files.createDirectories(out);
            Path real = out.toRealPath();
            long usable = Files.getFileStore(real).getUsableSpace();
            if (usable < NEEDED_BYTES) {
                throw new LabException("not enough space for the data of PostgreSQL in " + real + ": needs "
                        + (NEEDED_BYTES >> 20) + " MB, has " + (usable >> 20) + " MB");
            }
            Path directory = real.resolve("run-" + UUID.randomUUID().toString().substring(0, 13));
            JanitorLink janitor = JanitorLink.start();
            janitor.owns(directory);
            Files.createDirectory(directory);
            return new Lab(janitor, real.resolve("servers"), directory);
        } catch (IOException e) {
            throw new LabException("cannot write to " + out + ": " + e, e);
        }
    }

    /** Starts PostgreSQL and Redis and returns when both answer. */
    public void startServers() {
        Redis startedRedis = keep(Redis.start(directory.resolve("redis"), START_LIMIT, janitor));
        Database startedDatabase = keep(Database.start(binaries, directory.resolve("postgres"), START_LIMIT));
        janitor.owns(startedDatabase.process());
        synchronized (this) {
            redis = startedRedis;
            database = startedDatabase;
        }
    }

    /**
     * Starts a lane with empty caches beside fresh data.
     *
     * @param name also the service's wiring
     * @param arguments of the service besides those that say where its servers are, as {@code key=value}
     * @return the lane, serving
     */
    public Lane startLane(String name, List<String> arguments) {
        List<String> all = new java.util.ArrayList<>(List.of(
                "wiring=" + name,
                "port=0",
                "jdbc-url=" + database().jdbcUrl(),
                "jdbc-user=" + Database.USER,
                "jdbc-password=",
                "redis-uri=" + redis().uri(),
                "exit-on-stdin-eof=true"));
        all.addAll(arguments);
        return keep(Lane.start(name, SERVICE, all, directory.resolve("lane"), LANE_LIMIT, janitor));
    }

    /**
     * Puts all data back to its beginning, so that a lane finds what its predecessor found: rows in version 1, nothing in
     * Redis, nothing left to write or to vacuum, all pages in memory.
     *
     * @param rows how many
     */
    public void resetData(int rows) {
        redis().flush();
        try (Connection connection = database().connect();
                Statement statement = connection.createStatement()) {
            ItemTable.create(connection);
            ItemTable.fill(connection, rows);
            statement.execute("VACUUM (ANALYZE) item");
            statement.execute("SELECT count(*), sum(version) FROM item");
            statement.execute("CHECKPOINT");
        } catch (SQLException e) {
            throw new LabException("cannot fill the table: " + e.getMessage(), e);
        }
    }

    /**
     * Plans a lock of the table.
     *
     * @param atNanoTime when to ask for it, as a reading of {@link System#nanoTime}
     * @param hold how long to hold it once it is granted
     * @return the plan, to be closed
     */
    public TableLock lockTable(long atNanoTime, Duration hold) {
        try {
            return new TableLock(database().connect(), atNanoTime, hold.toNanos());
        } catch (SQLException e) {
            throw new LabException("PostgreSQL does not answer: " + e.getMessage(), e);
        }
    }

    /**
     * Begins to watch who uses the processors.
     *
     * @param lane under load
     * @return the watch
     */
    public MachineWatch watch(Lane lane) {
        long[] others = {
            ProcessHandle.current().pid(),
            database().process().pid(),
            redis().process().pid(),
            janitor.pid()
        };
        return new MachineWatch(
                ProcFs.SYSTEM, lane.process(), others, Runtime.getRuntime().availableProcessors());
    }

    /**
     * Version of PostgreSQL.
     *
     * @return such as {@code 18.4}
     */
    public String databaseVersion() {
        return database().show("server_version");
    }

    /**
     * Version of Redis.
     *
     * @return such as {@code 6.2.6}
     */
    public String redisVersion() {
        return redis().version();
    }

    private synchronized Database database() {
        if (database == null) {
            throw new IllegalStateException("startServers() has not been called");
        }
        return database;
    }

    private synchronized Redis redis() {
        if (redis == null) {
            throw new IllegalStateException("startServers() has not been called");
        }
        return redis;
    }

    private <T extends AutoCloseable> T keep(T part) {
        synchronized (this) {
            if (!closed) {
                parts.push(part);
                return part;
            }
        }
        close(part);
        throw new LabException("stopped");
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            // The janitor ends what did not end by itself.
        }
    }

    @Override
    public void close() {
        Deque<AutoCloseable> open;
        synchronized (this) {
            closed = true;
            open = new ArrayDeque<>(parts);
            parts.clear();
        }
        open.forEach(Lab::close);
        janitor.close();
    }
}
