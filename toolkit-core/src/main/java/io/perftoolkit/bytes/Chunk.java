package io.perftoolkit.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Some bytes of a source, where they were read; the right to look at them until it is closed.
 *
 * <p>Each chunk is closed once. A second holder takes a chunk of its own by {@link #retain}. A chunk that is closed twice or
 * used after its close throws {@link IllegalStateException}; that costs nothing and is exact for one thread, and for threads
 * that hand the chunk on safely. Two threads that close the same chunk at the same moment are a mistake that only a
 * {@linkplain SlabPoolBuilder#strict strict} pool is certain to find.
 *
 * <p>What nobody can check is a raw {@link ByteBuffer} that is kept after the close: its memory then shows other bytes, and
 * that of a file window is gone, which ends the process on JDKs before 22 and throws {@link IllegalStateException} on later
 * ones. Copy what must live longer.
 *
 * <p>Not thread-safe: one thread at a time. Any thread may close. Where compiled code sees the whole life of a chunk none
 * is allocated; otherwise it is 40 bytes.
 *
 * @since 0.1
 */
public final class Chunk implements AutoCloseable {
    /*
     * Invariant: an open chunk has one reference of its block. Chunks are never reused: one that is could not know that it is
     * closed. The block is forgotten at the close, so the check and the use are one load.
     *
     * Layout: at most 40 bytes (BytesLayoutTest); where the constructor and the close are compiled together with the caller, none
     * (ChunkerAllocationTest).
     */

    private final ByteBuffer view;
    private final int length;
    private final long offset;
    private @Nullable Block block;

    /** Where it was first closed; null where the pool is not strict. An object of its own, because what is compared and set escapes. */
    private final @Nullable AtomicReference<@Nullable Throwable> closedAt;

    Chunk(Block block, ByteBuffer view, int length, long offset) {
        this.block = block;
        this.view = view;
        this.length = length;
        this.offset = offset;
        this.closedAt = block.strict ? new AtomicReference<>() : null;
    }

    /**
     * A chunk over memory of somebody else: of another library, for example. It is closed like any other.
     *
     * @param memory from its position to its limit; not copied, not changed
     * @param onLastClose run once, when the chunk and all that were retained or sliced from it are closed, by whoever closes
     *     last
     * @return the chunk, at offset 0
     */
    public static Chunk over(ByteBuffer memory, Runnable onLastClose) {
        Objects.requireNonNull(onLastClose, "onLastClose");
        ByteBuffer view = memory.asReadOnlyBuffer().slice();
        Block lender = new Block(false) {
            @Override
            void free() {
                onLastClose.run();
            }
        };
        lender.begin();
        Chunk chunk = new Chunk(lender, view, view.capacity(), 0);
        lender.giveBack(Block.SHARE - 1);
        return chunk;
    }

    /**
     * The bytes.
     *
     * @return a read-only buffer, always the same until the close; first in big-endian order with its position at 0 and its
     *     limit at the {@link #length}. Position, limit, mark and order are the holder's own
     * @throws IllegalStateException if this chunk is closed
     */
    public ByteBuffer bytes() {
        if (block == null) {
            throw stale("used after it was closed", length, offset, closedAt);
        }
        return view;
    }

    /**
     * How many bytes there are.
     *
     * @return not negative; also known after the close
     */
    public int length() {
        return length;
    }

    /**
     * Where in the source the first byte stood.
     *
     * @return counted from where the chunker began; also known after the close
     */
    public long offset() {
        return offset;
    }

    /**
     * Whether this chunk is open.
     *
     * @return false after the close
     */
    public boolean isOpen() {
        return block != null;
    }

    /**
     * Another chunk of the same bytes, to be closed for itself: for a second holder.
     *
     * @return the other one, with a buffer of its own
     * @throws IllegalStateException if this chunk is closed
     */
    public Chunk retain() {
        return slice(0, length);
    }

    /**
     * A chunk of some of these bytes, to be closed for itself.
     *
     * @param from the first of them
     * @param count how many
     * @return the part
     * @throws IndexOutOfBoundsException if they are not all in this chunk
     * @throws IllegalStateException if this chunk is closed
     */
    public Chunk slice(int from, int count) {
        Block held = held();
        Objects.checkFromIndexSize(from, count, length);
        ByteBuffer part = whole().slice(from, count);
        held.retain();
        return new Chunk(held, part, count, offset + from);
    }

    /**
     * Copies the bytes, for keeping.
     *
     * @return a new array of {@link #length} bytes
     * @throws IllegalStateException if this chunk is closed
     * @throws FileTruncatedException if somebody has cut the file short that is mapped here
     */
    public byte[] toArray() {
        byte[] copy = new byte[length];
        copyTo(copy, 0);
        return copy;
    }

    /**
     * Copies the bytes.
     *
     * @param target where to
     * @param at where in the target the first byte goes
     * @throws IndexOutOfBoundsException if there is not enough room
     * @throws IllegalStateException if this chunk is closed
     * @throws FileTruncatedException if somebody has cut the file short that is mapped here
     */
    public void copyTo(byte[] target, int at) {
        Block held = held();
        Objects.checkFromIndexSize(at, length, target.length);
        held.requireThere(offset, length);
        try {
            whole().get(0, target, at, length);
        } catch (InternalError e) {
            throw held.fault(e, offset, length);
        }
        held.requireThere(offset, length);
    }

    /**
     * Writes the bytes that the buffer has left, and moves its position past those that were written.
     *
     * @param target where to; if it is non-blocking, fewer may be written
     * @return how many were written
     * @throws IOException of the target
     * @throws IllegalStateException if this chunk is closed
     * @throws FileTruncatedException if somebody has cut the file short that is mapped here
     */
    public int writeTo(WritableByteChannel target) throws IOException {
        Block held = held();
        held.requireThere(offset, length);
        int before = view.remaining();
        try {
            while (view.hasRemaining() && target.write(view) > 0) {
                // a blocking target takes all, sooner or later
            }
            return before - view.remaining();
        } catch (IOException e) {
            held.requireThere(offset, length); // the kernel calls it a bad address
            throw e;
        } catch (InternalError e) {
            throw held.fault(e, offset, length);
        }
    }

    /**
     * Ends the right to look. The last chunk of a block of memory gives that back.
     *
     * @throws IllegalStateException if this chunk is closed already
     */
    @Override
    public void close() {
        Block held = block;
        if (held == null) {
            throw stale("closed twice", length, offset, closedAt);
        }
        if (closedAt != null
                && !closedAt.compareAndSet(
                        null,
                        new Throwable(
                                "first closed by " + Thread.currentThread().getName()))) {
            throw stale("closed twice", length, offset, closedAt);
        }
        block = null;
        held.release();
    }

    /** Which bytes these are, and whether the chunk is open. */
    @Override
    public String toString() {
        return "Chunk[" + length + " bytes at " + offset + (block == null ? ", closed]" : "]");
    }

    private Block held() {
        Block held = block;
        if (held == null) {
            throw stale("used after it was closed", length, offset, closedAt);
        }
        return held;
    }

    /** Whatever the holder did with the limit. */
    private ByteBuffer whole() {
        ByteBuffer whole = view.duplicate();
        whole.clear();
        return whole;
    }

    /** Static, and without the chunk: a chunk that is handed on, even to be complained of, cannot be taken apart. */
    private static IllegalStateException stale(
            String what, int length, long offset, @Nullable AtomicReference<@Nullable Throwable> closedAt) {
        Throwable first = closedAt == null ? null : closedAt.get();
        return new IllegalStateException(
                "chunk of " + length + " bytes at " + offset + " is " + what
                        + (first != null
                                ? "; where it was first closed is the cause"
                                : "; a strict pool remembers where it was closed"),
                first);
    }
}
