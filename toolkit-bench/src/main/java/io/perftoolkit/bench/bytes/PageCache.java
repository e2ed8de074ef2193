package io.perftoolkit.bench.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files that were just written, and so lie in the page cache. */
final class PageCache {
    static final int LARGE = 1 << 20;
    static final int SMALL = 8 << 10;

    private PageCache() {}

    static Path file(int mebibytes, int piece) throws IOException {
        Path file = Files.createTempFile("perftoolkit-bytes", ".data");
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer block = ByteBuffer.allocateDirect(LARGE);
            for (int i = 0; i < block.capacity(); i += Integer.BYTES) {
                block.putInt(i, i * 0x9E3779B9);
            }
            for (int i = 0; i < mebibytes; i++) {
                for (int at = 0; at < LARGE; at += piece) {
                    block.limit(at + piece).position(at);
                    while (block.hasRemaining()) {
                        out.write(block);
                    }
                }
            }
        }
        return file;
    }
}
