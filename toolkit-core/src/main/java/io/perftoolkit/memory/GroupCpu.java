package io.perftoolkit.memory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The CPU quota and throttling of a control group of either version; an absent one has no files. Not thread-safe. */
final class GroupCpu {
    private static final byte[][] STAT =
            KernelText.keys("nr_periods", "nr_throttled", "throttled_usec", "throttled_time");

    private final boolean v1;
    private final boolean reachesRoot; // the root of the v2 tree has no cpu.max: nothing above can limit us
    private final KernelFile[] quotas; // v2: cpu.max, quota and period in one
    private final KernelFile[] periods; // v1 only
    private final @Nullable KernelFile stat;
    private final long[] stats = new long[STAT.length];

    GroupCpu(KernelFiles files, CgroupPlaces.@Nullable Controller controller) {
        v1 = controller != null && controller.version() == 1;
        int levels = controller == null ? 0 : controller.upwards().size();
        Path top = controller == null ? null : controller.upwards().get(levels - 1);
        reachesRoot = top != null && Files.notExists(top.resolve("cpu.max")) && Files.exists(top.resolve("cpu.stat"));
        quotas = new KernelFile[levels];
        periods = new KernelFile[v1 ? levels : 0];
        for (int i = 0; i < levels; i++) {
            Path dir = controller.upwards().get(i);
            quotas[i] = files.open("group.cpu.quota", dir.resolve(v1 ? "cpu.cfs_quota_us" : "cpu.max"));
            if (v1) {
                periods[i] = files.open("group.cpu.quota", dir.resolve("cpu.cfs_period_us"));
            }
        }
        stat = controller == null
                ? null
                : files.open("group.cpu", controller.own().resolve("cpu.stat"));
    }

    ControlGroup.Cpu read(KernelText text) {
        if (stat == null) {
            return ControlGroup.Cpu.ABSENT;
        }
        stat.read(text);
        text.select(STAT, stats);
        Duration throttled = Duration.ZERO;
        if (v1 && stats[3] >= 0) {
            throttled = Duration.ofNanos(stats[3]); // v1 counts nanoseconds, v2 microseconds
        } else if (!v1 && stats[2] >= 0) {
            throttled = Micros.duration(stats[2]);
        }
        return new ControlGroup.Cpu(tightestQuota(text), stats[0], stats[1], throttled);
    }

    private double tightestQuota(KernelText text) {
        double tightest = !v1 && reachesRoot ? Double.POSITIVE_INFINITY : Double.NaN;
        for (int i = 0; i < quotas.length; i++) {
            long quota = quotas[i].read(text) ? text.number() : MemoryStats.UNKNOWN;
            long period = v1 && periods[i].read(text) ? text.number() : text.secondNumber();
            double cpus = Double.NaN;
            if (quota == MemoryStats.UNLIMITED) {
                cpus = Double.POSITIVE_INFINITY;
            } else if (quota > 0 && period > 0) {
                cpus = (double) quota / period;
            }
            tightest = Double.isNaN(tightest) || cpus < tightest ? cpus : tightest;
        }
        return tightest;
    }
}
