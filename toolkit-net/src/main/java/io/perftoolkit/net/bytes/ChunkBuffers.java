package io.perftoolkit.net.bytes;

import io.netty.buffer.ByteBuf;
import io.perftoolkit.bytes.Chunk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Turns chunks into Netty's buffers, and Netty's buffers into chunks, without a copy.
 *
 * {@snippet class="io.perftoolkit.net.bytes.ChunkBuffersExample" region="write"}
 *
 * <p>Thread-safe: it keeps nothing.
 *
 * @since 0.1
 */
public final class ChunkBuffers {
    private ChunkBuffers() {}

    /**
     * A buffer that shows the bytes of a chunk, and closes it when it is released for the last time. The chunk is the buffer's
     * from now on. Netty's leak detector watches the buffer.
     *
     * @param chunk open
     * @return a read-only buffer with one reference, all of it readable
     * @throws IllegalStateException if the chunk is closed
     */
    public static ByteBuf wrap(Chunk chunk) {
        return new ChunkBuf(chunk);
    }

    /**
     * The readable bytes of a buffer as chunks, which release it when the last of them is closed. The buffer is the chunks' from now
     * on, also if there are none.
     *
     * <p>All are full but the last of each piece of memory: a composite buffer has several pieces, any other one.
     *
     * @param buffer with one reference that the caller gives away
     * @param chunkSize positive
     * @return the chunks, each to be closed; empty if nothing is readable
     * @throws IllegalArgumentException if {@code chunkSize} is not positive
     */
    public static List<Chunk> chunks(ByteBuf buffer, int chunkSize) {
        Objects.requireNonNull(buffer, "buffer");
        if (chunkSize <= 0) {
            throw new IllegalArgumentException("chunkSize must be positive: " + chunkSize);
        }
        List<Chunk> chunks = new ArrayList<>(buffer.readableBytes() / chunkSize + 1);
        if (buffer.isReadable()) {
            for (ByteBuffer piece : buffer.nioBuffers(buffer.readerIndex(), buffer.readableBytes())) {
                cut(piece, buffer, chunkSize, chunks);
            }
        }
        release(buffer);
        return chunks;
    }

    private static void cut(ByteBuffer piece, ByteBuf buffer, int chunkSize, List<Chunk> into) {
        ByteBuf held = buffer.retain();
        try (Chunk whole = Chunk.over(piece, () -> release(held))) {
            for (int from = 0; from < whole.length(); from += chunkSize) {
                into.add(whole.slice(from, Math.min(chunkSize, whole.length() - from)));
            }
        }
    }

    /** Whether that was the last reference is of no interest here. */
    private static void release(ByteBuf buffer) {
        boolean ignored = buffer.release();
    }
}
