package io.perftoolkit.bench.prove.load;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server of items over HTTP/2 without TLS that behaves as a test wants. One thread per connection, which answers in the
 * order of the questions; it understands what the generator writes, and no more.
 */
final class H2cServer implements AutoCloseable {
    static final byte[] STATUS_200 = {(byte) 0x88};
    static final byte[] STATUS_500 = {(byte) 0x8e};
    static final byte[] STATUS_503 = {8, 3, '5', '0', '3'};

    /** What the server does with a request; may block to be slow. */
    interface Behaviour {
        void handle(Call call) throws IOException;
    }

    private final ServerSocket socket;
    private final Behaviour behaviour;
    private final int maxStreams;
    private final Map<Integer, Integer> versions = new ConcurrentHashMap<>();
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicInteger mostOpen = new AtomicInteger();

    H2cServer(int maxStreams, Behaviour behaviour) throws IOException {
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.behaviour = behaviour;
        this.maxStreams = maxStreams;
        start(this::accept);
    }

    static H2cServer of(Behaviour behaviour) throws IOException {
        return new H2cServer(1_000, behaviour);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    }

    /** The most requests that one connection has had open at once. */
    int mostOpen() {
        return mostOpen.get();
    }

    private static void start(Runnable body) {
        Thread thread = new Thread(body, "h2c-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                clients.add(client);
                start(() -> serve(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            new Session(client).run();
        } catch (IOException e) {
            // the test ends, or the behaviour was to fail
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : clients) {
            client.close();
        }
    }

    private final class Session {
        final DataInputStream in;
        final DataOutputStream out;
        int open;

        Session(Socket client) throws IOException {
            in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
            out = new DataOutputStream(new BufferedOutputStream(client.getOutputStream()));
        }

        void run() throws IOException {
            in.skipNBytes(24);
            frame(Frames.SETTINGS, 0, 0, new byte[] {0, 3, 0, 0, (byte) (maxStreams >>> 8), (byte) maxStreams});
            out.flush();
            String path = "";
            while (true) {
                int head = in.readInt();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                byte[] payload = in.readNBytes(head >>> 8);
                if ((head & 0xff) == Frames.HEADERS) {
                    path = new String(payload, StandardCharsets.ISO_8859_1);
                    mostOpen.accumulateAndGet(++open, Math::max);
                    if ((flags & Frames.END_STREAM) != 0) {
                        behaviour.handle(new Call(this, stream, idOf(path), null));
                    }
                } else if ((head & 0xff) == Frames.DATA) {
                    behaviour.handle(
                            new Call(this, stream, idOf(path), new String(payload, StandardCharsets.US_ASCII)));
                } else if ((head & 0xff) == Frames.SETTINGS && (flags & Frames.ACK) == 0) {
                    frame(Frames.SETTINGS, Frames.ACK, 0, new byte[0]);
                }
                if (in.available() == 0) {
                    out.flush();
                }
            }
        }

        static int idOf(String headers) {
            String digits = headers.substring(headers.indexOf("/items/") + 7);
            return Integer.parseInt(digits.split("[^0-9]", 2)[0]);
        }

        void frame(int type, int flags, int stream, byte[] payload) throws IOException {
            out.writeInt(payload.length << 8 | type);
            out.writeByte(flags);
            out.writeInt(stream);
            out.write(payload);
        }
    }

    /** One request, to be answered by at most one method. */
    final class Call {
        private final Session session;
        private final int stream;
        final int id;
        final long number;
        private final String newName;

        private Call(Session session, int stream, int id, String newName) {
            this.session = session;
            this.stream = stream;
            this.id = id;
            this.newName = newName;
            this.number = requests.incrementAndGet();
        }

        void answer() throws IOException {
            int version = newName == null ? versions.getOrDefault(id, 1) : versions.merge(id, 2, (a, b) -> a + 1);
            answer(id, version);
        }

        void answer(int answeredId, int version) throws IOException {
            String name = newName == null ? "item " + answeredId : newName;
            body("{\"id\":" + answeredId + ",\"version\":" + version + ",\"name\":\"" + name + "\"}");
        }

        void body(String body) throws IOException {
            session.open--;
            session.frame(Frames.HEADERS, Frames.END_HEADERS, stream, STATUS_200);
            byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
            int half = bytes.length / 2; // in two frames, as a server may
            session.frame(Frames.DATA, 0, stream, java.util.Arrays.copyOf(bytes, half));
            session.frame(
                    Frames.DATA, Frames.END_STREAM, stream, java.util.Arrays.copyOfRange(bytes, half, bytes.length));
        }

        void status(byte[] status) throws IOException {
            session.open--;
            session.frame(Frames.HEADERS, Frames.END_HEADERS | Frames.END_STREAM, stream, status);
        }

        void reset(int code) throws IOException {
            session.open--;
            session.frame(Frames.RST_STREAM, 0, stream, new byte[] {0, 0, 0, (byte) code});
        }

        void goAway() throws IOException {
            int last = stream - 2;
            session.frame(Frames.GOAWAY, 0, 0, new byte[] {
                (byte) (last >>> 24), (byte) (last >>> 16), (byte) (last >>> 8), (byte) last, 0, 0, 0, 0
            });
            session.out.flush();
        }

        void disconnect() throws IOException {
            throw new IOException("as the test wants");
        }
    }
}
