package io.perftoolkit.testkit;

import io.perftoolkit.testkit.FaultProxy.Direction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of a {@link FaultProxy} and the faults in force, all in the hands of one thread: it runs {@link #run} and,
 * between two looks at the sockets, what the mailbox brings.
 */
final class ProxyLoop implements Runnable {
    private static final int BACKLOG = 1024;
    private static final int SCRATCH_BYTES = 64 * 1024;

    private final InetSocketAddress target;
    private final int heldBytesBound;
    private final long seed;
    private final Selector selector;
    private final InetSocketAddress address;
    private final ProxyMailbox mailbox;
    private final ByteBuffer scratch = ByteBuffer.allocate(SCRATCH_BYTES);
    private final Map<Direction, Fault> faults = new EnumMap<>(Direction.class);
    private final Map<Direction, Long> cutAfter = new EnumMap<>(Direction.class);
    private final Map<Direction, FlowCount> counts = new EnumMap<>(Direction.class);
    private final List<ProxyLink> links = new ArrayList<>();
    private @Nullable ServerSocketChannel listener;
    private @Nullable SocketChannel placeholder;
    private long accepted;
    private boolean stopped;
    private volatile FaultProxy.Stats stats;

    /** Listens on a free port of the loopback interface. */
    ProxyLoop(InetSocketAddress target, int heldBytesBound, long seed) throws IOException {
        this.target = target;
        this.heldBytesBound = heldBytesBound;
        this.seed = seed;
        this.selector = Selector.open();
        this.mailbox = new ProxyMailbox(selector);
        this.stats = snapshot();
        try {
            this.listener = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            this.address = (InetSocketAddress) listener.getLocalAddress();
        } catch (IOException e) {
            selector.close();
            throw e;
        }
    }

    private ServerSocketChannel listen(InetSocketAddress where) throws IOException {
        var channel = ServerSocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.bind(where, BACKLOG);
            channel.register(selector, SelectionKey.OP_ACCEPT);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    InetSocketAddress address() {
        return address;
    }

    ProxyMailbox mailbox() {
        return mailbox;
    }

    int heldBytesBound() {
        return heldBytesBound;
    }

    Fault fault(Direction direction) {
        return faults.getOrDefault(direction, Fault.NONE);
    }

    long cutAfter(Direction direction) {
        return cutAfter.getOrDefault(direction, Long.MAX_VALUE);
    }

    FlowCount count(Direction direction) {
        return counts.computeIfAbsent(direction, unseen -> new FlowCount());
    }

    @Override
    public void run() {
        Throwable failure = null;
        try {
            while (!stopped) {
                mailbox.grantAll();
                select(stepAll());
                serveReady();
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
        try {
            closeAll();
        } catch (IOException e) {
            failure = failure == null ? e : failure;
        }
        publish();
        mailbox.close(failure);
    }

    private long stepAll() {
        long now = System.nanoTime();
        long waitNanos = Long.MAX_VALUE;
        for (var link : links) {
            waitNanos = Math.min(waitNanos, link.step(now));
        }
        links.removeIf(ProxyLink::isClosed);
        return stopped ? 0 : waitNanos;
    }

    private void select(long waitNanos) throws IOException {
        if (waitNanos == Long.MAX_VALUE) {
            selector.select();
        } else if (waitNanos == 0) {
            selector.selectNow();
        } else {
            selector.select(1 + (waitNanos - 1) / 1_000_000);
        }
    }

    private void serveReady() throws IOException {
        for (var key : selector.selectedKeys()) {
            if (key.attachment() instanceof ProxyLink link) {
                link.ready(key, scratch);
            } else if (key.isValid()) {
                acceptAll();
            }
        }
        selector.selectedKeys().clear();
    }

    private void acceptAll() throws IOException {
        if (listener == null) {
            return;
        }
        for (var client = listener.accept(); client != null; client = listener.accept()) {
            accepted++;
            link(client);
        }
    }

    private void link(SocketChannel client) throws IOException {
        var server = SocketChannel.open();
        try {
            var link = new ProxyLink(client, server, selector, this, seed + accepted);
            links.add(link);
            link.connect(target);
        } catch (IOException e) {
            // This client has gone again already; the others need not hear of it.
            ProxyLink.closeQuietly(client);
            ProxyLink.closeQuietly(server);
        }
    }

    void cut() throws IOException {
        acceptAll();
        links.forEach(ProxyLink::reset);
        letGo();
    }

    /** A port without a listener refuses by itself; something has to be bound to it, lest another socket takes it. */
    void refuse() throws IOException {
        if (listener == null) {
            return;
        }
        acceptAll();
        listener.close();
        listener = null;
        letGo();
        placeholder = SocketChannel.open();
        placeholder.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        placeholder.bind(address);
    }

    void restore() throws IOException {
        faults.clear();
        cutAfter.clear();
        links.forEach(ProxyLink::restore);
        if (listener == null) {
            listener = listenAgain();
        }
    }

    private ServerSocketChannel listenAgain() throws IOException {
        try {
            // Linux lets both share the port, so it is never free in between.
            return listen(address);
        } catch (IOException e) {
            closePlaceholder();
            return listen(address);
        } finally {
            closePlaceholder();
        }
    }

    private void closePlaceholder() throws IOException {
        if (placeholder != null) {
            placeholder.close();
            placeholder = null;
        }
    }

    void change(Direction direction, UnaryOperator<Fault> step) {
        var next = step.apply(fault(direction));
        faults.put(direction, next);
        links.forEach(link -> link.pipe(direction).change(next));
    }

    void cutAfter(Direction direction, long bytes) {
        cutAfter.put(direction, bytes);
        links.forEach(link -> link.pipe(direction).cutAfter(bytes));
    }

    /** What {@link #publish} found last, or the end of the proxy. */
    FaultProxy.Stats stats() {
        return stats;
    }

    void publish() {
        stats = snapshot();
    }

    private FaultProxy.Stats snapshot() {
        long open = links.stream().filter(link -> !link.isClosed()).count();
        return new FaultProxy.Stats(
                accepted,
                (int) open,
                count(Direction.CLIENT_TO_SERVER).flow(),
                count(Direction.SERVER_TO_CLIENT).flow());
    }

    void stop() {
        stopped = true;
    }

    private void closeAll() throws IOException {
        links.forEach(ProxyLink::reset);
        closePlaceholder();
        if (listener != null) {
            listener.close();
        }
        selector.close();
    }

    /** The kernel closes a registered channel, and sends its reset, only when the selector has let go of its key. */
    private void letGo() throws IOException {
        selector.selectNow();
        // What was ready now may not be wanted any more when it is served; if it is, it is found again.
        selector.selectedKeys().clear();
    }
}
