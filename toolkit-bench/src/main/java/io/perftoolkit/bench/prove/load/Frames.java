package io.perftoolkit.bench.prove.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes the few HTTP/2 frames that a client of two routes sends (RFC 9113); header fields are literals or static. */
final class Frames {
    static final int HEADER = 9;
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;
    static final int PRIORITY = 0x20;

    static final int REFUSED_STREAM = 7;
    static final int ENHANCE_YOUR_CALM = 11;

    static final int INITIAL_WINDOW = 65_535;
    static final int OUR_CONNECTION_WINDOW = 1 << 30;

    /** More than any request of ours takes, both frames together. */
    static final int MAX_REQUEST = 512;

    private static final byte[] PREFACE = ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    private static final byte[] PATH = ascii("/items/");

    private Frames() {}

    static void preface(ByteBuffer out) {
        out.put(PREFACE);
        header(out, 12, SETTINGS, 0, 0);
        out.putShort((short) 1).putInt(0); // HEADER_TABLE_SIZE: answers need no state to be read
        out.putShort((short) 2).putInt(0); // ENABLE_PUSH
        windowUpdate(out, OUR_CONNECTION_WINDOW - INITIAL_WINDOW);
    }

    static void settingsAck(ByteBuffer out) {
        header(out, 0, SETTINGS, ACK, 0);
    }

    static void windowUpdate(ByteBuffer out, int increment) {
        header(out, 4, WINDOW_UPDATE, 0, 0);
        out.putInt(increment);
    }

    static void pingAck(ByteBuffer out, long payload) {
        header(out, 8, PING, ACK, 0);
        out.putLong(payload);
    }

    static void get(ByteBuffer out, int stream, int id, byte[] authority) {
        int start = open(out);
        out.put((byte) 0x82); // :method GET
        common(out, id, authority);
        close(out, start, HEADERS, END_HEADERS | END_STREAM, stream);
    }

    static void put(ByteBuffer out, int stream, int id, byte[] authority, byte[] body) {
        int start = open(out);
        literal(out, 2, ascii("PUT"));
        common(out, id, authority);
        out.put((byte) 0x0f).put((byte) 13); // content-length: index 28
        byte[] length = ascii(Integer.toString(body.length));
        out.put((byte) length.length).put(length);
        close(out, start, HEADERS, END_HEADERS, stream);
        header(out, body.length, DATA, END_STREAM, stream);
        out.put(body);
    }

    private static void common(ByteBuffer out, int id, byte[] authority) {
        out.put((byte) 0x86); // :scheme http
        out.put((byte) 4); // :path, literal
        int at = out.position();
        out.put((byte) 0).put(PATH);
        decimal(out, id);
        out.put(at, (byte) (out.position() - at - 1));
        literal(out, 1, authority);
    }

    private static void decimal(ByteBuffer out, int value) {
        int unit = 1;
        while (value / unit >= 10) {
            unit *= 10;
        }
        for (; unit > 0; unit /= 10) {
            out.put((byte) ('0' + value / unit % 10));
        }
    }

    private static void literal(ByteBuffer out, int name, byte[] value) {
        out.put((byte) name).put((byte) value.length).put(value);
    }

    private static int open(ByteBuffer out) {
        int start = out.position();
        out.position(start + HEADER);
        return start;
    }

    private static void close(ByteBuffer out, int start, int type, int flags, int stream) {
        int end = out.position();
        out.position(start);
        header(out, end - start - HEADER, type, flags, stream);
        out.position(end);
    }

    private static void header(ByteBuffer out, int length, int type, int flags, int stream) {
        out.putInt(length << 8 | type).put((byte) flags).putInt(stream);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
