package io.perftoolkit.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A TCP proxy in front of a real server that breaks connections in the ways networks do, when the test says so.
 *
 * <p>It listens on a free port of the loopback interface; give its {@link #address} to the client instead of the
 * server's. Faults apply to connections that are open and to those that come, to both directions or to one, until
 * {@link #restore}. {@link #delay} and {@link #limit} add up; of {@link #stall} and {@link #halfOpen} the later one holds.
 * Each method returns when the fault is in force.
 *
 * {@snippet class="io.perftoolkit.testkit.FaultProxyExample" region="stall"}
 *
 * <p>Without a fault it is as transparent as a proxy can be: an end of stream in one direction leaves the other open, and
 * a reset by one side arrives as a reset at the other. One thing it cannot hide: a client is connected before the server
 * is, so a server that refuses is seen as a reset.
 *
 * <p>Bytes that are held back by a delay or a limit stay in memory up to a bound per connection and direction, see
 * {@link Builder#heldBytes}. At the bound it stops reading, and the sender feels the back-pressure of TCP.
 *
 * <p>Thread-safe. One daemon thread, {@code perftoolkit-faultproxy-<port>}, serves all connections; a round of it costs
 * O(connections).
 *
 * @since 0.1
 */
public final class FaultProxy implements AutoCloseable {
    private static final int HELD_BYTES = 1 << 20;

    private final ProxyLoop loop;
    private final Thread thread;

    /** The two ways through a proxy. */
    public enum Direction {
        /** What the client sends. */
        CLIENT_TO_SERVER,
        /** What the server sends. */
        SERVER_TO_CLIENT
    }

    /**
     * What has become of the bytes that were read in one direction, over all connections; each is in one of the three.
     *
     * @param forwarded bytes written to the receiver's socket
     * @param lost bytes that no receiver will see: swallowed, or held back when their connection ended
     * @param held bytes held back now
     */
    public record Flow(long forwarded, long lost, long held) {}

    /**
     * What has passed so far; all parts are of the same moment.
     *
     * @param accepted connections accepted, open or not
     * @param open connections open now
     * @param toServer what clients sent
     * @param toClient what the server sent
     */
    public record Stats(long accepted, int open, Flow toServer, Flow toClient) {}

    /** Sets up a {@link FaultProxy}; not thread-safe. */
    public static final class Builder {
        private final InetSocketAddress target;
        private int heldBytes = HELD_BYTES;
        private long seed;

        private Builder(InetSocketAddress target) {
            this.target = Objects.requireNonNull(target, "target");
        }

        /**
         * How many bytes may be held back, per connection and direction, before the proxy stops reading; 1 MiB by default.
         * Each piece that was read on its own counts 64 bytes more. Divided by the delay, it bounds the throughput of a
         * connection, as a TCP window does.
         *
         * @param bytes the bound, positive
         * @return this
         */
        public Builder heldBytes(int bytes) {
            this.heldBytes = bytes;
            return this;
        }

        /**
         * The seed of the jitter; 0 by default. Equal seeds give each connection, in the order of their acceptance, equal
         * jitter for equal pieces.
         *
         * @param value any number
         * @return this
         */
        public Builder seed(long value) {
            this.seed = value;
            return this;
        }

        /**
         * Opens the proxy.
         *
         * @return a proxy that listens
         * @throws IllegalArgumentException if the target is unresolved or the bound is not positive
         * @throws UncheckedIOException if no port of the loopback interface can be had
         */
        public FaultProxy build() {
            if (target.isUnresolved()) {
                throw new IllegalArgumentException("target must be resolved: " + target);
            }
            if (heldBytes <= 0) {
                throw new IllegalArgumentException("heldBytes must be positive: " + heldBytes);
            }
            try {
                return new FaultProxy(new ProxyLoop(target, heldBytes, seed));
            } catch (IOException e) {
                throw new UncheckedIOException("no proxy to " + target, e);
            }
        }
    }

    private FaultProxy(ProxyLoop loop) {
        this.loop = loop;
        this.thread =
                new Thread(loop, "perftoolkit-faultproxy-" + loop.address().getPort());
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Opens a proxy with the default bound.
     *
     * @param target the server
     * @return a proxy that listens
     * @throws IllegalArgumentException if the target is unresolved
     * @throws UncheckedIOException if no port of the loopback interface can be had
     */
    public static FaultProxy to(InetSocketAddress target) {
        return builder(target).build();
    }

    /**
     * Starts setting up a proxy.
     *
     * @param target the server; it need not listen yet
     * @return a builder
     */
    public static Builder builder(InetSocketAddress target) {
        return new Builder(target);
    }

    /**
     * Where the proxy listens, or refuses.
     *
     * @return the same loopback address for the life of the proxy
     */
    public InetSocketAddress address() {
        return loop.address();
    }

    /**
     * Resets (RST) all connections that are open, towards both sides; bytes held back are lost. New ones are welcome.
     *
     * @throws IllegalStateException if the proxy is closed
     */
    public void cut() {
        loop.mailbox().demand(loop::cut);
    }

    /**
     * Refuses new connections, as a host does on whose port nobody listens. Open ones live on.
     *
     * @throws IllegalStateException if the proxy is closed
     */
    public void refuse() {
        loop.mailbox().demand(loop::refuse);
    }

    /**
     * Stalls both directions, see {@link #stall(Direction)}.
     *
     * @throws IllegalStateException if the proxy is closed
     */
    public void stall() {
        change(fault -> fault.withPassage(Fault.Passage.HELD));
    }

    /**
     * Reads nothing and forwards nothing while all sockets stay open: a network that drops packets for a while, or a
     * process that stands still. Connections are still accepted. No byte is lost: {@link #restore} delivers.
     *
     * @param direction the way to stall
     * @throws IllegalStateException if the proxy is closed
     */
    public void stall(Direction direction) {
        change(direction, fault -> fault.withPassage(Fault.Passage.HELD));
    }

    /**
     * Makes both sides believe in a peer that is gone, see {@link #halfOpen(Direction)}.
     *
     * @throws IllegalStateException if the proxy is closed
     */
    public void halfOpen() {
        change(fault -> fault.withPassage(Fault.Passage.SWALLOWED));
    }

    /**
     * Swallows all that is sent, the end of a stream and a reset included: a peer whose host has lost its power, or whose
     * NAT entry has expired. The sender sees its writes succeed and never hears of anything.
     *
     * <p>What is swallowed is lost. A connection that has lost something is reset by {@link #restore}, towards both
     * sides, as a host does that knows nothing of it any more.
     *
     * @param direction the way to swallow; with {@link Direction#SERVER_TO_CLIENT} alone, requests are carried out and
     *     their answers vanish
     * @throws IllegalStateException if the proxy is closed
     */
    public void halfOpen(Direction direction) {
        change(direction, fault -> fault.withPassage(Fault.Passage.SWALLOWED));
    }

    /**
     * Delays both directions without jitter, see {@link #delay(Direction, Duration, Duration)}.
     *
     * @param delay how much later each byte arrives, in each direction
     * @throws IllegalStateException if the proxy is closed
     */
    public void delay(Duration delay) {
        for (var direction : Direction.values()) {
            delay(direction, delay, Duration.ZERO);
        }
    }

    /**
     * Lets each byte, and the end of the stream, arrive later. A delay line: order is kept, and many bytes can be on their
     * way at once, up to the bound. Holds for what is read from now on; zero ends it. The proxy wakes by the millisecond, so
     * a byte may be that much later than asked.
     *
     * @param direction the way to delay
     * @param delay how much later at least, not negative
     * @param jitter how much later than that at most, not negative; drawn evenly for each piece that is read, where order
     *     lets it
     * @throws IllegalStateException if the proxy is closed
     */
    public void delay(Direction direction, Duration delay, Duration jitter) {
        long delayNanos = nanos("delay", delay);
        long jitterNanos = nanos("jitter", jitter);
        change(direction, fault -> fault.withDelay(delayNanos, jitterNanos));
    }

    /**
     * Limits both directions, see {@link #limit(Direction, long)}.
     *
     * @param bytesPerSecond the limit of each direction of each connection, positive
     * @throws IllegalStateException if the proxy is closed
     */
    public void limit(long bytesPerSecond) {
        for (var direction : Direction.values()) {
            limit(direction, bytesPerSecond);
        }
    }

    /**
     * Lets no more than so many bytes through per second, for each connection. The n-th byte from now on arrives no
     * earlier than {@code n / bytesPerSecond} from now; there is no burst.
     *
     * @param direction the way to limit
     * @param bytesPerSecond the limit, positive
     * @throws IllegalStateException if the proxy is closed
     */
    public void limit(Direction direction, long bytesPerSecond) {
        if (bytesPerSecond <= 0) {
            throw new IllegalArgumentException("bytesPerSecond must be positive: " + bytesPerSecond);
        }
        change(direction, fault -> fault.withLimit(bytesPerSecond));
    }

    /**
     * Ends each connection in the middle of what is being sent, when exactly so many more bytes of it have been forwarded:
     * counted from now for open connections, from the first byte for new ones.
     *
     * <p>The sender is reset. The receiver sees these bytes, all of them, and then the end of the stream, as when the
     * sender's process has died. It gets no reset, because a reset discards what the kernel has not delivered yet, and the
     * cut would no longer be exact; what it still sends is lost.
     *
     * @param direction whose bytes to count
     * @param bytes how many still pass, positive
     * @throws IllegalStateException if the proxy is closed
     */
    public void cutAfter(Direction direction, long bytes) {
        Objects.requireNonNull(direction, "direction");
        if (bytes <= 0) {
            throw new IllegalArgumentException("bytes must be positive: " + bytes);
        }
        loop.mailbox().demand(() -> loop.cutAfter(direction, bytes));
    }

    /**
     * Ends all faults: what was held back is delivered at once, new connections are accepted, and connections that
     * {@link #halfOpen} has robbed are reset.
     *
     * @throws IllegalStateException if the proxy is closed
     * @throws UncheckedIOException if the port, refused so far, cannot be had back
     */
    public void restore() {
        loop.mailbox().demand(loop::restore);
    }

    /**
     * What has passed so far.
     *
     * @return the counts of one moment; of the last one, if the proxy is closed
     */
    public Stats stats() {
        loop.mailbox().ask(loop::publish);
        return loop.stats();
    }

    /**
     * Resets all connections and frees the port. When it returns, no thread and no socket of the proxy is left; closing
     * again does nothing.
     */
    @Override
    public void close() {
        loop.mailbox().ask(loop::stop);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                // The thread never waits for anything but sockets that are ready, so it ends soon.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void change(UnaryOperator<Fault> step) {
        for (var direction : Direction.values()) {
            change(direction, step);
        }
    }

    private void change(Direction direction, UnaryOperator<Fault> step) {
        Objects.requireNonNull(direction, "direction");
        loop.mailbox().demand(() -> loop.change(direction, step));
    }

    private static long nanos(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative: " + value);
        }
        // Half of all time is as good as never, and keeps sums of two from overflowing.
        return value.compareTo(Duration.ofNanos(Long.MAX_VALUE >> 2)) < 0 ? value.toNanos() : Long.MAX_VALUE >> 2;
    }
}
