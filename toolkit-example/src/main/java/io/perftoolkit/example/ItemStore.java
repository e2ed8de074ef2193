package io.perftoolkit.example;

import java.sql.SQLException;

/** The rows of the table {@code item}: what is true. Thread-safe; every call waits, for the time left at most. */
interface ItemStore extends AutoCloseable {
    /** No limit but the store's own. */
    long NO_LIMIT = Long.MAX_VALUE;

    /**
     * Reads a row.
     *
     * @param leftNanos how long the caller can wait, positive
     * @return the row, or the absent item
     * @throws SQLException if it cannot be told
     */
    Item find(long id, long leftNanos) throws SQLException;

    /**
     * Changes the name and raises the version by 1, in one transaction.
     *
     * @param leftNanos how long the caller can wait, positive
     * @return the row as it is now, or the absent item
     * @throws SQLException if it is not known to have been done
     */
    Item rename(long id, String name, long leftNanos) throws SQLException;

    @Override
    void close();

    /** Whether the statement was ended by its time limit, and so changed nothing. */
    static boolean isTooLate(SQLException e) {
        return "57014".equals(e.getSQLState());
    }
}
