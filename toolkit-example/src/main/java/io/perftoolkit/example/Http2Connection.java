package io.perftoolkit.example;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Connection.PropertyKey;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** An HTTP/2 connection: a stream is an exchange, without a channel of its own. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write or close that fails ends the connection, which is heard of otherwise
final class Http2Connection extends Http2ConnectionHandler {
    private static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");
    private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
    private static final long LAST_CALL = 0x6c617374;

    private boolean ending;

    private Http2Connection(Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
        super(decoder, encoder, settings);
    }

    static Http2Connection handler(ServiceConfig config, Router router, ServiceMetrics metrics) {
        return new Builder(config, router, metrics).build();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        super.handlerAdded(ctx);
        // The connection's window holds several streams' windows, or one slow stream would stop all others.
        Http2LocalFlowController flow = connection().local().flowController();
        flow.incrementWindowSize(connection().connectionStream(), 3 * flow.initialWindowSize());
        ctx.flush();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event == Door.Notice.DRAIN) {
            lastCall(ctx);
        } else if (event instanceof IdleStateEvent) {
            if (connection().numActiveStreams() == 0) {
                ctx.close();
            }
        } else {
            super.userEventTriggered(ctx, event);
        }
    }

    /**
     * Says that the connection ends, but refuses nothing yet: requests that the client sent before it heard of it are
     * still taken. The answer to the ping tells that all of those have arrived (RFC 9113, 6.8).
     */
    private void lastCall(ChannelHandlerContext ctx) {
        if (!ending) {
            ending = true;
            goAway(ctx, Integer.MAX_VALUE, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, ctx.newPromise());
            encoder().writePing(ctx, false, LAST_CALL, ctx.newPromise());
            ctx.flush();
        }
    }

    private void closeAfterLastStream(ChannelHandlerContext ctx) {
        int last = connection().remote().lastStreamCreated();
        goAway(ctx, last, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, ctx.newPromise());
        try {
            close(ctx, ctx.newPromise()); // by this handler, which waits for the open streams
        } catch (Exception e) {
            ctx.close();
        }
    }

    private void write(ChannelHandlerContext ctx, int stream, Answer answer) {
        if (connection().stream(stream) == null) {
            return;
        }
        Http2Headers headers = new DefaultHttp2Headers(false)
                .status(Integer.toString(answer.status()))
                .add(CONTENT_TYPE, answer.contentType())
                .add(CONTENT_LENGTH, Integer.toString(answer.body().length));
        if (answer.extraName() != null) {
            headers.add(answer.extraName(), answer.extraValue());
        }
        ByteBuf body = Unpooled.wrappedBuffer(answer.body());
        encoder().writeHeaders(ctx, stream, headers, 0, false, ctx.newPromise());
        encoder().writeData(ctx, stream, body, 0, true, ctx.newPromise());
        flush(ctx); // by this handler, whose flow control still holds the data
    }

    private static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<Http2Connection, Builder> {
        private final ServiceConfig config;
        private final Router router;
        private final ServiceMetrics metrics;

        Builder(ServiceConfig config, Router router, ServiceMetrics metrics) {
            this.config = config;
            this.router = router;
            this.metrics = metrics;
            server(true);
            validateHeaders(true);
            // Clients may give up a whole connection's worth of streams each second; more is an attack by resets.
            decoderEnforceMaxRstFramesPerWindow(Math.max(200, config.maxStreams()), 1);
            gracefulShutdownTimeoutMillis(-1); // the drain has a limit of its own
            initialSettings(new Http2Settings()
                    .maxConcurrentStreams(config.maxStreams())
                    .initialWindowSize(config.streamWindow())
                    .maxHeaderListSize(8192));
        }

        @Override
        public Http2Connection build() {
            return super.build();
        }

        @Override
        protected Http2Connection build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            var connection = new Http2Connection(decoder, encoder, settings);
            frameListener(new Streams(connection, config.maxBody(), router, metrics));
            return connection;
        }
    }

    /** Gathers the frames of each stream into an exchange. */
    private static final class Streams extends Http2FrameAdapter {
        private final Http2Connection connection;
        private final int maxBody;
        private final Router router;
        private final ServiceMetrics metrics;
        private final PropertyKey key;

        Streams(Http2Connection connection, int maxBody, Router router, ServiceMetrics metrics) {
            this.connection = connection;
            this.maxBody = maxBody;
            this.router = router;
            this.metrics = metrics;
            this.key = connection.connection().newKey();
            connection.connection().addListener(new Http2ConnectionAdapter() {
                @Override
                public void onStreamClosed(Http2Stream stream) {
                    Http2Exchange exchange = stream.removeProperty(key);
                    if (exchange != null) {
                        exchange.cancel();
                    }
                }
            });
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx,
                int streamId,
                Http2Headers headers,
                int streamDependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean endOfStream) {
            onHeadersRead(ctx, streamId, headers, padding, endOfStream);
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean endOfStream) {
            Http2Exchange exchange = exchange(streamId);
            if (exchange == null) {
                Http2Stream stream = connection.connection().stream(streamId);
                CharSequence method = headers.method();
                CharSequence path = headers.path();
                String where = path == null ? "" : path.toString();
                exchange = new Http2Exchange(
                        ctx, streamId, method == null ? "" : method.toString(), where, headers.get(Exchange.TIME_LEFT));
                stream.setProperty(key, exchange);
            }
            if (endOfStream) {
                router.accept(exchange);
            }
        }

        @Override
        public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream)
                throws Http2Exception {
            int bytes = data.readableBytes() + padding;
            Http2Exchange exchange = exchange(streamId);
            if (exchange != null && !exchange.isOver()) {
                if (exchange.body().length + data.readableBytes() > maxBody) {
                    exchange.reply(Answer.TOO_LARGE);
                    // The answer is complete, so the rest of the request is not wanted (RFC 9113, 8.1).
                    connection.resetStream(ctx, streamId, Http2Error.NO_ERROR.code(), ctx.newPromise());
                } else {
                    exchange.append(data);
                    if (endOfStream) {
                        router.accept(exchange);
                    }
                }
            }
            return bytes;
        }

        @Override
        public void onPingAckRead(ChannelHandlerContext ctx, long data) {
            if (data == LAST_CALL && connection.ending) {
                connection.closeAfterLastStream(ctx);
            }
        }

        private @Nullable Http2Exchange exchange(int streamId) {
            Http2Stream stream = connection.connection().stream(streamId);
            return stream == null ? null : stream.getProperty(key);
        }

        private final class Http2Exchange extends Exchange {
            private final ChannelHandlerContext ctx;
            private final int streamId;

            Http2Exchange(
                    ChannelHandlerContext ctx,
                    int streamId,
                    String method,
                    String path,
                    @Nullable CharSequence timeLeft) {
                super(ctx.executor(), metrics, method, path, timeLeft);
                this.ctx = ctx;
                this.streamId = streamId;
            }

            @Override
            void write(Answer answer) {
                connection.write(ctx, streamId, answer);
            }
        }
    }
}
