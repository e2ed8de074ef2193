package io.perftoolkit.memory;

import java.nio.file.Path;
import java.util.List;

/** Version 2. Source: https://docs.kernel.org/admin-guide/cgroup-v2.html. */
final class GroupMemoryV2 implements GroupMemory {
    private static final byte[][] STAT = KernelText.keys("anon", "file", "kernel", "sock", "inactive_file");
    private static final byte[][] EVENTS = KernelText.keys("high", "max", "oom", "oom_kill");

    private final GroupLimit max;
    private final GroupLimit high;
    private final KernelFile current;
    private final KernelFile peak;
    private final KernelFile stat;
    private final KernelFile eventFile;
    private final KernelFile swap;
    private final KernelFile swapMax;
    private final long[] stats = new long[STAT.length];
    private final long[] counts = new long[EVENTS.length];

    GroupMemoryV2(KernelFiles files, List<Path> upwards) {
        Path own = upwards.get(0);
        max = new GroupLimit(files, "group.memory.limit", upwards, "memory.max", "memory.current");
        high = new GroupLimit(files, "group.memory.softLimit", upwards, "memory.high", "memory.current");
        current = files.open("group.memory.current", own.resolve("memory.current"));
        peak = files.open("group.memory.peak", own.resolve("memory.peak")); // since Linux 5.19
        stat = files.open("group.memory", own.resolve("memory.stat"));
        eventFile = files.open("group.events", own.resolve("memory.events"));
        swap = files.open("group.memory.swap", own.resolve("memory.swap.current"));
        swapMax = files.open("group.memory.swapLimit", own.resolve("memory.swap.max"));
    }

    @Override
    public ControlGroup.Memory memory(KernelText text) {
        max.read(text);
        high.read(text);
        stat.read(text);
        text.select(STAT, stats);
        current.read(text);
        long used = text.number();
        peak.read(text);
        long most = text.number();
        swap.read(text);
        long swapped = text.number();
        swapMax.read(text);
        return new ControlGroup.Memory(
                max.tightest(),
                high.tightest(),
                max.headroom(),
                used,
                most,
                GroupMemory.workingSet(used, stats[4]),
                stats[0],
                stats[1],
                stats[2],
                stats[3],
                swapped,
                text.number());
    }

    @Override
    public ControlGroup.Events events(KernelText text) {
        eventFile.read(text);
        text.select(EVENTS, counts);
        return new ControlGroup.Events(counts[0], counts[1], counts[2], counts[3]);
    }
}
