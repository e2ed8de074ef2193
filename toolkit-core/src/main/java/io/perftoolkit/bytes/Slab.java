package io.perftoolkit.bytes;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** A piece of direct memory that is filled, looked at and filled again. */
final class Slab extends Block {
    /** What a strict pool writes over bytes that nobody may look at any more. */
    private static final byte DEAD = (byte) 0xDB;

    /** Below that the views would take more memory than they are worth. */
    private static final int SMALLEST_KEPT = 512;

    /** For who fills it. */
    final ByteBuffer memory;

    /** For who looks for frames in it: little-endian, for the search by words. */
    final ByteBuffer readable;

    /** Larger than the pool's, for one frame; never lent again. */
    final boolean isLarge;

    private final SlabPool pool;
    private ByteBuffer @Nullable [] views;
    private int viewSize;

    Slab(SlabPool pool, int size, boolean large, boolean strict) {
        super(strict);
        this.pool = pool;
        this.isLarge = large;
        this.memory = ByteBuffer.allocateDirect(size);
        this.readable = memory.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The views of all chunks of one size, made once; null if each is to be a new one. */
    ByteBuffer @Nullable [] views(int chunkSize) {
        if (strict || isLarge || chunkSize < SMALLEST_KEPT) {
            return null;
        }
        if (views == null || viewSize != chunkSize) {
            ByteBuffer whole = memory.asReadOnlyBuffer();
            ByteBuffer[] made = new ByteBuffer[memory.capacity() / chunkSize];
            for (int i = 0; i < made.length; i++) {
                made[i] = whole.slice(i * chunkSize, chunkSize);
            }
            views = made;
            viewSize = chunkSize;
        }
        return views;
    }

    /** Makes stale looks visible, if the pool is strict. For whom nobody else may look at the bytes. */
    void wipe(int from) {
        if (strict) {
            ByteBuffer all = memory.duplicate();
            all.clear();
            for (int i = from; i < all.capacity(); i++) {
                all.put(i, DEAD);
            }
        }
    }

    @Override
    void free() {
        wipe(0);
        pool.giveBack(this);
    }
}
