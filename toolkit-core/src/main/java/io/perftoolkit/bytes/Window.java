package io.perftoolkit.bytes;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A part of a file that is mapped as long as a chunk looks into it. */
final class Window extends Block {
    /** Read-only and little-endian, as a slab's. */
    final ByteBuffer readable;

    private final SlabPool pool;
    private final Mapping mapping;

    Window(SlabPool pool, Mapping mapping, boolean strict) {
        super(strict);
        this.pool = pool;
        this.mapping = mapping;
        this.readable = mapping.memory().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    void free() {
        pool.giveBack(this, mapping.unmap());
    }
}
