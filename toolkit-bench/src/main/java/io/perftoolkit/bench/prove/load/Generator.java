package io.perftoolkit.bench.prove.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests of a plan over a few HTTP/2 connections and sees to it that each ends in exactly one way.
 *
 * <p>{@link #openLoop} never waits for an answer before it sends: a slow server finds the next requests at its door all
 * the same, and a request that the peer's limits hold back waits on this side with its clock running.
 * {@link #closedLoop} keeps a fixed number in flight, to warm up and to find out what a server bears.
 *
 * <p>Belongs to one thread, which it never blocks for longer than a millisecond.
 */
public final class Generator implements AutoCloseable {
    private static final long NAP_NANOS = 150_000; // the timer's own slack adds about half of it
    private static final long SPIN_NANOS = 15_000;
    private static final long RECONNECT_NANOS = 50_000_000;
    private static final long LEAD_NANOS = 10_000_000;

    private final InetSocketAddress peer;
    private final Answers answers;
    private final long timeoutNanos;
    private final Selector selector;
    private final @Nullable Connection[] connections;
    private long nextConnectNanos = System.nanoTime();
    private int turn;

    /**
     * Connects at the first load.
     *
     * @param peer that serves HTTP/2 without TLS
     * @param connections how many to spread the requests over
     * @param timeout after which a request counts as failed
     * @param answers what is right
     * @throws IOException if the system gives no selector
     */
    public Generator(InetSocketAddress peer, int connections, Duration timeout, Answers answers) throws IOException {
        if (connections <= 0) {
            throw new IllegalArgumentException("connections must be positive: " + connections);
        }
        this.peer = peer;
        this.answers = answers;
        this.timeoutNanos = timeout.toNanos();
        this.selector = Selector.open();
        this.connections = new Connection[connections];
    }

    /**
     * Sends each request at its time and returns when all have ended, by time-out at the latest.
     *
     * @param plan what to send
     * @param recording of the same plan
     * @param stop asked often; ends the load early when it says so
     * @throws IOException if the selector fails
     */
    public void openLoop(RequestPlan plan, Recording recording, BooleanSupplier stop) throws IOException {
        connect(stop);
        Flight flight = new Flight(plan, recording, answers, timeoutNanos);
        recording.begin(System.nanoTime() + LEAD_NANOS);
        while (!flight.isOver() && !stop.getAsBoolean()) {
            long now = recording.now();
            flight.admitByTime(now);
            dispatch(flight);
            receive(0);
            flight.expire(recording.now());
            nap(flight.nanosUntilNext(recording.now()));
        }
    }

    /**
     * Keeps a number of requests in flight until the plan is used up or the time is over.
     *
     * @param plan what to send; its times are ignored
     * @param recording of the same plan
     * @param concurrency requests in flight
     * @param until asked often; nothing more is sent once it says so
     * @return how many requests were sent
     * @throws IOException if the selector fails
     */
    public long closedLoop(RequestPlan plan, Recording recording, int concurrency, BooleanSupplier until)
            throws IOException {
        connect(until);
        Flight flight = new Flight(plan, recording, answers, timeoutNanos);
        recording.begin(System.nanoTime());
        long sent = plan.size();
        boolean cut = false;
        while (!flight.isOver()) {
            long now = recording.now();
            if (!cut && until.getAsBoolean()) {
                cut = true;
                sent = flight.cut(now);
            }
            flight.admitByCount(now, concurrency);
            dispatch(flight);
            receive(1);
            flight.expire(recording.now());
        }
        return sent;
    }

    private void connect(BooleanSupplier stop) throws IOException {
        long begin = System.nanoTime();
        while (!isReady() && System.nanoTime() - begin < timeoutNanos && !stop.getAsBoolean()) {
            nextConnectNanos = Math.min(nextConnectNanos, System.nanoTime());
            receive(1);
        }
    }

    private boolean isReady() {
        for (Connection connection : connections) {
            if (connection == null || !connection.isReady()) {
                return false;
            }
        }
        return true;
    }

    /** What is due at one moment goes to one connection if it has room: one write, and mostly one read, for all of it. */
    private void dispatch(Flight flight) {
        turn = turn + 1 == connections.length ? 0 : turn + 1;
        while (flight.hasWaiting()) {
            Connection connection = withRoom();
            if (connection == null) {
                break;
            }
            flight.dispatch(connection);
        }
        for (Connection connection : connections) {
            if (connection != null) {
                connection.flush();
            }
        }
    }

    /** The connection whose turn it is, or the next one that may begin another request. */
    private @Nullable Connection withRoom() {
        for (int i = 0; i < connections.length; i++) {
            Connection connection = connections[turn];
            if (connection != null && connection.hasRoom()) {
                return connection;
            }
            turn = turn + 1 == connections.length ? 0 : turn + 1;
        }
        return null;
    }

    private void receive(long waitMillis) throws IOException {
        replaceLost();
        int found = waitMillis == 0 ? selector.selectNow() : selector.select(waitMillis);
        if (found > 0) {
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isValid() && key.attachment() instanceof Connection connection) {
                    connection.ready();
                }
            }
            selector.selectedKeys().clear();
        }
    }

    private void replaceLost() throws IOException {
        long now = System.nanoTime();
        for (int i = 0; i < connections.length; i++) {
            Connection connection = connections[i];
            if (connection != null && connection.isDone()) {
                connection.close();
            }
            if ((connection == null || connection.isClosed()) && now - nextConnectNanos >= 0) {
                connections[i] = Connection.open(peer, selector);
                if (connection != null) {
                    nextConnectNanos = now + RECONNECT_NANOS;
                }
            }
        }
    }

    /** Sleeps rather than spins: on a small machine the processor is needed by what is measured. */
    private static void nap(long nanosUntilNext) {
        if (nanosUntilNext > SPIN_NANOS) {
            LockSupport.parkNanos(Math.min(NAP_NANOS, nanosUntilNext - SPIN_NANOS / 2));
        } else if (nanosUntilNext > 0) {
            Thread.onSpinWait();
        }
    }

    /** Closes the connections; requests without an answer are told to be broken. */
    @Override
    public void close() {
        for (Connection connection : connections) {
            if (connection != null) {
                connection.close();
            }
        }
        try {
            selector.close();
        } catch (IOException e) {
            // The connections are closed; a selector holds nothing else that is worth a failure.
        }
    }
}
