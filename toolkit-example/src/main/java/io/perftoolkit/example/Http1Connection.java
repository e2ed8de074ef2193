package io.perftoolkit.example;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An HTTP/1.1 connection: requests are answered in their order, so one is worked on while a few others wait. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write or close that fails ends the connection, which is heard of otherwise
final class Http1Connection extends SimpleChannelInboundHandler<HttpObject> {
    private static final int MAX_PIPELINED = 32;

    private final ServiceConfig config;
    private final Router router;
    private final ServiceMetrics metrics;
    private final Queue<Http1Exchange> pipelined = new ArrayDeque<>();
    private @Nullable Http1Exchange reading;
    private @Nullable Http1Exchange working;
    private boolean ending;
    private boolean closing;

    Http1Connection(ServiceConfig config, Router router, ServiceMetrics metrics) {
        this.config = config;
        this.router = router;
        this.metrics = metrics;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
        if (part instanceof HttpRequest request && !closing) {
            begin(ctx, request);
        }
        Http1Exchange exchange = reading;
        if (exchange == null) {
            return; // the rest of a request that was given up
        }
        if (part.decoderResult().isFailure()) {
            giveUp(exchange, Answer.BAD_REQUEST);
        } else if (part instanceof HttpContent content) {
            if (exchange.body().length + content.content().readableBytes() > config.maxBody()) {
                giveUp(exchange, Answer.TOO_LARGE);
                return;
            }
            exchange.append(content.content());
            if (part instanceof LastHttpContent) {
                reading = null;
                enqueue(ctx, exchange);
            }
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        reading = new Http1Exchange(ctx, request);
        if (HttpUtil.is100ContinueExpected(request) && !request.decoderResult().isFailure()) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
    }

    /** What follows cannot be told from a body any more, so this answer is the connection's last. */
    private void giveUp(Http1Exchange exchange, Answer answer) {
        reading = null;
        exchange.keepAlive = false;
        exchange.verdict = answer;
        enqueue(exchange.ctx, exchange);
    }

    private void enqueue(ChannelHandlerContext ctx, Http1Exchange exchange) {
        pipelined.add(exchange);
        if (pipelined.size() >= MAX_PIPELINED) {
            ctx.channel().config().setAutoRead(false);
        }
        next(ctx);
    }

    /** Starts the next request unless one is worked on or the client does not read its answers. */
    private void next(ChannelHandlerContext ctx) {
        while (working == null && ctx.channel().isWritable()) {
            Http1Exchange exchange = pipelined.poll();
            if (exchange == null) {
                ctx.channel().config().setAutoRead(true);
                return;
            }
            working = exchange;
            if (exchange.verdict != null) {
                exchange.reply(exchange.verdict);
            } else {
                router.accept(exchange);
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        next(ctx);
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (working != null) {
            working.cancel();
        }
        if (reading != null) {
            reading.cancel();
        }
        pipelined.forEach(Exchange::cancel);
        pipelined.clear();
        ctx.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Door.Notice.DRAIN) {
            ending = true;
            ctx.executor().schedule(() -> closeIfIdle(ctx), Door.LAST_CALL_MILLIS, TimeUnit.MILLISECONDS);
        } else if (event instanceof IdleStateEvent) {
            closeIfIdle(ctx);
        }
    }

    private void closeIfIdle(ChannelHandlerContext ctx) {
        if (working == null && pipelined.isEmpty() && (reading == null || !ending)) {
            ctx.close();
        }
    }

    /** Closes our half and reads on for a while: closing with unread bytes would reset, and take the answer along. */
    private void linger(ChannelHandlerContext ctx) {
        ((SocketChannel) ctx.channel()).shutdownOutput();
        ctx.channel().config().setAutoRead(true);
        ctx.executor().schedule(() -> ctx.close(), Door.LAST_CALL_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    private final class Http1Exchange extends Exchange {
        private final ChannelHandlerContext ctx;
        private boolean keepAlive;
        private @Nullable Answer verdict;

        Http1Exchange(ChannelHandlerContext ctx, HttpRequest request) {
            super(
                    ctx.executor(),
                    metrics,
                    request.method().name(),
                    request.uri(),
                    request.headers().get(TIME_LEFT));
            this.ctx = ctx;
            this.keepAlive = HttpUtil.isKeepAlive(request);
        }

        @Override
        void write(Answer answer) {
            boolean last = !keepAlive || (ending && pipelined.isEmpty() && reading == null);
            FullHttpResponse response = response(answer);
            if (last) {
                response.headers().set(HttpHeaderNames.CONNECTION, "close");
                closing = true;
                ctx.writeAndFlush(response).addListener(written -> linger(ctx));
                return; // this one stays the one worked on, so nothing else begins
            }
            ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            working = null;
            if (!pipelined.isEmpty()) {
                ctx.executor().execute(() -> next(ctx));
            }
        }

        private FullHttpResponse response(Answer answer) {
            var response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.valueOf(answer.status()),
                    Unpooled.wrappedBuffer(answer.body()));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
            if (answer.extraName() != null) {
                response.headers().set(answer.extraName(), answer.extraValue());
            }
            return response;
        }
    }
}
