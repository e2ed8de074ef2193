package io.perftoolkit.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupSourceTest {
    private static final String V1_MEMBERSHIP = "9:name=systemd:/\n8:pids:%1$s\n4:memory:%1$s\n2:cpu,cpuacct:%1$s\n";

    @TempDir
    Path root;

    private CgroupFixture fixture;

    @BeforeEach
    void anEmptyRoot() {
        fixture = new CgroupFixture(root);
    }

    @Test
    void read_v2Container_givesEveryFigure() {
        fixture.file("proc/self/cgroup", "0::/\n")
                .file("proc/self/mountinfo", CgroupFixture.v2Mount("/", "/sys/fs/cgroup"))
                .v2Group("sys/fs/cgroup", "1000", 950);
        ControlGroup group = read();
        assertEquals(ControlGroup.Hierarchy.V2, group.hierarchy());
        assertEquals(
                new ControlGroup.Memory(
                        1000, MemoryStats.UNLIMITED, 50, 950, 955, 750, 600, 300, 90, 10, 11, MemoryStats.UNLIMITED),
                group.memory());
        assertEquals(new ControlGroup.Events(3, 4, 2, 1), group.events());
        assertEquals(new ControlGroup.Cpu(1.5, 40, 8, Duration.ofMillis(1500)), group.cpu());
        assertEquals(
                new ControlGroup.Stall(
                        ControlGroup.Stall.Scope.GROUP,
                        1.25,
                        0.5,
                        Duration.ofSeconds(2),
                        Duration.ofNanos(1_000_001_000)),
                group.memoryStall());
        assertEquals(Duration.ofNanos(7000), group.cpuStall().some());
        assertTrue(Double.isNaN(group.cpuStall().full10()), "older kernels have no full line for the CPU");
        assertEquals(23, group.tasks());
        assertEquals(100, group.taskLimit());
    }

    @Test
    void read_v2NestedLimits_givesTheTightestAndItsHeadroom() {
        fixture.file("proc/self/cgroup", "0::/kubepods.slice/pod1/app\n")
                .file("proc/self/mountinfo", CgroupFixture.v2Mount("/", "/sys/fs/cgroup"))
                .file("sys/fs/cgroup/cgroup.procs", "")
                .v2Group("sys/fs/cgroup/kubepods.slice", "5000", 4990)
                .v2Group("sys/fs/cgroup/kubepods.slice/pod1", "2000", 1900)
                .v2Group("sys/fs/cgroup/kubepods.slice/pod1/app", "max", 500)
                .file("sys/fs/cgroup/kubepods.slice/cpu.max", "max 100000\n")
                .file("sys/fs/cgroup/kubepods.slice/pod1/cpu.max", "25000 50000\n");
        ControlGroup group = read();
        assertEquals(2000, group.memory().limit());
        assertEquals(10, group.memory().headroom(), "the outermost group fills first, though its limit is higher");
        assertEquals(500, group.memory().current());
        assertEquals(0.5, group.cpu().quota());
    }

    @Test
    void read_v2RootOfTheTree_isUnlimited() {
        fixture.file("proc/self/cgroup", "0::/\n")
                .file("proc/self/mountinfo", CgroupFixture.v2Mount("/", "/sys/fs/cgroup"))
                .file("sys/fs/cgroup/cgroup.procs", "1\n")
                .file("sys/fs/cgroup/cpu.stat", "usage_usec 5\n")
                .file("sys/fs/cgroup/memory.pressure", "some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");
        ControlGroup group = read();
        assertEquals(MemoryStats.UNLIMITED, group.memory().limit());
        assertEquals(MemoryStats.UNLIMITED, group.memory().headroom());
        assertEquals(MemoryStats.UNKNOWN, group.memory().current());
        assertEquals(Double.POSITIVE_INFINITY, group.cpu().quota());
        assertEquals(ControlGroup.Stall.Scope.MACHINE, group.memoryStall().scope());
    }

    @Test
    void read_v2WithoutNamespace_takesTheMountRootOffThePath() {
        fixture.file("proc/self/cgroup", "0::/docker/abc/inner\n")
                .file("proc/self/mountinfo", CgroupFixture.v2Mount("/docker/abc", "/sys/fs/cgroup"))
                .v2Group("sys/fs/cgroup", "1000", 600)
                .v2Group("sys/fs/cgroup/inner", "max", 400);
        assertEquals(1000, read().memory().limit());
        assertEquals(400, read().memory().current());
    }

    @Test
    void read_pathOutsideTheMount_fallsBackToTheNearestDirectory() {
        fixture.file("proc/self/cgroup", "0::/../../system.slice/app\n")
                .file("proc/self/mountinfo", CgroupFixture.v2Mount("/", "/sys/fs/cgroup"))
                .v2Group("sys/fs/cgroup", "1000", 600);
        assertEquals(1000, read().memory().limit());
    }

    @Test
    void read_mountPointWithBlanks_isUnescaped() {
        fixture.file("proc/self/cgroup", "0::/\n")
                .file("proc/self/mountinfo", CgroupFixture.v2Mount("/", "/mnt/c\\040group"))
                .v2Group("mnt/c group", "1000", 600);
        assertEquals(1000, read().memory().limit());
    }

    @Test
    void read_v1_translatesNamesAndUnits() {
        fixture.file("proc/self/cgroup", V1_MEMBERSHIP.formatted("/app"))
                .file("proc/self/mountinfo", CgroupFixture.v1Mounts("/"))
                .v1Group("", CgroupFixture.V1_NONE, 99_999)
                .v1Group("/app", "1000\n", 950)
                .file("proc/pressure/memory", "some avg10=2.00 avg60=0.00 avg300=0.00 total=3\n");
        ControlGroup group = read();
        assertEquals(ControlGroup.Hierarchy.V1, group.hierarchy());
        assertEquals(
                new ControlGroup.Memory(
                        1000, MemoryStats.UNLIMITED, 50, 950, 955, 750, 600, 300, 90, 10, 11, MemoryStats.UNKNOWN),
                group.memory());
        assertEquals(new ControlGroup.Events(MemoryStats.UNKNOWN, 4, MemoryStats.UNKNOWN, 1), group.events());
        assertEquals(
                new ControlGroup.Cpu(0.5, 40, 8, Duration.ofMillis(1500)), group.cpu(), "v1 throttles in nanoseconds");
        assertEquals(ControlGroup.Stall.Scope.MACHINE, group.memoryStall().scope());
        assertEquals(2.0, group.memoryStall().some10());
        assertEquals(MemoryStats.UNLIMITED, group.taskLimit());
    }

    @Test
    void read_v1WithoutLimits_isUnlimitedNotHuge() {
        fixture.file("proc/self/cgroup", V1_MEMBERSHIP.formatted("/"))
                .file("proc/self/mountinfo", CgroupFixture.v1Mounts("/"))
                .v1Group("", CgroupFixture.V1_NONE, 600)
                .file("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
        assertEquals(MemoryStats.UNLIMITED, read().memory().limit());
        assertEquals(MemoryStats.UNLIMITED, read().memory().headroom());
        assertEquals(Double.POSITIVE_INFINITY, read().cpu().quota());
    }

    @Test
    void read_v1AncestorThatIsNotMounted_limitsByTheHierarchicalFigure() {
        fixture.file("proc/self/cgroup", V1_MEMBERSHIP.formatted("/docker/abc"))
                .file("proc/self/mountinfo", CgroupFixture.v1Mounts("/docker/abc"))
                .v1Group("", CgroupFixture.V1_NONE, 600)
                .file("sys/fs/cgroup/memory/memory.stat", "hierarchical_memory_limit 800\ntotal_rss 5\n");
        assertEquals(800, read().memory().limit());
        assertEquals(200, read().memory().headroom());
    }

    @Test
    void read_hybrid_takesControllersFromV1AndPressureFromV2() {
        fixture.file("proc/self/cgroup", V1_MEMBERSHIP.formatted("/app") + "0::/app\n")
                .file(
                        "proc/self/mountinfo",
                        CgroupFixture.v1Mounts("/") + CgroupFixture.v2Mount("/", "/sys/fs/cgroup/unified"))
                .v1Group("/app", "1000\n", 950)
                .file("sys/fs/cgroup/unified/app/cgroup.events", "populated 1\n")
                .file("sys/fs/cgroup/unified/app/memory.pressure", "some avg10=9.00 avg60=0.00 avg300=0.00 total=0\n");
        ControlGroup group = read();
        assertEquals(ControlGroup.Hierarchy.HYBRID, group.hierarchy());
        assertEquals(1000, group.memory().limit());
        assertEquals(ControlGroup.Stall.Scope.GROUP, group.memoryStall().scope());
        assertEquals(9.0, group.memoryStall().some10());
    }

    @Test
    void read_missingFiles_leavesOnlyTheirFiguresUnknownAndSaysWhy() throws IOException {
        fixture.file("proc/self/cgroup", "0::/\n")
                .file("proc/self/mountinfo", CgroupFixture.v2Mount("/", "/sys/fs/cgroup"))
                .v2Group("sys/fs/cgroup", "1000", 950);
        Files.delete(root.resolve("sys/fs/cgroup/memory.peak"));
        Files.delete(root.resolve("sys/fs/cgroup/memory.stat"));
        try (GroupSource source = new GroupSource(root, new KernelText())) {
            ControlGroup.Memory memory = source.read(new KernelText()).memory();
            assertEquals(1000, memory.limit());
            assertEquals(MemoryStats.UNKNOWN, memory.peak());
            assertEquals(MemoryStats.UNKNOWN, memory.anon());
            assertEquals(MemoryStats.UNKNOWN, memory.workingSet());
            List<MemoryStats.Gap> gaps = source.gaps();
            assertTrue(
                    gaps.stream()
                            .anyMatch(gap -> gap.figure().equals("group.memory.peak")
                                    && gap.reason().contains("memory.peak")
                                    && gap.reason().contains("No such file")),
                    gaps::toString);
        }
    }

    @Test
    void read_fileThatCannotBeRead_isUnknownNotAnError() {
        fixture.file("proc/self/cgroup", "0::/\n")
                .file("proc/self/mountinfo", CgroupFixture.v2Mount("/", "/sys/fs/cgroup"))
                .v2Group("sys/fs/cgroup", "1000", 950)
                .file("sys/fs/cgroup/memory.swap.current", "");
        replace("memory.current", () -> fixture.directory("sys/fs/cgroup/memory.current")); // opening it fails
        if (Files.exists(Path.of("/proc/self/mem"))) {
            // It opens, but there is nothing at address 0: reading it fails, as from a group that was removed.
            replace("memory.peak", () -> fixture.link("sys/fs/cgroup/memory.peak", "/proc/self/mem"));
        }
        ControlGroup.Memory memory = read().memory();
        assertEquals(MemoryStats.UNKNOWN, memory.current());
        assertEquals(MemoryStats.UNKNOWN, memory.swap(), "an empty file is no number");
        assertEquals(1000, memory.limit());
        if (Files.exists(Path.of("/proc/self/mem"))) {
            assertEquals(MemoryStats.UNKNOWN, memory.peak());
        }
    }

    @Test
    void read_permissionDenied_isUnknownAndNamed() throws IOException {
        fixture.file("proc/self/cgroup", "0::/\n")
                .file("proc/self/mountinfo", CgroupFixture.v2Mount("/", "/sys/fs/cgroup"))
                .v2Group("sys/fs/cgroup", "1000", 950);
        Path current = root.resolve("sys/fs/cgroup/memory.current");
        if (!current.toFile().setReadable(false) || Files.isReadable(current)) {
            System.out.println("permission denied: not tried in this JVM, its user may read everything;"
                    + " read_fileThatCannotBeRead covers the same path");
            abort("this user may read everything");
        }
        try (GroupSource source = new GroupSource(root, new KernelText())) {
            assertEquals(
                    MemoryStats.UNKNOWN, source.read(new KernelText()).memory().current());
            assertTrue(source.gaps().stream().anyMatch(gap -> gap.reason().contains("denied")));
        }
    }

    @Test
    void read_emptyRoot_isAbsentWithoutAnException() {
        try (GroupSource source = new GroupSource(root, new KernelText())) {
            assertEquals(ControlGroup.ABSENT, source.read(new KernelText()));
            assertFalse(source.gaps().isEmpty());
            assertTrue(
                    source.gaps().get(0).reason().contains("proc/self/cgroup"),
                    () -> source.gaps().toString());
        }
    }

    @Test
    void read_garbageInstead_isAbsentWithoutAnException() {
        fixture.file("proc/self/cgroup", "\n:\n0:\nx::::\n0::/a:b\n")
                .file("proc/self/mountinfo", "\n - \n1 2 3 - cgroup2\n - cgroup\nnonsense\n");
        assertEquals(ControlGroup.ABSENT, read());
    }

    @Test
    void read_processMovedToAnotherGroup_followsIt() {
        fixture.file("proc/self/cgroup", "0::/a\n")
                .file("proc/self/mountinfo", CgroupFixture.v2Mount("/", "/sys/fs/cgroup"))
                .v2Group("sys/fs/cgroup/a", "1000", 1)
                .v2Group("sys/fs/cgroup/b", "2000", 2);
        try (GroupSource source = new GroupSource(root, new KernelText())) {
            assertEquals(1000, source.read(new KernelText()).memory().limit());
            fixture.file("proc/self/cgroup", "0::/b\n");
            assertEquals(2000, source.read(new KernelText()).memory().limit());
        }
    }

    @Test
    void read_valuesChange_areReadAnewFromTheStart() {
        fixture.file("proc/self/cgroup", "0::/\n")
                .file("proc/self/mountinfo", CgroupFixture.v2Mount("/", "/sys/fs/cgroup"))
                .v2Group("sys/fs/cgroup", "1000", 950);
        try (GroupSource source = new GroupSource(root, new KernelText())) {
            KernelText text = new KernelText();
            assertEquals(950, source.read(text).memory().current());
            fixture.file("sys/fs/cgroup/memory.current", "7\n");
            assertEquals(7, source.read(text).memory().current());
        }
    }

    private void replace(String name, Runnable by) {
        try {
            Files.delete(root.resolve("sys/fs/cgroup").resolve(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        by.run();
    }

    private ControlGroup read() {
        try (GroupSource source = new GroupSource(root, new KernelText())) {
            return source.read(new KernelText());
        }
    }
}
