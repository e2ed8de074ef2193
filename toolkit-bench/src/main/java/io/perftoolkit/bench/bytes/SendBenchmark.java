package io.perftoolkit.bench.bytes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** To send a file that is in the page cache over a loopback connection, until a thread at its other end has read it all. */
@State(Scope.Benchmark)
public class SendBenchmark {
    private static final int MEBIBYTES = 16;
    private static final int READ_AT_ONCE = 1 << 20;

    /** Who sends. */
    @Param({"Chunker", "DirectCopy", "NettyFileRegion", "NettyChunkedNioFile"})
    public String subject;

    private final Semaphore arrived = new Semaphore(0);
    private Path file;
    private ServerSocketChannel server;
    private FileSender sender;
    private SocketChannel accepted;
    private Thread reader;

    /**
     * Writes the file, connects, and starts the reader.
     *
     * @throws Exception if that is not possible
     */
    @Setup
    public void setUp() throws Exception {
        file = PageCache.file(MEBIBYTES, PageCache.LARGE);
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        sender = FileSender.of(subject, file, server.getLocalAddress());
        accepted = server.accept();
        reader = new Thread(this::read, "reader");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Closes all, which ends the reader.
     *
     * @throws Exception if that is not possible
     */
    @TearDown
    public void tearDown() throws Exception {
        sender.close();
        reader.join();
        accepted.close();
        server.close();
        Files.delete(file);
    }

    /**
     * Sends the file once.
     *
     * @throws Exception of the sender
     */
    @Benchmark
    public void send() throws Exception {
        sender.send();
        arrived.acquire();
    }

    private void read() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(READ_AT_ONCE);
        long size = (long) MEBIBYTES << 20;
        long left = size;
        try {
            for (int count; (count = accepted.read(bytes.clear())) >= 0; ) {
                left -= count;
                if (left == 0) { // the next file is not sent before
                    arrived.release();
                    left = size;
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
