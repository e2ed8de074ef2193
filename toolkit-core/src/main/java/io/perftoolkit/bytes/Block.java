package io.perftoolkit.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** Memory that chunks look into, and how many of them there are. */
abstract class Block {
    /*
     * Invariant: refs is SHARE for the one who fills and hands out, less one for each chunk that was handed out and is closed, plus one
     * for each open one that was retained. It gets to zero once: when the filler has given its share back, less what it has
     * handed out, and all chunks are closed. Who gets it there frees the block (BlockStress; its PlainControl, which does
     * not decrement atomically, must free it never or twice). So handing out costs no atomic instruction, closing one.
     *
     * Ordering: each getAndAdd is volatile, so whoever gets to zero, or sees that nobody looks, sees all reads of the others
     * done: a refill never overtakes a reader (RefillStress; its control reads after the close). How a chunk
     * came to another thread is the caller's affair and must be safe, as for any object.
     *
     * Layout: header, int and what leaks are found by; not padded, as one block is shared by few (BytesLayoutTest).
     */

    /** What the filler holds. More chunks than that do not fit into a block. */
    static final int SHARE = 1 << 30;

    private static final VarHandle REFS;

    static {
        try {
            REFS = MethodHandles.lookup().findVarHandle(Block.class, "refs", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // read and written by REFS
    private int refs;

    /** Whether each close is decided atomically and remembered. */
    final boolean strict;

    /** When this tenancy began; only where leaks are looked for. */
    volatile long sinceNanos;

    /** Where this tenancy began, if it is in the sample. */
    volatile @Nullable Throwable origin;

    /** Who fills; empty once it is garbage. Null where leaks are not looked for. */
    volatile @Nullable WeakReference<Feed> filler;

    /** Whether this tenancy was reported as a leak. */
    volatile boolean reported;

    Block(boolean strict) {
        this.strict = strict;
    }

    /** For whom nobody else can see the block. */
    final void begin() {
        REFS.setRelease(this, SHARE);
    }

    final void retain() {
        REFS.getAndAdd(this, 1);
    }

    final void release() {
        giveBack(1);
    }

    /** Gives so many references back; frees the block if they were the last. */
    final void giveBack(int count) {
        int left = (int) REFS.getAndAdd(this, -count) - count;
        if (left == 0) {
            free();
        } else if (left < 0) {
            throw new IllegalStateException("a chunk was closed by two threads at the same moment");
        }
    }

    /** Whether the filler is the only one left, having handed out so many chunks. */
    final boolean isUnseen(int handed) {
        return (int) REFS.getAcquire(this) == SHARE - handed;
    }

    /** Whether the filler has done with it. */
    final boolean isRetired() {
        return (int) REFS.getAcquire(this) <= SHARE / 2;
    }

    /** Answers true to the first who asks in this tenancy; two at the same moment may both be told so. */
    final boolean report() {
        boolean first = !reported;
        reported = true;
        return first;
    }

    /**
     * Throws if the bytes are those of a file that has lost them. Asked before a look, because the fault of a look comes late on
     * JDK 17: when compiled code made it, after the method that could have caught it.
     */
    void requireThere(long offset, int length) {
        // memory of our own does not go away
    }

    /** What a fault of the machine means here. */
    RuntimeException fault(InternalError fault, long offset, int length) {
        throw fault;
    }

    /** Nobody looks any more. Called once per tenancy, by whoever was the last. */
    abstract void free();
}
