package io.perftoolkit.net.bytes;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.perftoolkit.bytes.Chunk;
import io.perftoolkit.bytes.Chunker;
import java.io.IOException;
import java.util.List;

/** The code of the guide. */
final class ChunkBuffersExample {
    private ChunkBuffersExample() {}

    static void write(Chunker chunks, Channel channel) throws IOException, InterruptedException {
        // @start region="write"
        while (channel.isWritable() && chunks.hasNext()) {
            channel.write(ChunkBuffers.wrap(chunks.next())); // released, and so closed, when it is sent
        }
        channel.flush();
        // @end region="write"
    }

    static long read(ByteBuf received) {
        long sum = 0;
        // @start region="read"
        List<Chunk> chunks = ChunkBuffers.chunks(received, 8192); // releases the buffer with the last of them
        for (Chunk chunk : chunks) {
            try (chunk) {
                sum += chunk.length();
            }
        }
        // @end region="read"
        return sum;
    }
}
