package io.perftoolkit.bench.bytes;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How a consumer looks at a chunk. Each fork has one kind of buffer, so that its looks have one target. */
record Look(boolean all) {
    private static final int PAGE = 4096;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    long at(ByteBuffer bytes) {
        long sum = 0;
        int end = bytes.limit();
        if (all) {
            for (int i = 0; i <= end - Long.BYTES; i += Long.BYTES) {
                sum += bytes.getLong(i);
            }
        } else {
            for (int i = 0; i < end; i += PAGE) {
                sum += bytes.get(i);
            }
        }
        return sum;
    }

    long at(byte[] bytes, int from, int to) {
        long sum = 0;
        if (all) {
            for (int i = from; i <= to - Long.BYTES; i += Long.BYTES) {
                sum += (long) LONGS.get(bytes, i);
            }
        } else {
            for (int i = from; i < to; i += PAGE) {
                sum += bytes[i];
            }
        }
        return sum;
    }

    long at(ByteBuf bytes) {
        long sum = 0;
        int end = bytes.readableBytes();
        if (all) {
            for (int i = 0; i <= end - Long.BYTES; i += Long.BYTES) {
                sum += bytes.getLong(i);
            }
        } else {
            for (int i = 0; i < end; i += PAGE) {
                sum += bytes.getByte(i);
            }
        }
        return sum;
    }
}
