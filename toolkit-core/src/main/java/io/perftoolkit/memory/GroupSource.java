package io.perftoolkit.memory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The control group of this process. Looks for its place again when the process was moved to another group, as systemd
 * and container runtimes may do after the start. Not thread-safe.
 */
final class GroupSource implements AutoCloseable {
    private final Path root;
    private final KernelFile membership;
    private int membershipSeen;
    private GroupFiles files;

    GroupSource(Path root, KernelText text) {
        this.root = root;
        membership = new KernelFile(root.resolve("proc/self/cgroup"));
        membership.read(text);
        membershipSeen = text.fingerprint();
        files = new GroupFiles(root);
    }

    ControlGroup read(KernelText text) {
        if (membership.read(text) && text.fingerprint() != membershipSeen) {
            membershipSeen = text.fingerprint();
            files.close();
            files = new GroupFiles(root);
        }
        return files.read(text);
    }

    List<MemoryStats.Gap> gaps() {
        return files.gaps();
    }

    @Override
    public void close() {
        membership.close();
        files.close();
    }

    /** The open files of one group. */
    private static final class GroupFiles implements AutoCloseable {
        private final KernelFiles opened = new KernelFiles();
        private final CgroupPlaces places;
        private final ControlGroup.Hierarchy hierarchy;
        private final GroupMemory memory;
        private final GroupCpu cpu;
        private final GroupStall memoryStall;
        private final GroupStall cpuStall;
        private final GroupStall ioStall;
        private final @Nullable KernelFile tasks;
        private final @Nullable GroupLimit taskLimit;

        GroupFiles(Path root) {
            places = new CgroupPlaces(root);
            hierarchy = hierarchy(places);
            memory = memory(places.controller("memory"));
            cpu = new GroupCpu(opened, places.controller("cpu"));
            CgroupPlaces.Controller unified = places.unified();
            memoryStall = new GroupStall(opened, "memory", unified, root);
            cpuStall = new GroupStall(opened, "cpu", unified, root);
            ioStall = new GroupStall(opened, "io", unified, root);
            CgroupPlaces.Controller pids = places.controller("pids");
            tasks = pids == null ? null : opened.open("group.tasks", pids.own().resolve("pids.current"));
            taskLimit = pids == null
                    ? null
                    : new GroupLimit(opened, "group.taskLimit", pids.upwards(), "pids.max", "pids.current");
        }

        ControlGroup read(KernelText text) {
            long running = tasks != null && tasks.read(text) ? text.number() : MemoryStats.UNKNOWN;
            long most = MemoryStats.UNKNOWN;
            if (taskLimit != null) {
                taskLimit.read(text);
                most = taskLimit.tightest();
            }
            return new ControlGroup(
                    hierarchy,
                    memory.memory(text),
                    memory.events(text),
                    cpu.read(text),
                    memoryStall.read(text),
                    cpuStall.read(text),
                    ioStall.read(text),
                    running,
                    most);
        }

        List<MemoryStats.Gap> gaps() {
            List<MemoryStats.Gap> gaps = new ArrayList<>();
            places.problems().forEach(problem -> gaps.add(new MemoryStats.Gap("group", problem)));
            if (hierarchy == ControlGroup.Hierarchy.NONE && gaps.isEmpty()) {
                gaps.add(new MemoryStats.Gap("group", "no control groups are mounted"));
            }
            gaps.addAll(opened.gaps());
            return gaps;
        }

        @Override
        public void close() {
            opened.close();
        }

        private GroupMemory memory(CgroupPlaces.@Nullable Controller controller) {
            if (controller == null) {
                opened.missing("group.memory", "no memory controller");
                return new GroupMemory.Absent();
            }
            return controller.version() == 1
                    ? new GroupMemoryV1(opened, controller.upwards())
                    : new GroupMemoryV2(opened, controller.upwards());
        }

        private static ControlGroup.Hierarchy hierarchy(CgroupPlaces places) {
            if (places.hasV1()) {
                return places.hasV2() ? ControlGroup.Hierarchy.HYBRID : ControlGroup.Hierarchy.V1;
            }
            return places.hasV2() ? ControlGroup.Hierarchy.V2 : ControlGroup.Hierarchy.NONE;
        }
    }
}
