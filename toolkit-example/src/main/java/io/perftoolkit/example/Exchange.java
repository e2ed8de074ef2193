package io.perftoolkit.example;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.perftoolkit.deadline.DeadlineText;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executor;
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

    /** How long the client will wait, in milliseconds; Envoy and most meshes set it. */
    static final AsciiString TIME_LEFT = AsciiString.cached("x-envoy-expected-rq-timeout-ms");

    private final EventExecutor loop;
    private final ServiceMetrics metrics;
    private final long askedNanos;
    private final long startNanos = System.nanoTime();
    private final String method;
    private final String path;
    private String route = "other";
    private byte[] body = NOTHING;
    private @Nullable Future<?> timer;
    private @Nullable Runnable whenGone;
    private volatile boolean over;
    private volatile boolean gone;

    /** {@code timeLeft} is the value of that header; without one, or if it cannot be read, the limits of the service count alone. */
    Exchange(EventExecutor loop, ServiceMetrics metrics, String method, String path, @Nullable CharSequence timeLeft) {
        Duration asked = timeLeft == null ? null : DeadlineText.MILLIS.parse(timeLeft);
        this.askedNanos = asked == null ? Long.MAX_VALUE : asked.toNanos();
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

    /** What is left of a limit that began with the request, or of the client's own if that is shorter; may be negative. */
    long leftNanos(Duration limit) {
        return Math.min(limit.toNanos(), askedNanos) - ageNanos();
    }

    long ageNanos() {
        return System.nanoTime() - startNanos;
    }

    /** Where what belongs to the connection is done. */
    Executor loop() {
        return loop;
    }

    boolean isOver() {
        return over;
    }

    /** Whether the client has gone without an answer. */
    boolean isGone() {
        return gone;
    }

    /** Has {@code action} run if the client goes; on the event loop. */
    void whenGone(Runnable action) {
        whenGone = action;
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
            gone = true;
            metrics.cancelled();
            if (whenGone != null) {
                whenGone.run();
            }
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
