package io.perftoolkit.bench.prove.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Knows which answers are right: the item that was asked for, in a version that is no older than the newest write that
 * had been acknowledged when the question was sent. A write that was still in flight may be seen or not.
 *
 * <p>Lives as long as the data that the requests change, thus across several plans. Belongs to one thread.
 */
public final class Answers {
    /** The first part of each item's name; what writes add comes after it. */
    private static final byte[] NAME = "item ".getBytes(StandardCharsets.US_ASCII);

    private final int[] acknowledged;
    private long writes;
    private long parsed;

    /**
     * Expects items {@code 1} to {@code keys}, all in version 1, named {@code item <id>}.
     *
     * @param keys how many
     */
    public Answers(int keys) {
        acknowledged = new int[keys];
        Arrays.fill(acknowledged, 1);
    }

    static int id(int key) {
        return key + 1;
    }

    /** The oldest version that is a right answer to a read that is sent now; a write must go beyond it. */
    int newest(int key) {
        return acknowledged[key];
    }

    /** A name for the next write of a key, different from all before it. */
    String nextName(int key) {
        return "item " + id(key) + " w" + ++writes;
    }

    boolean isRight(int key, boolean write, int newestWhenSent, byte[] body, int length) {
        int at = number(body, length, 0, "id");
        if (at < 0 || parsed != id(key)) {
            return false;
        }
        at = number(body, length, at, "version");
        if (at < 0 || parsed > Integer.MAX_VALUE) {
            return false;
        }
        int version = (int) parsed;
        if (!isNameOf(key, body, length, at)) {
            return false;
        }
        if (write) {
            boolean right = version > newestWhenSent;
            acknowledged[key] = Math.max(acknowledged[key], version);
            return right;
        }
        return version >= newestWhenSent;
    }

    /** Finds {@code "field": 123} from {@code from} on, leaves the number in {@link #parsed}; -1 if there is none. */
    private int number(byte[] body, int length, int from, String field) {
        int at = value(body, length, from, field);
        if (at < 0 || at >= length || !isDigit(body[at])) {
            return -1;
        }
        parsed = 0;
        while (at < length && isDigit(body[at]) && parsed < Integer.MAX_VALUE) {
            parsed = parsed * 10 + (body[at++] - '0');
        }
        return at;
    }

    private static boolean isNameOf(int key, byte[] body, int length, int from) {
        int at = value(body, length, from, "name");
        if (at < 0 || at >= length || body[at++] != '"') {
            return false;
        }
        for (byte expected : NAME) {
            if (at >= length || body[at++] != expected) {
                return false;
            }
        }
        int id = 0;
        while (at < length && isDigit(body[at]) && id <= 100_000_000) {
            id = id * 10 + (body[at++] - '0');
        }
        return id == id(key) && at < length && (body[at] == '"' || body[at] == ' ');
    }

    /** Where the value of a field begins, blanks skipped. */
    private static int value(byte[] body, int length, int from, String field) {
        for (int at = from; at + field.length() + 2 < length; at++) {
            if (body[at] == '"' && isField(body, at + 1, field)) {
                int after = skipBlanks(body, length, at + field.length() + 2);
                return after < length && body[after] == ':' ? skipBlanks(body, length, after + 1) : -1;
            }
        }
        return -1;
    }

    private static boolean isField(byte[] body, int at, String field) {
        for (int i = 0; i < field.length(); i++) {
            if (body[at + i] != field.charAt(i)) {
                return false;
            }
        }
        return body[at + field.length()] == '"';
    }

    private static int skipBlanks(byte[] body, int length, int from) {
        int at = from;
        while (at < length && body[at] == ' ') {
            at++;
        }
        return at;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
