package io.perftoolkit.example;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Takes connections on one port, finds out which HTTP each speaks, and turns them away at the end. Thread-safe. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write or close that fails ends the connection, which is heard of otherwise
final class Door {
    /** What the door tells its connections. */
    enum Notice {
        /** To end after what they have begun. */
        DRAIN
    }

    /** How long a connection stays open at the end, for bytes that are already under way. */
    static final long LAST_CALL_MILLIS = 200;

    private final ServiceConfig config;
    private final Router router;
    private final ServiceMetrics metrics;
    private final EventLoopGroup loops;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Channel listener;
    private volatile boolean draining;

    Door(ServiceConfig config, Router router, ServiceMetrics metrics) throws IOException {
        this.config = config;
        this.router = router;
        this.metrics = metrics;
        this.loops = new MultiThreadIoEventLoopGroup(
                config.eventLoops(),
                new DefaultThreadFactory("perftoolkit-example-loop", true),
                NioIoHandler.newFactory());
        var bound = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new Connection())
                .bind(config.host(), config.port())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            close();
            throw new IOException("cannot listen on " + config.host() + ":" + config.port(), bound.cause());
        }
        this.listener = bound.channel();
        metrics.gauge("http.server.connections", "Open connections", connections::size);
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Stops accepting and asks every connection to end; returns at once. */
    void drain() {
        listener.close().awaitUninterruptibly();
        draining = true;
        connections.forEach(connection -> connection.pipeline().fireUserEventTriggered(Notice.DRAIN));
    }

    boolean isEmpty() {
        return connections.isEmpty();
    }

    /** Closes what is still open, whatever is going on there. */
    void close() {
        connections.forEach(connection -> {
            // From the front of the pipeline, past the handlers that would wait for what is going on.
            ChannelHandlerContext front = connection.pipeline().firstContext();
            if (front != null) {
                front.close();
            }
        });
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @ChannelHandler.Sharable
    private final class Connection extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            if (connections.size() >= config.maxConnections()) {
                channel.close();
                return;
            }
            connections.add(channel);
            long idleMillis = config.idleTimeout().toMillis();
            channel.pipeline()
                    .addLast(new IdleStateHandler(0, 0, idleMillis, MILLISECONDS))
                    .addLast(new FlushConsolidationHandler(256, true))
                    .addLast(new Detector());
            if (draining) {
                channel.pipeline().fireUserEventTriggered(Notice.DRAIN);
            }
        }
    }

    /** Reads the first bytes: the preface of HTTP/2 is no request of HTTP/1.1. */
    private final class Detector extends ByteToMessageDecoder {
        private final ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            int length = Math.min(in.readableBytes(), preface.readableBytes());
            boolean http2 = ByteBufUtil.equals(in, in.readerIndex(), preface, 0, length);
            if (http2 && length < preface.readableBytes()) {
                return;
            }
            if (http2) {
                ctx.pipeline().addLast(Http2Connection.handler(config, router, metrics));
            } else {
                var codec =
                        new HttpDecoderConfig().setMaxInitialLineLength(2048).setMaxHeaderSize(8192);
                ctx.pipeline().addLast(new HttpServerCodec(codec), new Http1Connection(config, router, metrics));
            }
            ctx.pipeline().remove(this);
            if (draining) {
                ctx.pipeline().fireUserEventTriggered(Notice.DRAIN);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            // What has not begun to ask loses nothing; at the end, a request may be under way all the same.
            if (event instanceof IdleStateEvent) {
                ctx.close();
            } else if (event == Notice.DRAIN) {
                ctx.executor().schedule(() -> ctx.isRemoved() ? null : ctx.close(), LAST_CALL_MILLIS, MILLISECONDS);
            }
        }

        @Override
        protected void handlerRemoved0(ChannelHandlerContext ctx) {
            preface.release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
