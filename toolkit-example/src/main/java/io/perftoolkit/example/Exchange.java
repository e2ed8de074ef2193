package io.perftoolkit.example;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request and its one answer, whatever the protocol.
 *
 * <p>{@link #reply} and {@link #isOver} may be called from any thread; all else, and all changes, belong to the event
 * loop of the connection. The first of answer, time-out and cancellation wins, the others change nothing.
 */
abstract class Exchange {
    private static final byte[] NOTHING = {};

    private final EventExecutor loop;
    private final ServiceMetrics metrics;
    private final long startNanos = System.nanoTime();
    private final String method;
    private final String path;
    private String route = "other";
    private byte[] body = NOTHING;
    private @Nullable Future<?> timer;
    private volatile boolean over;

    Exchange(EventExecutor loop, ServiceMetrics metrics, String method, String path) {
        this.loop = loop;
        this.metrics = metrics;
        this.method = method;
        this.path = path;
        metrics.started();
    }

    /** Sends the answer; on the event loop, once at most. */
    abstract void write(Answer answer);

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    byte[] body() {
        return body;
    }

    /** Appends a part of the body; the door has checked the size. */
    void append(ByteBuf part) {
        byte[] longer = Arrays.copyOf(body, body.length + part.readableBytes());
        part.readBytes(longer, body.length, longer.length - body.length);
        body = longer;
    }

    /** Names the route for the metrics: a template, never the path itself. */
    void route(String template) {
        route = template;
    }

    String routeName() {
        return route;
    }

    /** What is left of a limit that began with the request; may be negative. */
    long leftNanos(Duration limit) {
        return limit.toNanos() - (System.nanoTime() - startNanos);
    }

    boolean isOver() {
        return over;
    }

    /** Answers {@code late} unless an answer comes within {@code limit} of the start; on the event loop. */
    void limit(Duration limit, Answer late) {
        timer = loop.schedule(() -> finish(late), leftNanos(limit), TimeUnit.NANOSECONDS);
    }

    void reply(Answer answer) {
        if (loop.inEventLoop()) {
            finish(answer);
        } else if (!over) {
            loop.execute(() -> finish(answer));
        }
    }

    /** The client is gone. */
    void cancel() {
        if (end()) {
            metrics.cancelled();
        }
    }

    private void finish(Answer answer) {
        if (end()) {
            metrics.ended(method, route, answer.status(), System.nanoTime() - startNanos);
            write(answer);
        }
    }

    private boolean end() {
        if (over) {
            return false;
        }
        over = true;
        if (timer != null) {
            timer.cancel(false);
        }
        return true;
    }
}
