package io.perftoolkit.testkit;

import io.perftoolkit.testkit.FaultProxy.Direction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.FutureTask;

/** A client and a server's socket with a proxy between them, all in the hands of one test thread. */
final class ProxiedPair implements AutoCloseable {
    /** Long enough that only a broken proxy lets it pass. */
    static final int PATIENCE_MILLIS = 60_000;

    private final ServerSocket listener;
    private final FaultProxy proxy;
    private final Socket client;
    private final Socket server;

    ProxiedPair() throws IOException {
        this(1 << 20);
    }

    ProxiedPair(int heldBytes) throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(PATIENCE_MILLIS);
        proxy = FaultProxy.builder((InetSocketAddress) listener.getLocalSocketAddress())
                .heldBytes(heldBytes)
                .build();
        client = connect();
        server = accept();
    }

    Socket connect() throws IOException {
        return connect(proxy.address());
    }

    static Socket connect(InetSocketAddress address) throws IOException {
        var socket = new Socket(address.getAddress(), address.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    Socket accept() throws IOException {
        var socket = listener.accept();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    FaultProxy proxy() {
        return proxy;
    }

    Socket sender(Direction direction) {
        return direction == Direction.CLIENT_TO_SERVER ? client : server;
    }

    Socket receiver(Direction direction) {
        return direction == Direction.CLIENT_TO_SERVER ? server : client;
    }

    FaultProxy.Flow flow(Direction direction) {
        var stats = proxy.stats();
        return direction == Direction.CLIENT_TO_SERVER ? stats.toServer() : stats.toClient();
    }

    static byte[] randomBytes(int count, long seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Writes in pieces of random sizes, on a thread of its own; the result is how it ended. */
    static FutureTask<Void> writing(Socket to, byte[] bytes, long seed) {
        var task = new FutureTask<Void>(() -> {
            var random = new Random(seed);
            for (int from = 0; from < bytes.length; ) {
                int size = Math.min(bytes.length - from, 1 + random.nextInt(1 << random.nextInt(17)));
                to.getOutputStream().write(bytes, from, size);
                from += size;
            }
            return null;
        });
        var thread = new Thread(task, "writer");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    @Override
    public void close() throws IOException {
        try (listener;
                client;
                server) {
            proxy.close();
        }
    }
}
