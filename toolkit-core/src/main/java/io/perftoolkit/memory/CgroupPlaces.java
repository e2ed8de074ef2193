package io.perftoolkit.memory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the control group of this process shows its files: what {@code /proc/self/cgroup} and {@code mountinfo} say,
 * joined as the virtual machine joins them.
 *
 * <p>Without a cgroup namespace the path is the host's while the mount shows a subtree only, so the mount's root is
 * taken off the path. A path that is not below the root, or leads nowhere, is tried without its first names, at last as
 * the mount point itself: inside a container that is the container.
 */
final class CgroupPlaces {
    /** The directories of one controller from the process's own up to the mount point; version 1 or 2. */
    record Controller(int version, List<Path> upwards) {
        Path own() {
            return upwards.get(0);
        }
    }

    private record Mount(int version, String root, String point, List<String> options) {}

    private record Membership(List<String> controllers, String path) {}

    private final Path root;
    private final List<Mount> mounts = new ArrayList<>();
    private final List<Membership> memberships = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * Reads both files.
     *
     * @param root what all absolute paths are taken relative to: {@code /}, or a fixture
     */
    CgroupPlaces(Path root) {
        this.root = root;
        readLines("proc/self/cgroup").forEach(this::addMembership);
        readLines("proc/self/mountinfo").forEach(this::addMount);
    }

    /** Why there may be nothing to find. */
    List<String> problems() {
        return problems;
    }

    /** The named v1 controller, or else the v2 tree, or null. On a hybrid system v1 has what it lists. */
    @Nullable
    Controller controller(String name) {
        for (Membership member : memberships) {
            if (member.controllers().contains(name)) {
                return locate(member, 1, name);
            }
        }
        return unified();
    }

    /** The v2 tree, whatever controllers are on it, or null. */
    @Nullable
    Controller unified() {
        for (Membership member : memberships) {
            if (member.controllers().isEmpty()) {
                return locate(member, 2, "");
            }
        }
        return null;
    }

    boolean hasV1() {
        return mounts.stream().anyMatch(mount -> mount.version() == 1);
    }

    boolean hasV2() {
        return mounts.stream().anyMatch(mount -> mount.version() == 2);
    }

    private @Nullable Controller locate(Membership member, int version, String controller) {
        List<Path> fallback = List.of();
        for (Mount mount : mounts) {
            if (mount.version() != version || (version == 1 && !mount.options().contains(controller))) {
                continue;
            }
            Path point = resolve(mount.point());
            Path below = below(point, mount.root(), member.path());
            if (below != null) {
                return new Controller(version, upwards(below, point));
            }
            if (fallback.isEmpty() && Files.isDirectory(point)) {
                fallback = upwards(nearest(point, member.path()), point);
            }
        }
        return fallback.isEmpty() ? null : new Controller(version, fallback);
    }

    /** The path below the mount, if the path is in the mounted subtree and is there. */
    private static @Nullable Path below(Path point, String mountRoot, String path) {
        String base = mountRoot.equals("/") ? "" : mountRoot;
        boolean leaves = path.contains("/.."); // a namespace entered from outside shows its parents like this
        if (leaves || (!path.equals(base) && !path.startsWith(base + "/"))) {
            return null;
        }
        Path dir = descend(point, path.substring(base.length()));
        return Files.isDirectory(dir) ? dir : null;
    }

    private static Path nearest(Path point, String path) {
        String rest = path;
        for (int slash = rest.indexOf('/'); slash >= 0; slash = rest.indexOf('/')) {
            rest = rest.substring(slash + 1);
            Path dir = descend(point, rest);
            if (!rest.isEmpty() && !rest.contains("..") && Files.isDirectory(dir)) {
                return dir;
            }
        }
        return point;
    }

    private static Path descend(Path point, String relative) {
        String names = relative.startsWith("/") ? relative.substring(1) : relative;
        return names.isEmpty() ? point : point.resolve(names);
    }

    private static List<Path> upwards(Path own, Path point) {
        List<Path> dirs = new ArrayList<>();
        for (Path dir = own; dir != null && dir.startsWith(point); dir = dir.getParent()) {
            dirs.add(dir);
        }
        return List.copyOf(dirs);
    }

    private void addMembership(String line) {
        String[] parts = line.split(":", 3); // the path may hold colons of its own
        if (parts.length == 3) {
            List<String> controllers = parts[1].isEmpty() ? List.of() : Arrays.asList(parts[1].split(",", -1));
            memberships.add(new Membership(controllers, parts[2]));
        }
    }

    private void addMount(String line) {
        int dash = line.indexOf(" - ");
        if (dash < 0) {
            return;
        }
        String[] head = line.substring(0, dash).split(" ", -1);
        String[] tail = line.substring(dash + 3).split(" ", -1);
        if (head.length < 6 || tail.length < 3 || !tail[0].startsWith("cgroup")) {
            return;
        }
        int version = tail[0].equals("cgroup2") ? 2 : 1;
        mounts.add(new Mount(version, unescape(head[3]), unescape(head[4]), Arrays.asList(tail[2].split(",", -1))));
    }

    /** The kernel writes blank, tab, newline and backslash in mount paths as three octal digits. */
    private static String unescape(String path) {
        if (path.indexOf('\\') < 0) {
            return path;
        }
        return path.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }

    private List<String> readLines(String name) {
        Path file = root.resolve(name);
        // By stream: Files.readString trusts the size, which kernel files do not have.
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            problems.add(message.startsWith(file.toString()) ? message + " cannot be read" : file + ": " + message);
            return List.of();
        }
    }

    private Path resolve(String absolute) {
        return root.resolve(absolute.startsWith("/") ? absolute.substring(1) : absolute);
    }
}
