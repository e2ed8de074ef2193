package io.perftoolkit.bytes;

import io.perftoolkit.deadline.Deadline;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The bytes of a source that are at hand: a stretch of one block that moves along the source. One thread at a time. */
abstract class Feed {
    /*
     * Invariant: bytes [from, to) of the block are there and not handed out; from stands at `base + from` of the source. What lies
     * before from may be seen by holders of chunks and is never written; what lies behind to is the filler's. So a slab is filled
     * while others look into it (RoundTripTest).
     *
     * Invariant: every view has its position, limit and order set when it is handed out. A view of the slab's is used again: without
     * that, one that was short, or whose holder moved it, would stay so (RoundTripTest.lengths_inAllOrdersOnOnePool_comeOutWhole).
     */

    /** More bytes came. */
    static final int MORE = 0;

    /** No more will come. */
    static final int END = 1;

    /** The source has none now. */
    static final int NOTHING_YET = 2;

    /** No memory is free now. */
    static final int NO_SLAB = 3;

    final SlabPool pool;
    final int chunkSize;
    final WeakReference<Feed> self = new WeakReference<>(this);

    /** What is looked into, little-endian; null before the first fill and after the end. */
    @Nullable
    ByteBuffer readable;

    int from;
    int to;
    private @Nullable Block block;
    private ByteBuffer @Nullable [] views;
    private long base;
    private int handed;

    Feed(SlabPool pool, int chunkSize) {
        this.pool = pool;
        this.chunkSize = chunkSize;
    }

    /**
     * Brings more bytes behind those that are there, in one piece with them, or tells why not. One read at most.
     *
     * @param room how many bytes there is to be room for, from {@code from} on; more than there are
     * @param deadline for the wait for memory; null not to wait
     */
    abstract int more(int room, @Nullable Deadline deadline) throws IOException, InterruptedException;

    /** Whether the source can be told to have no more. */
    abstract boolean isEnded();

    /** Whether to come back later is all that can be done when there is nothing yet. */
    abstract boolean isNonBlocking();

    /** The file behind the source, if it is one. */
    abstract @Nullable FileChannel file();

    /** Where in the file the source began. */
    abstract long fileStart();

    /** How far the file goes at least, as far as was promised; negative if nothing was. */
    abstract long fileEnd();

    /** Goes on so many bytes behind where it stands; what is at hand is forgotten. */
    abstract void skip(long bytes) throws IOException;

    final int available() {
        return to - from;
    }

    /** Where in the source the next byte stands that is handed out. */
    final long offset() {
        return base + from;
    }

    /** Hands out the next bytes. */
    final Chunk chunk(int length) {
        return new Chunk(Objects.requireNonNull(block), view(length), length, pass(length));
    }

    /** Hands out some of the next bytes, between a head and a tail that nobody wants. */
    final Chunk frame(int head, int length, int tail) {
        ByteBuffer view = Objects.requireNonNull(readable).slice(from + head, length);
        Block lender = Objects.requireNonNull(block);
        return new Chunk(lender, view, length, pass(head + length + tail) + head);
    }

    /** Gives the block back as soon as all its chunks are closed. */
    final void retire() {
        Block old = block;
        if (old == null) {
            return;
        }
        count();
        base += from;
        from = 0;
        to = 0;
        block = null;
        readable = null;
        views = null;
        int outside = handed;
        handed = 0;
        old.giveBack(Block.SHARE - outside);
    }

    /** Goes on in another block, the first bytes of which are already there. */
    final void install(Block fresh, ByteBuffer memory, ByteBuffer @Nullable [] chunkViews, int there) {
        block = fresh;
        readable = memory;
        views = chunkViews;
        to = there;
    }

    /** Goes on in the same block, whose first bytes are now those that were at {@code from}. */
    final void restart(int there) {
        count();
        base += from;
        from = 0;
        to = there;
        handed = 0;
    }

    /** Whether nobody looks into the block. */
    final boolean isUnseen() {
        return block != null && block.isUnseen(handed);
    }

    /** What a fault of the machine at the bytes at hand means. */
    final RuntimeException fault(InternalError fault) {
        return Objects.requireNonNull(block).fault(fault, offset(), available());
    }

    /** Stands elsewhere in the source. Without a block. */
    final void moveTo(long offset) {
        base = offset;
    }

    private ByteBuffer view(int length) {
        ByteBuffer[] made = views;
        int start = from;
        if (made != null && start % chunkSize == 0) {
            ByteBuffer view = made[start / chunkSize];
            view.clear();
            view.limit(length);
            view.order(ByteOrder.BIG_ENDIAN);
            return view;
        }
        return Objects.requireNonNull(readable).slice(start, length);
    }

    /** Answers where the bytes stood. */
    private long pass(int length) {
        long at = base + from;
        from += length;
        handed++;
        return at;
    }

    private void count() {
        pool.tally.chunks.add(handed);
        pool.tally.bytes.add(from);
    }
}
