package io.perftoolkit.bench.prove.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection of the generator, by prior knowledge, without blocking. Obeys the peer's limit of streams and
 * its window for bodies: {@link #hasRoom()} is false until another request may begin.
 */
final class Connection {
    /** What becomes of the requests; the first argument is the number that {@link #get} or {@link #put} was given. */
    interface Events {
        /** An answer has arrived whole. {@code status} is -1 if it could not be read; the body is valid during the call. */
        void answered(int request, int status, byte[] body, int length);

        /** There will be no answer. */
        void broken(int request, boolean refused);
    }

    private static final int BUFFER = 1 << 17;
    private static final int SLOTS = 1 << 16;
    private static final int MAX_BODY = 2_048;
    private static final byte[] NOTHING = new byte[0];

    private final SocketChannel channel;
    private final SelectionKey key;
    private final byte[] authority;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
    private final @Nullable Stream[] streams = new Stream[SLOTS];
    private final byte[] body = new byte[MAX_BODY];

    private int nextStream = 1;
    private int active;
    private int maxStreams;
    private boolean settled; // the peer's settings have come
    private boolean leaving; // the peer wants no more
    private boolean closed;
    private long sendWindow = Frames.INITIAL_WINDOW;
    private long consumed;

    /** A request whose answer has not ended. */
    private static final class Stream {
        final int request;
        final Events events;
        int status = -1;
        byte[] parts = NOTHING;

        Stream(int request, Events events) {
            this.request = request;
            this.events = events;
        }
    }

    private Connection(SocketChannel channel, SelectionKey key, byte[] authority) {
        this.channel = channel;
        this.key = key;
        this.authority = authority;
        Frames.preface(out);
    }

    /** Begins to connect; the preface is sent as soon as that is done. */
    static Connection open(InetSocketAddress peer, Selector selector) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            boolean connected = channel.connect(peer);
            SelectionKey key = channel.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT);
            Connection connection =
                    new Connection(channel, key, Frames.ascii(peer.getHostString() + ':' + peer.getPort()));
            key.attach(connection);
            return connection;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether another request can be sent now. */
    boolean hasRoom() {
        return settled
                && !leaving
                && !closed
                && active < maxStreams
                && sendWindow >= Frames.MAX_REQUEST
                && out.remaining() >= Frames.MAX_REQUEST
                && streams[slot(nextStream)] == null;
    }

    boolean isClosed() {
        return closed;
    }

    boolean isReady() {
        return settled && !closed;
    }

    void get(int request, int id, Events events) {
        Frames.get(out, begin(request, events), id, authority);
    }

    void put(int request, int id, byte[] name, Events events) {
        Frames.put(out, begin(request, events), id, authority, name);
        sendWindow -= name.length;
    }

    private int begin(int request, Events events) {
        int stream = nextStream;
        nextStream += 2;
        streams[slot(stream)] = new Stream(request, events);
        active++;
        return stream;
    }

    private static int slot(int stream) {
        return stream >>> 1 & SLOTS - 1;
    }

    /** Sends what has been written, as far as the socket takes it. */
    void flush() {
        if (closed || out.position() == 0 || !channel.isConnected()) {
            return;
        }
        try {
            out.flip();
            channel.write(out);
            out.compact();
        } catch (IOException e) {
            close();
        }
    }

    /** Reads and handles all that has arrived. */
    void ready() {
        try {
            if (key.isConnectable() && channel.finishConnect()) {
                key.interestOps(SelectionKey.OP_READ);
                flush();
            }
            while (!closed && channel.isConnected()) {
                int read = channel.read(in);
                if (read < 0) {
                    close();
                } else if (read > 0) {
                    in.flip();
                    frames();
                    in.compact();
                }
                if (read <= 0 || in.position() + 1024 < BUFFER) {
                    break;
                }
            }
        } catch (IOException | BufferUnderflowException | IllegalArgumentException e) {
            close(); // lost, or what came was no HTTP/2
        }
    }

    private void frames() throws IOException {
        while (!closed && in.remaining() >= Frames.HEADER) {
            int start = in.position();
            int head = in.getInt(start);
            int length = head >>> 8;
            if (length > BUFFER - Frames.HEADER) {
                throw new IOException("frame of " + length + " bytes");
            }
            if (in.remaining() < Frames.HEADER + length) {
                return;
            }
            int end = start + Frames.HEADER + length;
            int limit = in.limit();
            in.limit(end).position(start + Frames.HEADER);
            frame(head & 0xff, in.get(start + 4) & 0xff, in.getInt(start + 5) & 0x7fffffff, length);
            in.limit(limit).position(end);
        }
    }

    private void frame(int type, int flags, int stream, int length) {
        switch (type) {
            case Frames.DATA -> data(flags, stream, length);
            case Frames.HEADERS -> headers(flags, stream);
            case Frames.RST_STREAM -> {
                int code = in.getInt();
                reset(stream, code == Frames.REFUSED_STREAM || code == Frames.ENHANCE_YOUR_CALM);
            }
            case Frames.SETTINGS -> settings(flags);
            case Frames.PING -> {
                if ((flags & Frames.ACK) == 0 && out.remaining() >= Frames.MAX_REQUEST) {
                    Frames.pingAck(out, in.getLong());
                }
            }
            case Frames.GOAWAY -> goAway(in.getInt() & 0x7fffffff);
            case Frames.WINDOW_UPDATE -> {
                if (stream == 0) {
                    sendWindow += in.getInt();
                }
            }
            default -> {
                // PRIORITY, CONTINUATION (its fields do not matter) and unknown types.
            }
        }
    }

    private void settings(int flags) {
        if ((flags & Frames.ACK) != 0) {
            return;
        }
        if (!settled) {
            maxStreams = Integer.MAX_VALUE;
        }
        while (in.remaining() >= 6) {
            int id = in.getShort();
            int value = in.getInt();
            if (id == 3) { // MAX_CONCURRENT_STREAMS
                maxStreams = value < 0 ? Integer.MAX_VALUE : value;
            }
        }
        settled = true;
        Frames.settingsAck(out);
    }

    private void headers(int flags, int number) {
        skipPadding(flags);
        if ((flags & Frames.PRIORITY) != 0) {
            in.position(in.position() + 5);
        }
        Stream stream = streams[slot(number)];
        if (stream == null) {
            return;
        }
        if (stream.status < 200) { // else trailers
            stream.status = StatusCode.of(in);
        }
        if ((flags & Frames.END_STREAM) != 0) {
            end(number, stream, 0);
        }
    }

    private void data(int flags, int number, int length) {
        consumed += length;
        if (consumed > Frames.OUR_CONNECTION_WINDOW / 2 && out.remaining() >= Frames.MAX_REQUEST) {
            Frames.windowUpdate(out, (int) consumed);
            consumed = 0;
        }
        skipPadding(flags);
        Stream stream = streams[slot(number)];
        if (stream == null) {
            return;
        }
        int before = stream.parts.length;
        int size = Math.min(in.remaining(), MAX_BODY - before);
        System.arraycopy(stream.parts, 0, body, 0, before);
        in.get(body, before, size);
        if ((flags & Frames.END_STREAM) != 0) {
            end(number, stream, before + size);
        } else if (size > 0) {
            stream.parts = java.util.Arrays.copyOf(body, before + size);
        }
    }

    private void skipPadding(int flags) {
        if ((flags & Frames.PADDED) != 0) {
            int padding = in.get() & 0xff;
            in.limit(in.limit() - padding);
        }
    }

    private void end(int number, Stream stream, int length) {
        forget(number);
        int size = length;
        if (size == 0 && stream.parts.length > 0) { // the end came with trailers
            size = stream.parts.length;
            System.arraycopy(stream.parts, 0, body, 0, size);
        }
        stream.events.answered(stream.request, stream.status, body, size);
    }

    private void reset(int number, boolean refused) {
        Stream stream = streams[slot(number)];
        if (stream != null) {
            forget(number);
            stream.events.broken(stream.request, refused);
        }
    }

    private void forget(int number) {
        streams[slot(number)] = null;
        active--;
    }

    private void goAway(int last) {
        leaving = true;
        for (int number = nextStream - 2; number > last && number > 0; number -= 2) {
            reset(number, true);
        }
    }

    /** Whether the peer asked to leave and all that it still owed has come. */
    boolean isDone() {
        return leaving && active == 0;
    }

    /** Closes; all requests without an answer are told to be broken. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing more can be done about it, and nothing more is expected of it.
        }
        for (int i = 0; i < SLOTS && active > 0; i++) {
            Stream stream = streams[i];
            if (stream != null) {
                streams[i] = null;
                active--;
                stream.events.broken(stream.request, false);
            }
        }
    }
}
