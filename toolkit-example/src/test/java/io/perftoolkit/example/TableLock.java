package io.perftoolkit.example;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A lock of the table, from its construction to its close. */
final class TableLock implements AutoCloseable {
    private final Connection connection;

    TableLock(String mode) throws SQLException {
        connection = Servers.database();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE item IN " + mode + " MODE");
        }
    }

    boolean isHeld() throws SQLException {
        try (Statement statement = connection.createStatement();
                var locks = statement.executeQuery("SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid()"
                        + " AND relation = 'item'::regclass AND granted")) {
            return locks.next() && locks.getInt(1) > 0;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.close();
    }
}
