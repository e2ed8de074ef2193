package io.perftoolkit.memory;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the virtual machine says about its memory. The beans are looked up once; thread-safe. */
final class JvmSource {
    private static final MemoryStats.Buffers NO_BUFFERS =
            new MemoryStats.Buffers(MemoryStats.UNKNOWN, MemoryStats.UNKNOWN, MemoryStats.UNKNOWN);

    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private final MemoryPoolMXBean[] pools =
            ManagementFactory.getMemoryPoolMXBeans().toArray(new MemoryPoolMXBean[0]);
    private final String[] poolNames =
            Arrays.stream(pools).map(MemoryPoolMXBean::getName).toArray(String[]::new);
    private final GarbageCollectorMXBean[] collectors =
            ManagementFactory.getGarbageCollectorMXBeans().toArray(new GarbageCollectorMXBean[0]);
    private final @Nullable BufferPoolMXBean direct = buffers("direct");
    private final @Nullable BufferPoolMXBean mapped = buffers("mapped");

    MemoryStats.Usage heap() {
        MemoryUsage usage = memory.getHeapMemoryUsage();
        return new MemoryStats.Usage(usage.getUsed(), usage.getCommitted(), limit(usage.getMax()));
    }

    List<MemoryStats.Pool> pools() {
        MemoryStats.Pool[] read = new MemoryStats.Pool[pools.length];
        for (int i = 0; i < pools.length; i++) {
            MemoryUsage usage = pools[i].getUsage();
            boolean heap = pools[i].getType() == MemoryType.HEAP;
            read[i] = usage == null // the pool is gone
                    ? new MemoryStats.Pool(
                            poolNames[i], heap, MemoryStats.UNKNOWN, MemoryStats.UNKNOWN, MemoryStats.UNKNOWN)
                    : new MemoryStats.Pool(
                            poolNames[i], heap, usage.getUsed(), usage.getCommitted(), limit(usage.getMax()));
        }
        return List.of(read);
    }

    List<MemoryStats.Collector> collectors() {
        MemoryStats.Collector[] read = new MemoryStats.Collector[collectors.length];
        for (int i = 0; i < collectors.length; i++) {
            GarbageCollectorMXBean collector = collectors[i];
            read[i] = new MemoryStats.Collector(
                    collector.getName(),
                    collector.getCollectionCount(),
                    Duration.ofMillis(Math.max(0, collector.getCollectionTime())));
        }
        return List.of(read);
    }

    MemoryStats.Buffers direct() {
        return read(direct);
    }

    MemoryStats.Buffers mapped() {
        return read(mapped);
    }

    private static MemoryStats.Buffers read(@Nullable BufferPoolMXBean pool) {
        return pool == null
                ? NO_BUFFERS
                : new MemoryStats.Buffers(pool.getCount(), pool.getMemoryUsed(), pool.getTotalCapacity());
    }

    private static long limit(long max) {
        return max < 0 ? MemoryStats.UNLIMITED : max;
    }

    private static @Nullable BufferPoolMXBean buffers(String name) {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals(name))
                .findFirst()
                .orElse(null);
    }
}
