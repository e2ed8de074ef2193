package io.perftoolkit.memory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
        List<Path> upwards = controller == null ? List.of() : controller.upwards();
        reachesRoot = !upwards.isEmpty() && isRootOfV2(upwards.get(upwards.size() - 1));
        quotas = new KernelFile[upwards.size()];
        periods = new KernelFile[v1 ? upwards.size() : 0];
        for (int i = 0; i < quotas.length; i++) {
            Path dir = upwards.get(i);
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

    private static boolean isRootOfV2(Path dir) {
        return Files.notExists(dir.resolve("cpu.max")) && Files.exists(dir.resolve("cpu.stat"));
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
