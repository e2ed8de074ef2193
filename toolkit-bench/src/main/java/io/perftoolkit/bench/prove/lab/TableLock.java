package io.perftoolkit.bench.prove.lab;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.LockSupport;

/**
 * A disturbance: nobody can read or write the table for a while. Waits for its moment on a thread of its own.
 */
public final class TableLock implements AutoCloseable {
    private final Connection connection;
    private final long atNanoTime;
    private final long holdNanos;
    private final Thread thread;
    private volatile boolean cancelled;
    private volatile long grantedNanoTime;
    private volatile long releasedNanoTime;
    private volatile String failure = "";

    /** Seconds. */
    public record Held(double from, double to) {}

    TableLock(Connection connection, long atNanoTime, long holdNanos) {
        this.connection = connection;
        this.atNanoTime = atNanoTime;
        this.holdNanos = holdNanos;
        this.thread = new Thread(this::disturb, "perftoolkit-prove-lock");
        thread.setDaemon(true);
        thread.start();
    }

    private void disturb() {
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            waitUntil(atNanoTime);
            if (!cancelled) {
                statement.execute("LOCK TABLE item IN ACCESS EXCLUSIVE MODE"); // waits for running statements first
                long granted = System.nanoTime();
                grantedNanoTime = granted;
                waitUntil(granted + holdNanos);
                connection.commit();
                releasedNanoTime = System.nanoTime();
            }
        } catch (SQLException e) {
            failure = String.valueOf(e.getMessage());
        }
    }

    private void waitUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0 && !cancelled; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /**
     * When the lock was held.
     *
     * @param origin a reading of {@link System#nanoTime} that counts as second 0
     * @return from when it was granted to when it was released
     * @throws LabException if it never was, or is still held
     */
    public Held held(long origin) {
        if (!failure.isEmpty() || releasedNanoTime == 0) {
            throw new LabException("the table was not locked as planned: " + failure);
        }
        return new Held((grantedNanoTime - origin) / 1e9, (releasedNanoTime - origin) / 1e9);
    }

    /** Gives up the lock, if it is held, and the connection. */
    @Override
    public void close() {
        cancelled = true;
        LockSupport.unpark(thread);
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            connection.close();
        } catch (SQLException e) {
            // The server ends it with the run.
        }
    }
}
