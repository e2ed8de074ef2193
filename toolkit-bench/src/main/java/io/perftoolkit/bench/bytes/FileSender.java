package io.perftoolkit.bench.bytes;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.stream.ChunkedNioFile;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.perftoolkit.bytes.Chunker;
import io.perftoolkit.bytes.SlabPool;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** Who sends a file over a connection of its own. All open and close the file for each time. */
abstract class FileSender {
    final Path file;

    FileSender(Path file) {
        this.file = file;
    }

    static FileSender of(String subject, Path file, SocketAddress target) throws Exception {
        return switch (subject) {
            case "Chunker" -> new Ours(file, target);
            case "DirectCopy" -> new DirectCopy(file, target);
            case "NettyFileRegion" -> new Netty(file, target, false);
            case "NettyChunkedNioFile" -> new Netty(file, target, true);
            default -> throw new IllegalArgumentException("unknown subject: " + subject);
        };
    }

    abstract void send() throws Exception;

    abstract void close() throws Exception;

    private static final class Ours extends FileSender {
        private final SlabPool pool = SlabPool.builder().build();
        private final SocketChannel target;

        Ours(Path file, SocketAddress target) throws IOException {
            super(file);
            this.target = SocketChannel.open(target);
        }

        @Override
        void send() throws Exception {
            Chunker.of(file).slabs(pool).transferTo(target);
        }

        @Override
        void close() throws IOException {
            target.close();
            pool.close();
        }
    }

    /** Through one buffer of 64 KiB. */
    private static final class DirectCopy extends FileSender {
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
        private final SocketChannel target;

        DirectCopy(Path file, SocketAddress target) throws IOException {
            super(file);
            this.target = SocketChannel.open(target);
        }

        @Override
        void send() throws IOException {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                while (channel.read(buffer.clear()) > 0) {
                    buffer.flip();
                    while (buffer.hasRemaining()) {
                        target.write(buffer);
                    }
                }
            }
        }

        @Override
        void close() throws IOException {
            target.close();
        }
    }

    /** One event loop, which sends; the caller waits. */
    private static final class Netty extends FileSender {
        private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        private final Channel target;
        private final boolean chunked;

        Netty(Path file, SocketAddress target, boolean chunked) throws InterruptedException {
            super(file);
            this.chunked = chunked;
            this.target = new Bootstrap()
                    .group(loop)
                    .channel(NioSocketChannel.class)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline().addLast(new ChunkedWriteHandler());
                        }
                    })
                    .connect(target)
                    .sync()
                    .channel();
        }

        @Override
        void send() throws Exception {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            Object message = chunked ? new ChunkedNioFile(channel) : new DefaultFileRegion(channel, 0, channel.size());
            target.writeAndFlush(message).sync(); // closes the file
        }

        @Override
        void close() throws InterruptedException {
            target.close().sync();
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }
}
