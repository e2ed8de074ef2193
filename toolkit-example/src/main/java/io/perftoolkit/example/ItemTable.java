package io.perftoolkit.example;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The table {@code item(id, name, version)} that the service expects: what a deployment would do by a migration.
 *
 * <p>Stateless. Both operations use the connection's current transaction mode and leave the connection open.
 */
public final class ItemTable {
    private ItemTable() {}

    /**
     * Creates the table unless it exists.
     *
     * @param connection to PostgreSQL
     * @throws SQLException if the database refuses
     */
    public static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS item "
                    + "(id bigint PRIMARY KEY, name text NOT NULL, version bigint NOT NULL)");
        }
    }

    /**
     * Empties the table and fills it with the rows 1 to {@code rows}, named {@code item <id>}, at version 1.
     *
     * @param connection to PostgreSQL
     * @param rows how many, not negative
     * @throws SQLException if the database refuses
     * @throws IllegalArgumentException if {@code rows} is negative
     */
    public static void fill(Connection connection, long rows) throws SQLException {
        if (rows < 0) {
            throw new IllegalArgumentException("rows must not be negative: " + rows);
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE item");
        }
        String insert =
                "INSERT INTO item (id, name, version) SELECT i, 'item ' || i, 1 FROM generate_series(1, ?) AS i";
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setLong(1, rows);
            statement.executeUpdate();
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE item");
        }
    }
}
