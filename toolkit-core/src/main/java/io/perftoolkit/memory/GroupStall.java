package io.perftoolkit.memory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One pressure file: the group's, where there is a v2 tree, or else the machine's. Not thread-safe. */
final class GroupStall {
    private static final byte[] SOME = KernelText.key("some");
    private static final byte[] FULL = KernelText.key("full");
    private static final byte[] AVG10 = KernelText.key("avg10=");
    private static final byte[] TOTAL = KernelText.key("total=");

    private final ControlGroup.Stall.Scope scope;
    private final KernelFile file;

    GroupStall(KernelFiles files, String resource, CgroupPlaces.@Nullable Controller unified, Path root) {
        String figure = "group." + resource + "Stall";
        Path own = unified == null ? null : unified.own().resolve(resource + ".pressure");
        if (own != null && Files.exists(own)) {
            // Only the root of the tree has no cgroup.events, and what stalls there is the machine.
            boolean top = Files.notExists(own.resolveSibling("cgroup.events"));
            scope = top ? ControlGroup.Stall.Scope.MACHINE : ControlGroup.Stall.Scope.GROUP;
            file = files.open(figure, own);
        } else {
            scope = ControlGroup.Stall.Scope.MACHINE;
            file = files.open(figure, root.resolve("proc/pressure").resolve(resource));
        }
    }

    ControlGroup.Stall read(KernelText text) {
        if (!file.read(text)) { // also when PSI is compiled in but switched off
            return ControlGroup.Stall.ABSENT;
        }
        int some = text.line(SOME);
        int full = text.line(FULL);
        return new ControlGroup.Stall(
                scope,
                text.decimalField(some, AVG10),
                text.decimalField(full, AVG10),
                total(text, some),
                total(text, full));
    }

    private static Duration total(KernelText text, int line) {
        long micros = text.field(line, TOTAL);
        return micros <= 0 ? Duration.ZERO : Micros.duration(micros);
    }
}
