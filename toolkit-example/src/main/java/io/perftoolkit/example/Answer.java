package io.perftoolkit.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What goes back to the client. Immutable and free of protocol; the refusals are made once, so refusing costs nothing. */
final class Answer {
    static final Answer UP = json(200, "{\"status\":\"up\"}");
    static final Answer DRAINING = json(503, "{\"status\":\"draining\"}");
    static final Answer NO_SUCH_ITEM = problem(404, "no such item");
    static final Answer NO_SUCH_ROUTE = problem(404, "no such route");
    static final Answer BAD_ID = problem(400, "id must be a whole number from 0 to 9223372036854775807");
    static final Answer BAD_NAME = problem(400, "name must be UTF-8 without NUL");
    static final Answer BAD_REQUEST = problem(400, "malformed request");
    static final Answer TOO_LARGE = problem(413, "body too large");
    static final Answer FAILED = problem(500, "internal error");
    static final Answer OVERLOADED = problem(503, "overloaded").retryAfter(1);
    static final Answer UNAVAILABLE = problem(503, "database unavailable").retryAfter(1);
    static final Answer TOO_LATE = problem(504, "deadline exceeded");

    /** Where a read was answered from; the value of {@code x-cache}. */
    enum Source {
        L1("l1"),
        L2("l2"),
        DB("db"),
        STALE("stale");

        private final String word;

        Source(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    private final int status;
    private final String contentType;
    private final byte[] body;
    private final @Nullable String extraName;
    private final String extraValue;

    private Answer(int status, String contentType, byte[] body, @Nullable String extraName, String extraValue) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.extraName = extraName;
        this.extraValue = extraValue;
    }

    static Answer read(Item item, Source source) {
        return item.isAbsent()
                ? new Answer(404, NO_SUCH_ITEM.contentType, NO_SUCH_ITEM.body, "x-cache", source.word)
                : new Answer(200, "application/json", item.json(), "x-cache", source.word);
    }

    static Answer written(Item item) {
        return item.isAbsent() ? NO_SUCH_ITEM : new Answer(200, "application/json", item.json(), null, "");
    }

    static Answer text(String contentType, String body) {
        return new Answer(200, contentType, body.getBytes(UTF_8), null, "");
    }

    static Answer notAllowed(String allowed) {
        Answer plain = problem(405, "method not allowed");
        return new Answer(plain.status, plain.contentType, plain.body, "allow", allowed);
    }

    private static Answer problem(int status, String what) {
        return json(status, "{\"error\":\"" + what + "\"}");
    }

    private static Answer json(int status, String json) {
        return new Answer(status, "application/json", json.getBytes(UTF_8), null, "");
    }

    /** Refused, to come again after {@code wait}: the header counts in whole seconds, so in the next one at the earliest. */
    static Answer overloaded(Duration wait) {
        long seconds = wait.plusNanos(999_999_999).toSeconds();
        return seconds <= 1 ? OVERLOADED : OVERLOADED.retryAfter((int) Math.min(seconds, 60));
    }

    private Answer retryAfter(int seconds) {
        return new Answer(status, contentType, body, "retry-after", Integer.toString(seconds));
    }

    int status() {
        return status;
    }

    String contentType() {
        return contentType;
    }

    /** Shared, never written to. */
    byte[] body() {
        return body;
    }

    /** Lower case; {@code null} if there is no header beside type and length. */
    @Nullable
    String extraName() {
        return extraName;
    }

    String extraValue() {
        return extraValue;
    }
}
