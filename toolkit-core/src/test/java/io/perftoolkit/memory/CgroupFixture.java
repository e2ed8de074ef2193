package io.perftoolkit.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A tree that looks like the root of some Linux system, as far as the monitor reads it. */
final class CgroupFixture {
    static final String V1_NONE = "9223372036854771712\n";

    final Path root;

    CgroupFixture(Path root) {
        this.root = root;
    }

    CgroupFixture file(String name, String content) {
        try {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CgroupFixture directory(String name) {
        try {
            Files.createDirectories(root.resolve(name));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CgroupFixture link(String name, String target) {
        try {
            Path link = root.resolve(name);
            Files.createDirectories(link.getParent());
            Files.createSymbolicLink(link, Path.of(target));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CgroupFixture status() {
        return file(
                "proc/self/status",
                "Name:\tjava\nVmPeak:\t 9000 kB\nVmHWM:\t    2000 kB\nVmRSS:\t    1500 kB\nRssAnon:\t    1000 kB\n"
                        + "RssFile:\t     450 kB\nRssShmem:\t      50 kB\nVmSwap:\t       7 kB\nThreads:\t23\n");
    }

    /** The files of a v2 group that is not the root of the tree. */
    CgroupFixture v2Group(String dir, String max, long current) {
        return file(dir + "/cgroup.procs", "")
                .file(dir + "/cgroup.events", "populated 1\nfrozen 0\n")
                .file(dir + "/memory.max", max + "\n")
                .file(dir + "/memory.high", "max\n")
                .file(dir + "/memory.current", current + "\n")
                .file(dir + "/memory.peak", current + 5 + "\n")
                .file(
                        dir + "/memory.stat",
                        "anon 600\nfile 300\nkernel 90\nkernel_stack 1\nsock 10\nfile_mapped 5\ninactive_anon 1\n"
                                + "inactive_file 200\n")
                .file(dir + "/memory.events", "low 0\nhigh 3\nmax 4\noom 2\noom_kill 1\noom_group_kill 0\n")
                .file(dir + "/memory.swap.current", "11\n")
                .file(dir + "/memory.swap.max", "max\n")
                .file(dir + "/cpu.max", "150000 100000\n")
                .file(
                        dir + "/cpu.stat",
                        "usage_usec 1\nuser_usec 1\nsystem_usec 0\nnr_periods 40\nnr_throttled 8\nthrottled_usec 1500000\n")
                .file(
                        dir + "/memory.pressure",
                        "some avg10=1.25 avg60=0.00 avg300=0.00 total=2000000\n"
                                + "full avg10=0.50 avg60=0.00 avg300=0.00 total=1000001\n")
                .file(dir + "/cpu.pressure", "some avg10=0.00 avg60=0.00 avg300=0.00 total=7\n")
                .file(dir + "/io.pressure", "")
                .file(dir + "/pids.current", "23\n")
                .file(dir + "/pids.max", "100\n");
    }

    /** The memory, cpu and pids groups of v1 below their mounts. */
    CgroupFixture v1Group(String path, String limit, long usage) {
        String memory = "sys/fs/cgroup/memory" + path;
        String cpu = "sys/fs/cgroup/cpu,cpuacct" + path;
        String pids = "sys/fs/cgroup/pids" + path;
        return file(memory + "/cgroup.procs", "")
                .file(memory + "/memory.limit_in_bytes", limit)
                .file(memory + "/memory.soft_limit_in_bytes", V1_NONE)
                .file(memory + "/memory.usage_in_bytes", usage + "\n")
                .file(memory + "/memory.max_usage_in_bytes", usage + 5 + "\n")
                .file(
                        memory + "/memory.stat",
                        "cache 1\nrss 2\ninactive_file 3\nhierarchical_memory_limit " + limit.trim()
                                + "\ntotal_cache 300\ntotal_rss 600\ntotal_inactive_file 200\ntotal_swap 11\n")
                .file(memory + "/memory.kmem.usage_in_bytes", "90\n")
                .file(memory + "/memory.kmem.tcp.usage_in_bytes", "10\n")
                .file(memory + "/memory.failcnt", "4\n")
                .file(memory + "/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n")
                .file(cpu + "/cpu.cfs_quota_us", "50000\n")
                .file(cpu + "/cpu.cfs_period_us", "100000\n")
                .file(cpu + "/cpu.stat", "nr_periods 40\nnr_throttled 8\nthrottled_time 1500000000\n")
                .file(pids + "/cgroup.procs", "")
                .file(pids + "/pids.current", "23\n")
                .file(pids + "/pids.max", "max\n");
    }

    static String v1Mounts(String mountRoot) {
        return "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755\n"
                + "32 31 0:29 " + mountRoot
                + " /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
                + "35 31 0:32 " + mountRoot + " /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n"
                + "39 31 0:36 " + mountRoot + " /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids\n";
    }

    static String v2Mount(String mountRoot, String point) {
        return "24 1 8:1 / / rw,relatime shared:1 - ext4 /dev/root rw\n" + "30 23 0:26 " + mountRoot + " " + point
                + " rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
    }
}
