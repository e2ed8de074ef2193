package io.perftoolkit.memory;

import java.nio.ByteBuffer;

final class MemoryAccountExample {
    private MemoryAccountExample() {}

    static long peakOfBuffers(MemoryMonitor memory, int size) {
        // @start region="reserve"
        MemoryAccount buffers = memory.account("buffers", 64 << 20);
        buffers.reserve(size); // throws MemoryBudgetExceededException, and takes nothing, when 64 MiB are in use
        try {
            ByteBuffer buffer = ByteBuffer.allocate(size);
            buffer.putInt(0, 1);
        } finally {
            buffers.recordDeallocation(size);
        }
        long peak = buffers.peak();
        // @end
        return peak;
    }
}
