package io.perftoolkit.bench.bytes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.perftoolkit.bytes.Chunk;
import io.perftoolkit.bytes.Chunker;
import io.perftoolkit.bytes.Frames;
import io.perftoolkit.bytes.Framing;
import io.perftoolkit.bytes.SlabPool;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** To cut a stream of frames of 256 bytes behind a length of four: a mebibyte of them, read in blocks of 128 KiB. */
@State(Scope.Benchmark)
public class FramesBenchmark {
    private static final int FRAME = 256;
    private static final int FRAMES = 4096;
    private static final int PREFIX = 4;
    private static final int BLOCK = 128 << 10;

    private ByteBuffer stream;
    private SlabPool pool;
    private EmbeddedChannel channel;

    /** Makes the stream. */
    @Setup
    public void setUp() {
        stream = ByteBuffer.allocateDirect(FRAMES * (PREFIX + FRAME));
        for (int i = 0; i < FRAMES; i++) {
            stream.putInt(FRAME).putInt(i).position(stream.position() + FRAME - Integer.BYTES);
        }
        pool = SlabPool.builder().build();
        channel = new EmbeddedChannel(new LengthFieldBasedFrameDecoder(1 << 20, 0, PREFIX, 0, PREFIX));
    }

    /** Lets it go. */
    @TearDown
    public void tearDown() {
        pool.close();
        channel.finishAndReleaseAll();
    }

    /**
     * Ours.
     *
     * @return a sum over the frames
     * @throws Exception never
     */
    @Benchmark
    public long frames() throws Exception {
        long sum = 0;
        try (Chunker chunks =
                Chunker.of(new Replay(stream.duplicate().clear())).slabs(pool).open()) {
            Frames frames = Framing.lengthPrefix(PREFIX).over(chunks);
            while (frames.hasNext()) {
                try (Chunk frame = frames.next()) {
                    sum += frame.bytes().getInt(0);
                }
            }
        }
        return sum;
    }

    /**
     * Netty's decoder, given blocks as a channel would.
     *
     * @return a sum over the frames
     */
    @Benchmark
    public long lengthFieldBasedFrameDecoder() {
        long sum = 0;
        ByteBuffer left = stream.duplicate().clear();
        while (left.hasRemaining()) {
            int count = Math.min(BLOCK, left.remaining());
            ByteBuf block = PooledByteBufAllocator.DEFAULT.directBuffer(BLOCK, BLOCK);
            block.writeBytes(left.slice(left.position(), count));
            left.position(left.position() + count);
            channel.writeInbound(block);
            for (ByteBuf frame; (frame = channel.readInbound()) != null; ) {
                sum += frame.getInt(0);
                frame.release();
            }
        }
        return sum;
    }

    /** A channel of what is in memory. */
    private record Replay(ByteBuffer left) implements ReadableByteChannel {
        @Override
        public int read(ByteBuffer into) {
            int count = Math.min(left.remaining(), into.remaining());
            if (count == 0) {
                return -1;
            }
            into.put(left.slice(left.position(), count));
            left.position(left.position() + count);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // Nothing to close.
        }
    }
}
