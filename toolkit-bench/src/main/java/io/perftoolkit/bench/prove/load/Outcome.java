package io.perftoolkit.bench.prove.load;

/** How a request ended; exactly one for each. */
enum Outcome {
    /** 2xx with the right body. */
    ANSWERED(1, ""),
    /** No answer within the client's patience. */
    TIMEOUT(2, "timeout"),
    /** 503, or a stream that the server refused before it began. */
    REFUSED(3, "refused"),
    /** Another 5xx. */
    STATUS_5XX(4, "status-5xx"),
    /** The connection or the stream broke. */
    TRANSPORT(5, "transport"),
    /** An answer that is not the item asked for, or older than a write that was acknowledged before the question. */
    WRONG_ANSWER(6, "wrong-answer"),
    /** Too many were in flight to begin another. */
    OVERFLOW(7, "overflow");

    private static final Outcome[] ALL = values();

    /** Stored in a byte per request, counted from 1: 0 means that it has not ended. */
    final byte code;

    final String label;

    Outcome(int code, String label) {
        this.code = (byte) code;
        this.label = label;
    }

    static Outcome ofCode(byte code) {
        return ALL[code - 1];
    }

    static Outcome ofStatus(int status) {
        if (status == 503) {
            return REFUSED;
        }
        return status >= 500 && status < 600 ? STATUS_5XX : WRONG_ANSWER;
    }
}
