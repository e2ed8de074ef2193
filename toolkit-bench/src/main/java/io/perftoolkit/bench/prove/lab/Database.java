package io.perftoolkit.bench.prove.lab;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;

/** A PostgreSQL server of our own: TCP on the loopback only, data in the run's directory, durable as by default. */
final class Database implements AutoCloseable {
    static final String USER = "postgres";

    private final EmbeddedPostgres server;
    private final ProcessHandle process;

    private Database(EmbeddedPostgres server, ProcessHandle process) {
        this.server = server;
        this.process = process;
    }

    /** Unpacks the binaries into {@code binaries} if they are not there yet, creates the data and starts the server. */
    static Database start(Path binaries, Path data, Duration limit) {
        try {
            LibraryTraces.prevent(binaries);
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setPgBinaryResolver(Database::binaries)
                    .setOverrideWorkingDirectory(binaries.toFile())
                    .setDataDirectory(data)
                    .setCleanDataDirectory(true)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(limit)
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("unix_socket_directories", "''")
                    // The embedding switches both off to start tests faster; writes would look cheaper than they are.
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .start();
            return new Database(server, postmaster(data));
        } catch (IOException | IllegalStateException e) {
            throw new LabException("PostgreSQL did not start: " + reason(e), e);
        }
    }

    /** The archive that the build chose for this platform. */
    private static InputStream binaries(String system, String hardware) throws IOException {
        String arch = hardware.contains("aarch64") || hardware.contains("arm64") ? "arm_64" : "x86_64";
        String name = "/postgres-" + system.toLowerCase(Locale.ROOT) + '-' + arch + ".txz";
        InputStream archive = EmbeddedPostgres.class.getResourceAsStream(name);
        if (archive == null) {
            throw new IOException("no binaries for this platform on the class path: " + name);
        }
        return archive;
    }

    private static ProcessHandle postmaster(Path data) throws IOException {
        String first = Files.readAllLines(data.resolve("postmaster.pid")).get(0);
        return ProcessHandle.of(Long.parseLong(first.trim()))
                .orElseThrow(() -> new LabException("PostgreSQL ended right after its start"));
    }

    private static String reason(Throwable failure) {
        String reason = String.valueOf(failure.getMessage());
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                reason = cause.getMessage();
            }
        }
        return reason.lines().findFirst().orElse(failure.toString());
    }

    ProcessHandle process() {
        return process;
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
    }

    /** A new connection, to be closed by the caller. */
    Connection connect() throws SQLException {
        return server.getPostgresDatabase().getConnection();
    }

    String show(String setting) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SHOW " + setting)) {
            return result.next() ? result.getString(1) : "";
        } catch (SQLException e) {
            throw new LabException("PostgreSQL does not answer: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
