package io.perftoolkit.memory;

import com.sun.management.GcInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The figures that only {@code com.sun.management} has. Nothing else in this room names that package, and each
 * figure has an answer for a runtime image without the module {@code jdk.management}.
 */
final class HotSpot {
    private static final boolean PRESENT = isPresent();

    private HotSpot() {}

    /** Bytes the calling thread allocated, or -1: the virtual machine itself says -1 on a virtual thread. */
    static long allocatedByCurrentThread() {
        return PRESENT ? Beans.THREADS.getCurrentThreadAllocatedBytes() : MemoryStats.UNKNOWN;
    }

    static List<AllocationMeter.ThreadAllocation> allocatedByThread() {
        if (!PRESENT) {
            return List.of();
        }
        long[] ids = Beans.THREADS.getAllThreadIds();
        long[] bytes = Beans.THREADS.getThreadAllocatedBytes(ids);
        ThreadInfo[] infos = Beans.THREADS.getThreadInfo(ids);
        List<AllocationMeter.ThreadAllocation> threads = new ArrayList<>(ids.length);
        for (int i = 0; i < ids.length; i++) {
            if (infos[i] != null && bytes[i] >= 0) { // null: ended in between
                threads.add(new AllocationMeter.ThreadAllocation(infos[i].getThreadName(), ids[i], bytes[i]));
            }
        }
        return threads;
    }

    /** CPU time of the process in nanoseconds, or -1. The load is not asked for: it re-reads the control group. */
    static long processCpuNanos() {
        return PRESENT ? Beans.SYSTEM.getProcessCpuTime() : MemoryStats.UNKNOWN;
    }

    /** What {@code pool} held after the newest collection of this very collector, or null. */
    static @Nullable MemoryUsage afterLastCollection(GarbageCollectorMXBean collector, String pool) {
        return PRESENT ? Beans.afterLastCollection(collector, pool) : null;
    }

    private static boolean isPresent() {
        try {
            return Beans.arePresent();
        } catch (LinkageError e) { // no jdk.management in this image
            return false;
        }
    }

    /** Apart, so that the outer class loads where the types here do not. */
    private static final class Beans {
        static final com.sun.management.ThreadMXBean THREADS;
        static final com.sun.management.OperatingSystemMXBean SYSTEM;

        static {
            // A ClassCastException here becomes an ExceptionInInitializerError, which is a LinkageError: not present.
            THREADS = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
            SYSTEM = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        }

        static boolean arePresent() {
            return THREADS.isThreadAllocatedMemorySupported() && THREADS.isThreadAllocatedMemoryEnabled();
        }

        static @Nullable MemoryUsage afterLastCollection(GarbageCollectorMXBean collector, String pool) {
            if (collector instanceof com.sun.management.GarbageCollectorMXBean extended) {
                GcInfo info = extended.getLastGcInfo();
                return info == null ? null : info.getMemoryUsageAfterGc().get(pool);
            }
            return null;
        }
    }
}
