package io.perftoolkit.example;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.postgresql.jdbc.PgStatement;

/** PostgreSQL by its driver, with connections lent by HikariCP. */
final class HikariItemStore implements ItemStore {
    private static final String FIND = "SELECT version, name FROM item WHERE id = ?";
    private static final String RENAME =
            "UPDATE item SET name = ?, version = version + 1 WHERE id = ? RETURNING version, name";
    private static final long SPARE_MILLIS = 250;

    private final HikariDataSource pool;
    private final LongSupplier ticker;
    private final Pause down;

    private HikariItemStore(HikariDataSource pool, Duration pauseWhenDown, LongSupplier ticker) {
        this.pool = pool;
        this.ticker = ticker;
        this.down = new Pause(pauseWhenDown);
    }

    /** With the library's defaults: 10 connections, lent after up to 30 s; a statement runs as long as it takes. */
    static ItemStore withDefaults(ServiceConfig config, ServiceMetrics metrics, LongSupplier ticker) {
        return new HikariItemStore(new HikariDataSource(settings(config, metrics)), Duration.ZERO, ticker);
    }

    /**
     * A fixed number of connections for one class of work; nothing in it outlasts {@code limit} by much, whether the
     * server, the network or the pool is to blame.
     */
    static ItemStore bounded(
            String name,
            int connections,
            Duration limit,
            ServiceConfig config,
            ServiceMetrics metrics,
            LongSupplier t) {
        HikariConfig settings = settings(config, metrics);
        settings.setPoolName(name);
        settings.setMaximumPoolSize(connections);
        settings.setMinimumIdle(connections);
        settings.setConnectionTimeout(SPARE_MILLIS);
        settings.setValidationTimeout(2 * SPARE_MILLIS);
        settings.setKeepaliveTime(Duration.ofSeconds(30).toMillis());
        settings.addDataSourceProperty("loginTimeout", "2");
        settings.addDataSourceProperty("connectTimeout", "2");
        settings.addDataSourceProperty("cancelSignalTimeout", "1");
        settings.addDataSourceProperty("socketTimeout", Long.toString(limit.toSeconds() + 1));
        settings.addDataSourceProperty("tcpKeepAlive", "true");
        settings.addDataSourceProperty("prepareThreshold", "1");
        // The server's own limit holds even when our request to cancel does not reach it.
        settings.addDataSourceProperty("options", "-c statement_timeout=" + (limit.toMillis() + SPARE_MILLIS));
        return new HikariItemStore(new HikariDataSource(settings), Duration.ofMillis(SPARE_MILLIS), t);
    }

    private static HikariConfig settings(ServiceConfig config, ServiceMetrics metrics) {
        var settings = new HikariConfig();
        settings.setJdbcUrl(config.jdbcUrl());
        settings.setUsername(config.jdbcUser());
        settings.setPassword(config.jdbcPassword());
        metrics.watch(settings);
        return settings;
    }

    @Override
    public Item find(long id, long leftNanos) throws SQLException {
        try (Connection connection = connection();
                PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setLong(1, id);
            return only(id, statement, leftNanos);
        }
    }

    @Override
    public Item rename(long id, String name, long leftNanos) throws SQLException {
        // One statement in auto-commit mode is one transaction.
        try (Connection connection = connection();
                PreparedStatement statement = connection.prepareStatement(RENAME)) {
            statement.setString(1, name);
            statement.setLong(2, id);
            return only(id, statement, leftNanos);
        }
    }

    /** Whoever finds the database down pays the wait; those right behind are told at once. */
    private Connection connection() throws SQLException {
        if (!down.isOver()) {
            throw new SQLTransientConnectionException("database was unreachable a moment ago");
        }
        try {
            return pool.getConnection();
        } catch (SQLTransientConnectionException e) {
            down.begin();
            throw e;
        }
    }

    private Item only(long id, PreparedStatement statement, long leftNanos) throws SQLException {
        if (leftNanos != NO_LIMIT) {
            // JDBC counts whole seconds, which is too coarse for what is left of one.
            long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(leftNanos));
            statement.unwrap(PgStatement.class).setQueryTimeoutMs(millis);
        }
        try (ResultSet row = statement.executeQuery()) {
            long now = ticker.getAsLong();
            return row.next() ? new Item(id, row.getLong(1), row.getString(2), now) : Item.absent(id, now);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
