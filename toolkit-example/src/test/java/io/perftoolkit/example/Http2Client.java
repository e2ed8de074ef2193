package io.perftoolkit.example;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/** HTTP/2 by prior knowledge, on one connection: what the JDK's client cannot do. */
final class Http2Client implements Client {
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final CompletableFuture<Http2Settings> settings = new CompletableFuture<>();
    private final CompletableFuture<Void> goAway = new CompletableFuture<>();
    private final Channel connection;

    Http2Client(int port) {
        connection = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(Http2FrameCodecBuilder.forClient().build())
                                .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()))
                                .addLast(new Watcher());
                    }
                })
                .connect("127.0.0.1", port)
                .syncUninterruptibly()
                .channel();
    }

    /** What the server announced. */
    Http2Settings settings() throws Exception {
        return settings.get(10, TimeUnit.SECONDS);
    }

    /** Ends when the server has said that the connection ends. */
    CompletableFuture<Void> goAway() {
        return goAway;
    }

    @Override
    public CompletableFuture<Reply> send(String method, String path, byte[] body) {
        return open(method, path, body).reply;
    }

    /** Sends a request and keeps its stream at hand; {@code fields} are further headers, as name and value by turns. */
    Request open(String method, String path, byte[] body, String... fields) {
        var request = new Request();
        new Http2StreamChannelBootstrap(connection).handler(request).open().addListener(opened -> {
            if (!opened.isSuccess()) {
                request.reply.completeExceptionally(opened.cause());
                return;
            }
            var stream = (Http2StreamChannel) opened.getNow();
            Http2Headers headers = new DefaultHttp2Headers()
                    .method(method)
                    .path(path)
                    .scheme("http")
                    .authority("127.0.0.1");
            for (int i = 0; i < fields.length; i += 2) {
                headers.add(fields[i], fields[i + 1]);
            }
            stream.write(new DefaultHttp2HeadersFrame(headers, body.length == 0))
                    .addListener(request::failedIfNot);
            if (body.length > 0) {
                stream.write(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(body), true));
            }
            stream.flush();
        });
        return request;
    }

    /**
     * Keeps {@code window} requests under way until the server says that the connection ends. Each is sent, or not, on
     * the event loop, so that the answer to the server's ping tells the truth: nothing is sent after it.
     */
    void sendUntilGoAway(LongFunction<String> paths, int window, Collection<CompletableFuture<Reply>> sent) {
        var room = new Semaphore(window);
        for (long n = 0; !goAway.isDone(); n++) {
            String path = paths.apply(n);
            room.acquireUninterruptibly();
            connection.eventLoop().execute(() -> {
                if (goAway.isDone()) {
                    room.release();
                } else {
                    CompletableFuture<Reply> reply = open("GET", path, new byte[0]).reply;
                    sent.add(reply);
                    reply.whenComplete((answer, failure) -> room.release());
                }
            });
        }
    }

    @Override
    public void close() {
        connection.close().awaitUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private final class Watcher extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object frame) {
            if (frame instanceof Http2SettingsFrame announced) {
                settings.complete(announced.settings());
            } else if (frame instanceof Http2GoAwayFrame) {
                goAway.complete(null);
            }
            ReferenceCountUtil.release(frame);
        }
    }

    /** One stream. */
    static final class Request extends ChannelInboundHandlerAdapter {
        final CompletableFuture<Reply> reply = new CompletableFuture<>();
        private final Map<String, String> headers = new HashMap<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private volatile Channel stream;

        void reset() {
            stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
        }

        private void failedIfNot(io.netty.util.concurrent.Future<? super Void> written) {
            if (!written.isSuccess()) {
                reply.completeExceptionally(written.cause());
            }
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            stream = ctx.channel();
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object frame) {
            boolean end = false;
            if (frame instanceof Http2HeadersFrame head) {
                head.headers()
                        .forEach(h ->
                                headers.put(h.getKey().toString(), h.getValue().toString()));
                end = head.isEndStream();
            } else if (frame instanceof Http2DataFrame data) {
                body.writeBytes(ByteBufUtil.getBytes(data.content()));
                end = data.isEndStream();
            }
            ReferenceCountUtil.release(frame);
            if (end) {
                reply.complete(new Reply(Integer.parseInt(headers.get(":status")), headers, body.toByteArray()));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            reply.completeExceptionally(new IllegalStateException("stream ended without an answer"));
        }
    }
}
