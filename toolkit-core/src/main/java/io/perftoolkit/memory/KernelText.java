package io.perftoolkit.memory;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of one kernel file and the few ways such files are written: a number, lines of key and number, lines of
 * {@code name=number}. Read into one buffer again and again, parsed without garbage. Not thread-safe.
 */
final class KernelText {
    /** Enough for every file of a tick, and what RandomAccessFile reads without a buffer of its own. */
    static final int CAPACITY = 8 << 10;

    /** What v1 writes for "no limit": 2^63 - 1 rounded down to a page, whatever the page size. */
    private static final long ENDLESS = 0x7FFF_FFFF_FFFF_0000L;

    private final byte[] bytes = new byte[CAPACITY];
    private int length;

    static byte[] key(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[][] keys(String... names) {
        return Arrays.stream(names).map(KernelText::key).toArray(byte[][]::new);
    }

    void clear() {
        length = 0;
    }

    void fill(RandomAccessFile file) throws IOException {
        length = 0;
        file.seek(0);
        // A kernel file may answer in pieces: only a read that gives nothing is the end.
        while (length < CAPACITY) {
            int read = file.read(bytes, length, CAPACITY - length);
            if (read <= 0) {
                return;
            }
            length += read;
        }
    }

    /** The number the text starts with; {@code max}, -1 and v1's endless are UNLIMITED, no number is UNKNOWN. */
    long number() {
        return startsWith(MAX, 0) || startsWith(MINUS_ONE, 0) ? MemoryStats.UNLIMITED : numberAt(0);
    }

    /** The second word of the first line as a number, as in {@code max 100000}. */
    long secondNumber() {
        int at = 0;
        while (at < length && bytes[at] != ' ' && bytes[at] != '\n') {
            at++;
        }
        return numberAt(skipBlanks(at));
    }

    /** Puts into each {@code values[i]} the number on the line that starts with {@code keys[i]}, or UNKNOWN. */
    void select(byte[][] keys, long[] values) {
        Arrays.fill(values, MemoryStats.UNKNOWN);
        for (int line = 0; line < length; line = nextLine(line)) {
            for (int i = 0; i < keys.length; i++) {
                int end = line + keys[i].length;
                if (end < length && isSeparator(bytes[end]) && startsWith(keys[i], line)) {
                    values[i] = numberAt(skipBlanks(end));
                    break;
                }
            }
        }
    }

    /** Where the line that starts with {@code key} begins, or -1. */
    int line(byte[] key) {
        for (int line = 0; line < length; line = nextLine(line)) {
            if (startsWith(key, line)) {
                return line;
            }
        }
        return -1;
    }

    /** The whole number after {@code name} (written with its {@code =}) on that line, or UNKNOWN. */
    long field(int line, byte[] name) {
        int at = fieldAt(line, name);
        return at < 0 ? MemoryStats.UNKNOWN : numberAt(at);
    }

    /** The number with two decimals after {@code name} on that line, or NaN. */
    double decimalField(int line, byte[] name) {
        int at = fieldAt(line, name);
        long whole = at < 0 ? -1 : numberAt(at);
        if (whole < 0) {
            return Double.NaN;
        }
        while (at < length && isDigit(bytes[at])) {
            at++;
        }
        double digits = whole;
        double unit = 1;
        if (at < length && bytes[at] == '.') {
            for (at++; at < length && isDigit(bytes[at]); at++, unit *= 10) {
                digits = digits * 10 + (bytes[at] - '0');
            }
        }
        return digits / unit; // one rounding: the nearest double, as if written in Java
    }

    /** A fingerprint of the whole text: says whether a file still reads as it did. */
    int fingerprint() {
        int hash = length;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    private static final byte[] MAX = key("max");
    private static final byte[] MINUS_ONE = key("-1");

    private int fieldAt(int line, byte[] name) {
        if (line >= 0) {
            for (int at = line; at < length && bytes[at] != '\n'; at++) {
                if (startsWith(name, at)) {
                    return at + name.length;
                }
            }
        }
        return -1;
    }

    private long numberAt(int at) {
        if (at >= length || !isDigit(bytes[at])) {
            return MemoryStats.UNKNOWN;
        }
        long value = 0;
        for (int i = at; i < length && isDigit(bytes[i]); i++) {
            int digit = bytes[i] - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                return MemoryStats.UNLIMITED; // counters of the kernel are unsigned: beyond ours is endless
            }
            value = value * 10 + digit;
        }
        return value >= ENDLESS ? MemoryStats.UNLIMITED : value;
    }

    private int skipBlanks(int from) {
        int at = from;
        while (at < length && isSeparator(bytes[at])) {
            at++;
        }
        return at;
    }

    private int nextLine(int from) {
        int at = from;
        while (at < length && bytes[at] != '\n') {
            at++;
        }
        return at + 1;
    }

    private boolean startsWith(byte[] word, int at) {
        return at + word.length <= length && Arrays.equals(bytes, at, at + word.length, word, 0, word.length);
    }

    private static boolean isSeparator(byte b) {
        return b == ' ' || b == ':' || b == '\t';
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
