package io.perftoolkit.bench.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files that were just written, and so lie in the page cache. */
final class PageCache {
    private static final int MEBIBYTE = 1 << 20;

    private PageCache() {}

    static Path file(int mebibytes) throws IOException {
        Path file = Files.createTempFile("perftoolkit-bytes", ".data");
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer block = ByteBuffer.allocateDirect(MEBIBYTE);
            for (int i = 0; i < block.capacity(); i += Integer.BYTES) {
                block.putInt(i, i * 0x9E3779B9);
            }
            for (int i = 0; i < mebibytes; i++) {
                block.clear();
                while (block.hasRemaining()) {
                    out.write(block);
                }
            }
        }
        return file;
    }
}
