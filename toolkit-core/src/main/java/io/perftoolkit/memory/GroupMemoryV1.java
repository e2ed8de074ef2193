package io.perftoolkit.memory;

import java.nio.file.Path;
import java.util.List;

/** Version 1. Source: https://docs.kernel.org/admin-guide/cgroup-v1/memory.html. */
final class GroupMemoryV1 implements GroupMemory {
    // "total_": with the groups below, as v2 counts.
    private static final byte[][] STAT = KernelText.keys(
            "hierarchical_memory_limit", "total_rss", "total_cache", "total_inactive_file", "total_swap");
    private static final byte[][] OOM = KernelText.keys("oom_kill");

    private final GroupLimit limits;
    private final KernelFile soft;
    private final KernelFile current;
    private final KernelFile peak;
    private final KernelFile stat;
    private final KernelFile kernel;
    private final KernelFile socket;
    private final KernelFile failures;
    private final KernelFile oom;
    private final long[] stats = new long[STAT.length];
    private final long[] kills = new long[1];

    GroupMemoryV1(KernelFiles files, List<Path> upwards) {
        Path own = upwards.get(0);
        limits = new GroupLimit(files, "group.memory.limit", upwards, "memory.limit_in_bytes", "memory.usage_in_bytes");
        soft = files.open("group.memory.softLimit", own.resolve("memory.soft_limit_in_bytes"));
        current = files.open("group.memory.current", own.resolve("memory.usage_in_bytes"));
        peak = files.open("group.memory.peak", own.resolve("memory.max_usage_in_bytes"));
        stat = files.open("group.memory", own.resolve("memory.stat"));
        kernel = files.open("group.memory.kernel", own.resolve("memory.kmem.usage_in_bytes"));
        socket = files.open("group.memory.socket", own.resolve("memory.kmem.tcp.usage_in_bytes"));
        failures = files.open("group.events.limitHits", own.resolve("memory.failcnt"));
        oom = files.open("group.events.kills", own.resolve("memory.oom_control"));
        files.missing("group.memory.swapLimit", "version 1 limits memory and swap in one");
        files.missing("group.events.softLimitHits", "version 1 does not count them");
        files.missing("group.events.outOfMemory", "version 1 does not count them");
    }

    @Override
    public ControlGroup.Memory memory(KernelText text) {
        limits.read(text);
        stat.read(text);
        text.select(STAT, stats);
        long used = number(current, text);
        long limit = limits.tightest();
        long headroom = limits.headroom();
        long hierarchical = stats[0];
        if (hierarchical >= 0
                && (limit < 0 || hierarchical < limit)) { // an ancestor that is not mounted here limits us
            limit = hierarchical;
            headroom = hierarchical == MemoryStats.UNLIMITED ? hierarchical : GroupLimit.left(hierarchical, used);
        }
        return new ControlGroup.Memory(
                limit,
                number(soft, text),
                headroom,
                used,
                number(peak, text),
                GroupMemory.workingSet(used, stats[3]),
                stats[1],
                stats[2],
                number(kernel, text),
                number(socket, text),
                stats[4],
                MemoryStats.UNKNOWN);
    }

    @Override
    public ControlGroup.Events events(KernelText text) {
        oom.read(text);
        text.select(OOM, kills);
        return new ControlGroup.Events(MemoryStats.UNKNOWN, number(failures, text), MemoryStats.UNKNOWN, kills[0]);
    }

    private static long number(KernelFile file, KernelText text) {
        file.read(text);
        return text.number();
    }
}
