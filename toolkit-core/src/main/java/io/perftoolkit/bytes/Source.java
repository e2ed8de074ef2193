package io.perftoolkit.bytes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/** Where bytes come from, one read at a time. */
abstract class Source {
    /** As a channel reads: how many bytes there were, 0 for none now, negative for the end. */
    abstract int read(ByteBuffer into) throws IOException;

    /** Whether a read of 0 bytes means that the caller is to come back, and not to wait here. */
    boolean isNonBlocking() {
        return false;
    }

    /** The file behind it, if it is one. */
    @Nullable
    FileChannel file() {
        return null;
    }

    static Source of(ReadableByteChannel channel) {
        return new OfChannel(channel);
    }

    static Source of(InputStream stream) {
        return new OfStream(stream);
    }

    private static final class OfChannel extends Source {
        private final ReadableByteChannel channel;

        OfChannel(ReadableByteChannel channel) {
            this.channel = channel;
        }

        @Override
        int read(ByteBuffer into) throws IOException {
            return channel.read(into);
        }

        @Override
        boolean isNonBlocking() {
            return channel instanceof SelectableChannel selectable && !selectable.isBlocking();
        }

        @Override
        @Nullable
        FileChannel file() {
            return channel instanceof FileChannel file ? file : null;
        }
    }

    /** Through an array, as a stream knows nothing else; small enough to stay in the first-level cache. */
    private static final class OfStream extends Source {
        private static final int ARRAY = 16 << 10;
        private final InputStream stream;
        private final byte[] array = new byte[ARRAY];

        OfStream(InputStream stream) {
            this.stream = stream;
        }

        @Override
        int read(ByteBuffer into) throws IOException {
            int count = stream.read(array, 0, Math.min(array.length, into.remaining()));
            if (count > 0) {
                into.put(array, 0, count);
            }
            return count;
        }
    }
}
