package io.perftoolkit.net.bytes;

import io.netty.buffer.AbstractReferenceCountedByteBuf;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import io.perftoolkit.bytes.Chunk;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The buffer over a chunk. Looks are those of Netty's own read-only buffer over the same memory; what this one adds is the end: the last
 * release closes the chunk.
 */
final class ChunkBuf extends AbstractReferenceCountedByteBuf {
    static final ResourceLeakDetector<ChunkBuf> DETECTOR =
            ResourceLeakDetectorFactory.instance().newResourceLeakDetector(ChunkBuf.class);

    private final Chunk chunk;
    private final ByteBuf bytes;
    private final @Nullable ResourceLeakTracker<ChunkBuf> leak;

    ChunkBuf(Chunk chunk) {
        super(chunk.length());
        ByteBuffer whole = chunk.bytes().duplicate();
        whole.clear().limit(chunk.length());
        this.chunk = chunk;
        this.bytes = Unpooled.wrappedBuffer(whole);
        this.leak = DETECTOR.track(this);
        setIndex(0, chunk.length());
    }

    @Override
    protected void deallocate() {
        if (leak != null) {
            leak.close(this);
        }
        chunk.close();
    }

    @Override
    public ByteBuf touch(Object hint) {
        if (leak != null) {
            leak.record(hint);
        }
        return this;
    }

    @Override
    public ByteBuf touch() {
        if (leak != null) {
            leak.record();
        }
        return this;
    }

    @Override
    public int capacity() {
        return chunk.length();
    }

    @Override
    public ByteBuf capacity(int newCapacity) {
        throw new ReadOnlyBufferException();
    }

    @Override
    public ByteBufAllocator alloc() {
        return bytes.alloc();
    }

    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // Netty's deprecation, not ours
    public ByteOrder order() {
        return ByteOrder.BIG_ENDIAN;
    }

    @Override
    public @Nullable ByteBuf unwrap() {
        return null;
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public boolean isDirect() {
        return bytes.isDirect();
    }

    @Override
    public boolean hasArray() {
        return false;
    }

    @Override
    public byte[] array() {
        throw new ReadOnlyBufferException();
    }

    @Override
    public int arrayOffset() {
        throw new ReadOnlyBufferException();
    }

    @Override
    public boolean hasMemoryAddress() {
        return bytes.hasMemoryAddress();
    }

    @Override
    public long memoryAddress() {
        ensureAccessible();
        return bytes.memoryAddress();
    }

    @Override
    public int nioBufferCount() {
        return 1;
    }

    @Override
    public ByteBuffer nioBuffer(int index, int length) {
        checkIndex(index, length);
        return bytes.nioBuffer(index, length);
    }

    @Override
    public ByteBuffer internalNioBuffer(int index, int length) {
        checkIndex(index, length);
        return bytes.internalNioBuffer(index, length);
    }

    @Override
    public ByteBuffer[] nioBuffers(int index, int length) {
        return new ByteBuffer[] {nioBuffer(index, length)};
    }

    @Override
    public ByteBuf copy(int index, int length) {
        checkIndex(index, length);
        return bytes.copy(index, length);
    }

    @Override
    public ByteBuf getBytes(int index, ByteBuf target, int targetIndex, int length) {
        checkIndex(index, length);
        bytes.getBytes(index, target, targetIndex, length);
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, byte[] target, int targetIndex, int length) {
        checkIndex(index, length);
        bytes.getBytes(index, target, targetIndex, length);
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, ByteBuffer target) {
        checkIndex(index, target.remaining());
        bytes.getBytes(index, target);
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, OutputStream out, int length) throws IOException {
        checkIndex(index, length);
        bytes.getBytes(index, out, length);
        return this;
    }

    @Override
    public int getBytes(int index, GatheringByteChannel out, int length) throws IOException {
        checkIndex(index, length);
        return bytes.getBytes(index, out, length);
    }

    @Override
    public int getBytes(int index, FileChannel out, long position, int length) throws IOException {
        checkIndex(index, length);
        return bytes.getBytes(index, out, position, length);
    }

    @Override
    public ByteBuf setBytes(int index, ByteBuf source, int sourceIndex, int length) {
        throw new ReadOnlyBufferException();
    }

    @Override
    public ByteBuf setBytes(int index, byte[] source, int sourceIndex, int length) {
        throw new ReadOnlyBufferException();
    }

    @Override
    public ByteBuf setBytes(int index, ByteBuffer source) {
        throw new ReadOnlyBufferException();
    }

    @Override
    public int setBytes(int index, InputStream in, int length) {
        throw new ReadOnlyBufferException();
    }

    @Override
    public int setBytes(int index, ScatteringByteChannel in, int length) {
        throw new ReadOnlyBufferException();
    }

    @Override
    public int setBytes(int index, FileChannel in, long position, int length) {
        throw new ReadOnlyBufferException();
    }

    @Override
    protected byte _getByte(int index) {
        return bytes.getByte(index);
    }

    @Override
    protected short _getShort(int index) {
        return bytes.getShort(index);
    }

    @Override
    protected short _getShortLE(int index) {
        return bytes.getShortLE(index);
    }

    @Override
    protected int _getUnsignedMedium(int index) {
        return bytes.getUnsignedMedium(index);
    }

    @Override
    protected int _getUnsignedMediumLE(int index) {
        return bytes.getUnsignedMediumLE(index);
    }

    @Override
    protected int _getInt(int index) {
        return bytes.getInt(index);
    }

    @Override
    protected int _getIntLE(int index) {
        return bytes.getIntLE(index);
    }

    @Override
    protected long _getLong(int index) {
        return bytes.getLong(index);
    }

    @Override
    protected long _getLongLE(int index) {
        return bytes.getLongLE(index);
    }

    @Override
    protected void _setByte(int index, int value) {
        throw new ReadOnlyBufferException();
    }

    @Override
    protected void _setShort(int index, int value) {
        throw new ReadOnlyBufferException();
    }

    @Override
    protected void _setShortLE(int index, int value) {
        throw new ReadOnlyBufferException();
    }

    @Override
    protected void _setMedium(int index, int value) {
        throw new ReadOnlyBufferException();
    }

    @Override
    protected void _setMediumLE(int index, int value) {
        throw new ReadOnlyBufferException();
    }

    @Override
    protected void _setInt(int index, int value) {
        throw new ReadOnlyBufferException();
    }

    @Override
    protected void _setIntLE(int index, int value) {
        throw new ReadOnlyBufferException();
    }

    @Override
    protected void _setLong(int index, long value) {
        throw new ReadOnlyBufferException();
    }

    @Override
    protected void _setLongLE(int index, long value) {
        throw new ReadOnlyBufferException();
    }
}
