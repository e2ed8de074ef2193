package io.perftoolkit.testkit;

import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import io.perftoolkit.testkit.FaultProxy.Direction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One client's connection and the one to the server behind it. Belongs to the proxy's thread. */
final class ProxyLink {
    private final SocketChannel client;
    private final SocketChannel server;
    private final SelectionKey clientKey;
    private final SelectionKey serverKey;
    private final Pipe toServer;
    private final Pipe toClient;
    private final int heldBytesBound;
    private boolean open;
    private boolean closed;

    /** Registers both channels, which are its own from here on. */
    ProxyLink(SocketChannel client, SocketChannel server, Selector selector, ProxyLoop loop, long seed)
            throws IOException {
        this.client = client;
        this.server = server;
        this.heldBytesBound = loop.heldBytesBound();
        client.configureBlocking(false);
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        server.configureBlocking(false);
        server.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.clientKey = client.register(selector, 0, this);
        this.serverKey = server.register(selector, OP_CONNECT, this);
        var up = Direction.CLIENT_TO_SERVER;
        this.toServer = new Pipe(this, client, server, loop.count(up), loop.fault(up), seed);
        this.toServer.cutAfter(loop.cutAfter(up));
        var down = Direction.SERVER_TO_CLIENT;
        this.toClient = new Pipe(this, server, client, loop.count(down), loop.fault(down), ~seed);
        this.toClient.cutAfter(loop.cutAfter(down));
    }

    void connect(InetSocketAddress target) {
        try {
            open = server.connect(target);
        } catch (IOException e) {
            serverFailed();
        }
    }

    boolean isClosed() {
        return closed;
    }

    int heldBytesBound() {
        return heldBytesBound;
    }

    Pipe pipe(Direction direction) {
        return direction == Direction.CLIENT_TO_SERVER ? toServer : toClient;
    }

    Pipe opposite(Pipe pipe) {
        return pipe == toServer ? toClient : toServer;
    }

    void ready(SelectionKey key, ByteBuffer scratch) {
        if (key.isValid() && key.isConnectable()) {
            finishConnect();
        }
        var from = key.equals(clientKey) ? toServer : toClient;
        if (key.isValid() && key.isReadable()) {
            from.read(scratch);
        }
        if (key.isValid() && key.isWritable()) {
            opposite(from).sinkReady();
        }
    }

    private void finishConnect() {
        try {
            open = server.finishConnect();
        } catch (IOException e) {
            serverFailed();
        }
    }

    /** The client is connected already, by the kernel: all it can be shown is a reset, under the faults in force as any other. */
    private void serverFailed() {
        open = true;
        toServer.swallowFromNow();
        toClient.resetSource();
    }

    /** Hands on what may leave by {@code now}; returns how long until there is more to do without an event. */
    long step(long now) {
        if (!open) {
            return Long.MAX_VALUE;
        }
        toServer.pump(now);
        toClient.pump(now);
        if (!closed && toServer.isDone() && toClient.isDone()) {
            close();
        }
        if (closed) {
            return Long.MAX_VALUE;
        }
        showInterest(clientKey, toServer, toClient);
        showInterest(serverKey, toClient, toServer);
        return Math.min(toServer.waitNanos(now), toClient.waitNanos(now));
    }

    private static void showInterest(SelectionKey key, Pipe from, Pipe into) {
        if (key.isValid()) {
            int interest = (from.wantsRead() ? OP_READ : 0) | (into.wantsWrite() ? OP_WRITE : 0);
            if (key.interestOps() != interest) {
                key.interestOps(interest);
            }
        }
    }

    /** Restores both directions; where a fault has torn a hole into the stream, nobody can go on. */
    void restore() {
        boolean torn = toServer.hasHole() || toClient.hasHole();
        for (var pipe : new Pipe[] {toServer, toClient}) {
            pipe.change(Fault.NONE);
            pipe.cutAfter(Long.MAX_VALUE);
            pipe.release();
        }
        if (torn) {
            reset();
        }
    }

    /**
     * Ends the connection behind the last byte that {@code pipe} has handed on.
     *
     * <p>The sender is reset. The receiver gets the end of the stream instead, and is listened to until it closes: a
     * reset discards whatever the kernels have not delivered yet, an end of stream comes behind it.
     */
    void cutShort(Pipe pipe) {
        pipe.end();
        opposite(pipe).swallowFromNow();
        abort(pipe.source());
        try {
            pipe.sink().shutdownOutput();
        } catch (IOException e) {
            reset();
        }
    }

    /** Resets both connections. */
    void reset() {
        end();
        abort(client);
        abort(server);
    }

    private void close() {
        end();
        closeQuietly(client);
        closeQuietly(server);
    }

    private void end() {
        closed = true;
        open = false;
        toServer.end();
        toClient.end();
    }

    private static void abort(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // Closed already, or reset by its peer: nothing is left to be reset.
        }
        closeQuietly(channel);
    }

    static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is gone all the same; a reset by the peer may be reported here.
        }
    }
}
