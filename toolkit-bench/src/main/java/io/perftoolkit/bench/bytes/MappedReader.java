package io.perftoolkit.bench.bytes;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

/** What the JDK alone makes of a mapped file. */
final class MappedReader {
    private MappedReader() {}

    /** One map, one look, left to the collector to unmap: the least work that begins with a fresh map. */
    static final class Whole extends FileReader {
        Whole(Path file, Look look) {
            super(file, look);
        }

        @Override
        long pass() throws IOException {
            try (FileChannel channel = open()) {
                return look.at(channel.map(MapMode.READ_ONLY, 0, channel.size()));
            }
        }
    }

    /** The work of a mapped chunker, by hand: windows of 64 MiB, a look at each chunk, unmapped behind the last. */
    static final class Windows extends FileReader {
        private static final long WINDOW = 64 << 20;
        private final MethodHandle unmap = unmapper();

        Windows(Path file, Look look) {
            super(file, look);
        }

        @Override
        long pass() throws IOException {
            long sum = 0;
            try (FileChannel channel = open()) {
                long size = channel.size();
                for (long at = 0; at < size; at += WINDOW) {
                    ByteBuffer window = channel.map(MapMode.READ_ONLY, at, Math.min(WINDOW, size - at));
                    int end = window.capacity();
                    for (int i = 0; i < end; i += CHUNK) {
                        sum += look.at(window.slice(i, Math.min(CHUNK, end - i)));
                    }
                    unmap(window);
                }
            }
            return sum;
        }

        private void unmap(ByteBuffer window) throws IOException {
            try {
                unmap.invokeExact(window);
            } catch (Throwable e) {
                throw new IOException(e);
            }
        }

        private static MethodHandle unmapper() {
            try {
                Class<?> unsafe = Class.forName("sun.misc.Unsafe");
                MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(unsafe, MethodHandles.lookup());
                Object theUnsafe =
                        lookup.findStaticVarHandle(unsafe, "theUnsafe", unsafe).get();
                return lookup.findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
                        .bindTo(theUnsafe);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("nothing unmaps a file on this JVM", e);
            }
        }
    }

    /** A map that is made once and kept, page tables and all: what only those have who read the same file again and again. */
    static final class Kept extends FileReader {
        private final ByteBuffer map;

        Kept(Path file, Look look) throws IOException {
            super(file, look);
            try (FileChannel channel = open()) {
                map = channel.map(MapMode.READ_ONLY, 0, channel.size());
            }
        }

        @Override
        long pass() {
            long sum = 0;
            int end = map.capacity();
            for (int i = 0; i < end; i += CHUNK) {
                sum += look.at(map.slice(i, Math.min(CHUNK, end - i)));
            }
            return sum;
        }
    }
}
