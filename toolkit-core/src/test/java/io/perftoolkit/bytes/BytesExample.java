package io.perftoolkit.bytes;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.zip.CRC32;

/** The code of the guide. */
final class BytesExample {
    private BytesExample() {}

    static long pull(ReadableByteChannel channel) throws IOException, InterruptedException {
        CRC32 checksum = new CRC32();
        // @start region="pull"
        try (Chunker chunks = Chunker.of(channel).chunkSize(8192).maxSlabs(16).open()) {
            while (chunks.hasNext()) {
                try (Chunk chunk = chunks.next()) {
                    checksum.update(chunk.bytes());
                }
            }
        }
        // @end region="pull"
        return checksum.getValue();
    }

    static int frames(ReadableByteChannel channel, SlabPool pool) throws IOException, InterruptedException {
        int requests = 0;
        // @start region="frames"
        try (Chunker chunks = Chunker.of(channel).slabs(pool).open()) {
            Frames frames = Framing.lengthPrefix(4).maxFrame(1 << 20).over(chunks);
            while (frames.hasNext()) {
                try (Chunk frame = frames.next()) {
                    requests += frame.bytes().getInt(); // where it was read
                }
            }
        }
        // @end region="frames"
        return requests;
    }

    static SlabPool pool() {
        // @start region="pool"
        SlabPool uploads = SlabPool.builder()
                .name("uploads")
                .maxSlabs(256) // 32 MiB, however many uploads there are
                .maxWait(Duration.ofSeconds(2))
                .leakAfter(Duration.ofMinutes(1))
                .build();
        // @end region="pool"
        return uploads;
    }
}
