package io.perftoolkit.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Random;

/** A channel that gives what it is asked for in the most inconvenient pieces, within its contract. */
final class Hostile implements ReadableByteChannel {
    private final byte[] bytes;
    private final Random random;
    private final int most;
    private int at;
    private int failAt = -1;
    private boolean whole;
    private boolean closed;

    Hostile(byte[] bytes, long seed, int most) {
        this.bytes = bytes;
        this.random = new Random(seed);
        this.most = most;
    }

    /** Throws, once, when it gets there. */
    Hostile failingAt(int position) {
        failAt = position;
        return this;
    }

    /** Not hostile at all. */
    Hostile inOnePiece() {
        whole = true;
        return this;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (failAt >= 0 && at >= failAt) {
            failAt = -1;
            throw new IOException("broken in the middle");
        }
        if (at == bytes.length) {
            return -1;
        }
        int end = failAt >= 0 ? Math.min(failAt, bytes.length) : bytes.length;
        int count = Math.min(
                Math.min(into.remaining(), end - at), whole ? most : random.nextInt(most + 1)); // zero is allowed
        into.put(bytes, at, count);
        at += count;
        return count;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
    }

    static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
