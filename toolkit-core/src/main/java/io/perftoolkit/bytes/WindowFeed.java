package io.perftoolkit.bytes;

import io.perftoolkit.deadline.Deadline;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** Maps a file, window by window. Nothing is ever copied: a frame that crosses a border begins the next window. */
final class WindowFeed extends Feed {
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private final FileChannel file;
    private final long start;
    private final long size;
    private final int windowSize;

    WindowFeed(SlabPool pool, int chunkSize, FileChannel file, long start, long size, int windowSize) {
        super(pool, chunkSize);
        this.file = file;
        this.start = start;
        this.size = size;
        this.windowSize = Math.max(1, windowSize / chunkSize) * chunkSize;
    }

    @Override
    int more(int room, @Nullable Deadline deadline) throws IOException, InterruptedException {
        if (offset() + available() >= size) {
            return END;
        }
        long wanted = Math.max(room, available() < windowSize ? windowSize : Math.min(LARGEST, 2L * available()));
        retire();
        if (!pool.enter(deadline)) {
            return NO_SLAB;
        }
        Window window = null;
        try {
            window = map(Math.min(wanted, size - offset()));
        } finally {
            if (window == null) {
                pool.leave();
            }
        }
        pool.begin(window, self);
        install(window, window.readable, null, window.readable.capacity());
        pool.tally.windows.increment();
        return MORE;
    }

    @Override
    boolean isEnded() {
        return offset() + available() >= size;
    }

    @Override
    boolean isNonBlocking() {
        return false;
    }

    @Override
    FileChannel file() {
        return file;
    }

    @Override
    long fileStart() {
        return start;
    }

    @Override
    long fileEnd() {
        return start + size;
    }

    @Override
    void skip(long bytes) {
        long target = offset() + bytes;
        retire();
        moveTo(target);
    }

    private Window map(long length) throws IOException {
        long position = start + offset();
        if (file.size() < position + length) { // a map behind the end would fault at the first look
            throw new FileTruncatedException(offset(), length, null);
        }
        return new Window(pool, file, start, Mapping.of(file, position, length));
    }
}
