package io.perftoolkit.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The control group of this very machine, and one made for a child JVM below our own. */
class RealGroupTest {
    private static final long LIMIT = 256L << 20;
    private static final Pattern FIGURES =
            Pattern.compile("limit=(\\d+) current=(\\d+) peak=(-?\\d+) headroom=(\\d+) anon=(\\d+) resident=(\\d+)");

    @Test
    void read_thisMachine_isConsistentOrSaysWhatIsMissing() {
        try (MemoryMonitor monitor = MemoryMonitor.builder().build()) {
            MemoryStats stats = monitor.read();
            System.out.println("this machine: " + stats.process() + " " + stats.group());
            monitor.gaps().forEach(gap -> System.out.println("  " + gap.figure() + ": " + gap.reason()));
            ControlGroup.Memory memory = stats.group().memory();
            if (memory.current() >= 0 && memory.limit() >= 0) {
                assertTrue(memory.headroom() >= 0);
                assertTrue(memory.workingSet() <= memory.current());
            }
            if (stats.process().resident() >= 0) {
                assertTrue(stats.process().residentPeak() > 1 << 20);
                assertTrue(stats.process().threads() > 1);
            } else {
                assertTrue(monitor.gaps().stream().anyMatch(gap -> gap.figure().equals("process")));
            }
        }
    }

    @Test
    void residentDetail_thisMachine_addsUp() {
        if (Files.notExists(Path.of("/proc/self/smaps_rollup"))) {
            System.out.println("resident detail: no /proc/self/smaps_rollup here");
            abort("no smaps_rollup");
        }
        try (MemoryMonitor monitor = MemoryMonitor.builder().build()) {
            MemoryStats.ResidentDetail detail = monitor.residentDetail();
            long sum = detail.privateClean() + detail.privateDirty() + detail.sharedClean() + detail.sharedDirty();
            assertEquals(detail.resident(), sum);
            assertTrue(detail.proportional() <= detail.resident());
        }
    }

    @Test
    void read_childInAGroupOfItsOwn_seesItsLimit() throws Exception {
        Path parent = ownMemoryGroup();
        Path group =
                parent.resolve("perftoolkit-test-" + ProcessHandle.current().pid());
        try {
            Files.createDirectory(group);
        } catch (IOException e) {
            skip("cannot make a group below " + parent + ": " + e);
        }
        try {
            Path limit = group.resolve("memory.limit_in_bytes");
            if (Files.notExists(limit)) {
                limit = group.resolve("memory.max");
            }
            try {
                Files.writeString(limit, Long.toString(LIMIT));
            } catch (IOException e) {
                skip("cannot limit a group below " + parent + " (version 2 needs memory in cgroup.subtree_control): "
                        + e);
            }
            ChildJvm.Result result = ChildJvm.of(RealGroupChild.class)
                    .startedBy("sh", "-c", "echo $$ > " + group.resolve("cgroup.procs") + " && exec \"$@\"", "sh")
                    .options("-XX:+UseSerialGC", "-Xmx64m")
                    .run();
            assertEquals(0, result.exit(), result::output);
            Matcher seen = FIGURES.matcher(result.output());
            assertTrue(seen.find(), result::output);
            long current = Long.parseLong(seen.group(2));
            assertEquals(LIMIT, Long.parseLong(seen.group(1)), result::output);
            assertTrue(current >= 24 << 20 && current < LIMIT, result::output);
            assertTrue(Long.parseLong(seen.group(4)) <= LIMIT - (24 << 20), result::output);
            assertTrue(Long.parseLong(seen.group(5)) >= 24 << 20, result::output);
        } finally {
            Files.delete(group); // an empty group: its one process has ended
        }
    }

    private static Path ownMemoryGroup() {
        CgroupPlaces.Controller memory = new CgroupPlaces(Path.of("/")).controller("memory");
        if (memory == null) {
            skip("no memory control group is mounted");
            throw new AssertionError("skip throws");
        }
        return memory.own();
    }

    private static void skip(String reason) {
        System.out.println("child in a real control group: not tried, " + reason);
        abort(reason);
    }
}
