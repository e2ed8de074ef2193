package io.perftoolkit.memory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What the kernel says about this process, and its CPU time. Not thread-safe. */
final class ProcessSource implements AutoCloseable {
    private static final byte[][] STATUS =
            KernelText.keys("VmRSS", "VmHWM", "RssAnon", "RssFile", "RssShmem", "VmSwap", "Threads");
    private static final byte[][] ROLLUP = KernelText.keys(
            "Rss", "Pss", "Private_Clean", "Private_Dirty", "Shared_Clean", "Shared_Dirty", "AnonHugePages", "Swap");

    private final Path rollupPath;
    private final KernelFiles files = new KernelFiles();
    private final KernelFile status;
    private final long[] values = new long[STATUS.length];

    ProcessSource(Path root) {
        rollupPath = root.resolve("proc/self/smaps_rollup");
        status = files.open("process", root.resolve("proc/self/status"));
        if (HotSpot.processCpuNanos() < 0) {
            files.missing("process.cpuTime", "no com.sun.management in this runtime");
        }
    }

    MemoryStats.ProcessUsage read(KernelText text) {
        status.read(text);
        text.select(STATUS, values);
        long cpuNanos = HotSpot.processCpuNanos();
        return new MemoryStats.ProcessUsage(
                kib(values[0]),
                kib(values[1]),
                kib(values[2]),
                kib(values[3]),
                kib(values[4]),
                kib(values[5]),
                values[6],
                cpuNanos < 0 ? Duration.ZERO : Duration.ofNanos(cpuNanos));
    }

    /** Walks every page table of the process: milliseconds, so never on the tick and not kept open. */
    MemoryStats.ResidentDetail readDetail(KernelText text) {
        long[] kib = new long[ROLLUP.length];
        try (KernelFile rollup = new KernelFile(rollupPath)) {
            rollup.read(text);
        }
        text.select(ROLLUP, kib);
        return new MemoryStats.ResidentDetail(
                kib(kib[0]), kib(kib[1]), kib(kib[2]), kib(kib[3]), kib(kib[4]), kib(kib[5]), kib(kib[6]), kib(kib[7]));
    }

    List<MemoryStats.Gap> gaps() {
        return files.gaps();
    }

    @Override
    public void close() {
        files.close();
    }

    private static long kib(long value) {
        return value < 0 ? MemoryStats.UNKNOWN : value << 10;
    }
}
