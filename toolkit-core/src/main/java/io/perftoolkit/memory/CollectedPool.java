package io.perftoolkit.memory;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The live set as the collector's beans tell it: which pool to ask, which collections to believe. Polled, because a
 * listener would make the virtual machine build a notification for every young collection, which tell nothing here.
 *
 * <p>Each row of the table was found by asking the collector itself; CollectorTableTest starts each one and asserts it.
 * Not thread-safe.
 */
final class CollectedPool implements LiveSetSource {
    /** How a collection that tells is noticed. */
    private enum Sign {
        /** A whole collection of the named bean. The pool's collection usage is final. */
        FULL,
        /** A cycle of the named bean, while the program goes on: the usage holds what it allocated meanwhile. */
        CYCLE,
        /** The same, but other collections overwrite the pool's collection usage: ask the bean's own last one. */
        OWN_CYCLE,
        /** The pool's collection usage changes only when the pool was collected, in part (mixed, remark) or whole. */
        CHANGE
    }

    private record Row(String pool, String collector, Sign sign) {}

    private static final List<Row> TABLE = List.of(
            new Row("Tenured Gen", "MarkSweepCompact", Sign.FULL),
            new Row("PS Old Gen", "PS MarkSweep", Sign.FULL),
            // A young collection leaves the collection usage of the old pool alone, a mixed one sets it; since JDK 20
            // the
            // pauses of a concurrent cycle set it too.
            new Row("G1 Old Gen", "G1 Old Generation", Sign.CHANGE),
            new Row("ZHeap", "ZGC Cycles", Sign.CYCLE),
            // Minor cycles set the collection usage of the old pool as well, without having collected it.
            new Row("ZGC Old Generation", "ZGC Major Cycles", Sign.OWN_CYCLE),
            new Row("Shenandoah", "Shenandoah Cycles", Sign.CYCLE),
            // Generational: the one bean counts young cycles as well.
            new Row("Shenandoah Old Gen", "", Sign.CHANGE));

    private final @Nullable MemoryPoolMXBean pool;
    private final @Nullable GarbageCollectorMXBean collector;
    private final String poolName;
    private final Sign sign;
    private final long capacity = Runtime.getRuntime().maxMemory();
    private long collections;
    private long bytes = MemoryStats.UNKNOWN;
    private boolean isFinal;

    /** Finds the row of this virtual machine's collector. */
    CollectedPool() {
        Row row = null;
        MemoryPoolMXBean found = null;
        for (MemoryPoolMXBean candidate : ManagementFactory.getMemoryPoolMXBeans()) {
            if (candidate.getType() == MemoryType.HEAP && candidate.isCollectionUsageThresholdSupported()) {
                Row known = row(candidate.getName());
                if (known != null || (found == null && holdsOldObjects(candidate.getName()))) {
                    found = candidate;
                    row = known;
                }
            }
        }
        pool = found;
        poolName = found == null ? "" : found.getName();
        sign = row == null ? Sign.CHANGE : row.sign();
        collector = row == null ? null : collector(row.collector());
        collections = count();
        bytes = collectionUsage();
    }

    @Override
    public boolean advance() {
        long before = collections;
        collections = count(); // first: a usage read after it is of this collection or a later one
        long seen = sign == Sign.OWN_CYCLE ? ownUsage(before) : collectionUsage();
        boolean counted = collections != before;
        boolean told = sign == Sign.CHANGE ? counted || seen != bytes : counted;
        if (!told || seen < 0) {
            return false;
        }
        isFinal = sign == Sign.FULL || (sign == Sign.CHANGE && counted && poolName.startsWith("G1"));
        bytes = seen;
        return true;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public boolean isFinal() {
        return isFinal;
    }

    @Override
    public String pool() {
        return poolName;
    }

    @Override
    public long capacity() {
        return capacity;
    }

    private long count() {
        return collector == null ? 0 : collector.getCollectionCount();
    }

    private long collectionUsage() {
        MemoryUsage usage = pool == null ? null : pool.getCollectionUsage();
        return usage == null ? MemoryStats.UNKNOWN : usage.getUsed();
    }

    private long ownUsage(long before) {
        if (collector == null || collections == before) {
            return MemoryStats.UNKNOWN;
        }
        MemoryUsage usage = HotSpot.afterLastCollection(collector, poolName);
        return usage == null ? collectionUsage() : usage.getUsed(); // without com.sun.management: an upper bound
    }

    private static @Nullable Row row(String pool) {
        return TABLE.stream().filter(row -> row.pool().equals(pool)).findFirst().orElse(null);
    }

    private static @Nullable GarbageCollectorMXBean collector(String name) {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(bean -> bean.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** For virtual machines that are not in the table. */
    private static boolean holdsOldObjects(String pool) {
        String name = pool.toLowerCase(Locale.ROOT);
        return name.contains("old") || name.contains("tenured") || name.contains("heap");
    }
}
