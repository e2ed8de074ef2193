package io.perftoolkit.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** A part of a file that is mapped as long as a chunk looks into it. */
final class Window extends Block {
    /** Read-only and little-endian, as a slab's. */
    final ByteBuffer readable;

    private final SlabPool pool;
    private final Mapping mapping;
    private final FileChannel file;
    private final long sourceStart;

    /** The source begins at {@code sourceStart} in the file. */
    Window(SlabPool pool, FileChannel file, long sourceStart, Mapping mapping) {
        super(pool.settings.strict());
        this.pool = pool;
        this.file = file;
        this.sourceStart = sourceStart;
        this.mapping = mapping;
        this.readable = mapping.memory().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    void requireThere(long offset, int length) {
        try {
            if (file.isOpen() && file.size() < sourceStart + offset + length) {
                throw new FileTruncatedException(offset, length, null);
            }
        } catch (IOException closed) { // meanwhile: nobody can tell any more, so the look decides
            return;
        }
    }

    @Override
    RuntimeException fault(InternalError fault, long offset, int length) {
        return new FileTruncatedException(offset, length, fault);
    }

    @Override
    void free() {
        pool.giveBack(this, mapping.unmap());
    }
}
