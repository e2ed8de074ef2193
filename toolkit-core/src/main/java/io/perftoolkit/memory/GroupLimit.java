package io.perftoolkit.memory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One limit and its usage from the process's own group up to the mount point: the tightest rules. Not thread-safe. */
final class GroupLimit {
    private final KernelFile[] limits;
    private final KernelFile[] usages;
    private final boolean reachesRoot;
    private long tightest;
    private long headroom;

    /**
     * Opens the files.
     *
     * @param figure what the limit is called in the snapshot
     * @param upwards the group and its ancestors
     * @param limitName the file of the limit in each
     * @param usageName the file of what is held against it
     */
    GroupLimit(KernelFiles files, String figure, List<Path> upwards, String limitName, String usageName) {
        // The root of the v2 tree has no limit files at all, but has the others: nothing above can limit it.
        Path top = upwards.get(upwards.size() - 1);
        reachesRoot = Files.notExists(top.resolve(limitName)) && Files.exists(top.resolve("cgroup.procs"));
        int levels = upwards.size() - (reachesRoot ? 1 : 0);
        limits = new KernelFile[levels];
        usages = new KernelFile[levels];
        for (int i = 0; i < levels; i++) {
            limits[i] = files.open(figure, upwards.get(i).resolve(limitName));
            usages[i] = files.open(figure, upwards.get(i).resolve(usageName));
        }
    }

    void read(KernelText text) {
        tightest = reachesRoot ? MemoryStats.UNLIMITED : MemoryStats.UNKNOWN;
        headroom = MemoryStats.UNLIMITED;
        for (int i = 0; i < limits.length; i++) {
            long limit = limits[i].read(text) ? text.number() : MemoryStats.UNKNOWN;
            if (limit >= 0) {
                tightest = tightest < 0 ? limit : Math.min(tightest, limit);
                if (limit != MemoryStats.UNLIMITED && usages[i].read(text)) {
                    headroom = Math.min(headroom, left(limit, text.number()));
                }
            }
        }
    }

    /** The lowest limit seen, UNLIMITED if there is none, UNKNOWN if no file could be read. */
    long tightest() {
        return tightest;
    }

    /** What is left until the first limit is met. */
    long headroom() {
        return tightest < 0 ? MemoryStats.UNKNOWN : headroom;
    }

    static long left(long limit, long used) {
        return used < 0 ? MemoryStats.UNLIMITED : Math.max(0, limit - used);
    }
}
