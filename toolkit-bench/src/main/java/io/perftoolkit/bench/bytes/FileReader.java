package io.perftoolkit.bench.bytes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.stream.ChunkedNioFile;
import io.perftoolkit.bytes.Chunk;
import io.perftoolkit.bytes.Chunker;
import io.perftoolkit.bytes.SlabPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Who looks at a file. All open and close it in each pass, as a server would. */
abstract class FileReader {
    static final int CHUNK = 8192;
    private static final int BLOCK = 128 << 10;

    final Path file;
    final Look look;

    FileReader(Path file, Look look) {
        this.file = file;
        this.look = look;
    }

    static FileReader of(String subject, Path file, Look look) throws IOException {
        return switch (subject) {
            case "Chunker" -> new Ours(file, look, false);
            case "ChunkerMapped" -> new Ours(file, look, true);
            case "ChannelLoop" -> new ChannelLoop(file, look);
            case "MappedLoop" -> new MappedReader.Whole(file, look);
            case "MappedWindows" -> new MappedReader.Windows(file, look);
            case "MappedKept" -> new MappedReader.Kept(file, look);
            case "Okio" -> new OkioReader(file, look);
            case "NettySlices" -> new NettySlices(file, look);
            case "ChunkedNioFile" -> new Chunked(file, look);
            default -> throw new IllegalArgumentException("unknown subject: " + subject);
        };
    }

    abstract long pass() throws Exception;

    void close() throws IOException {
        // Most have nothing to close.
    }

    FileChannel open() throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    private static final class Ours extends FileReader {
        private final SlabPool pool = SlabPool.builder().build();
        private final boolean mapped;

        Ours(Path file, Look look, boolean mapped) {
            super(file, look);
            this.mapped = mapped;
        }

        @Override
        long pass() throws Exception {
            long sum = 0;
            try (Chunker chunks =
                    Chunker.of(file).chunkSize(CHUNK).mapped(mapped).slabs(pool).open()) {
                while (chunks.hasNext()) {
                    try (Chunk chunk = chunks.next()) {
                        sum += look.at(chunk.bytes());
                    }
                }
            }
            return sum;
        }

        @Override
        void close() {
            pool.close();
        }
    }

    /** The limit of what is read: one buffer, and nobody else may look. */
    private static final class ChannelLoop extends FileReader {
        private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);

        ChannelLoop(Path file, Look look) {
            super(file, look);
        }

        @Override
        long pass() throws IOException {
            long sum = 0;
            try (FileChannel channel = open()) {
                while (channel.read(block.clear()) > 0) {
                    sum += look.at(block.flip());
                }
            }
            return sum;
        }
    }

    private static final class NettySlices extends FileReader {
        NettySlices(Path file, Look look) {
            super(file, look);
        }

        @Override
        long pass() throws IOException {
            long sum = 0;
            try (FileChannel channel = open()) {
                while (true) {
                    ByteBuf block = PooledByteBufAllocator.DEFAULT.directBuffer(BLOCK, BLOCK);
                    if (block.writeBytes(channel, BLOCK) <= 0) {
                        block.release();
                        return sum;
                    }
                    while (block.isReadable()) {
                        ByteBuf chunk = block.readRetainedSlice(Math.min(CHUNK, block.readableBytes()));
                        sum += look.at(chunk);
                        chunk.release();
                    }
                    block.release();
                }
            }
        }
    }

    private static final class Chunked extends FileReader {
        Chunked(Path file, Look look) {
            super(file, look);
        }

        @Override
        long pass() throws Exception {
            long sum = 0;
            ChunkedNioFile chunks = new ChunkedNioFile(open(), CHUNK);
            try {
                for (ByteBuf chunk; (chunk = chunks.readChunk(PooledByteBufAllocator.DEFAULT)) != null; ) {
                    sum += look.at(chunk);
                    chunk.release();
                }
            } finally {
                chunks.close();
            }
            return sum;
        }
    }
}
