package io.perftoolkit.bench.league;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the figures depend on. No names of hosts or users and no paths: the data files are published.
 *
 * @param cpu model as the processor calls itself
 * @param cpuFamily and {@code cpuModel}: numbers that tell apart what the name hides
 * @param virtual whether a hypervisor is below
 * @param processors that the JVM may use
 * @param caches of the first processor, such as {@code L2 1024K}
 * @param memoryBytes of the machine; 0 if unknown
 * @param governor of the clock rate; {@code unknown} if the system does not tell
 * @param os and {@code kernel}: name and version
 * @param jdkFeature version number of the JDK
 * @param jdk vendor and full version
 * @param loadBefore load average of the last minute before the run; negative if unknown
 * @param loadAfter the same after it
 */
record MachineFacts(
        String cpu,
        String cpuFamily,
        String cpuModel,
        boolean virtual,
        int processors,
        List<String> caches,
        long memoryBytes,
        String governor,
        String os,
        String kernel,
        int jdkFeature,
        String jdk,
        double loadBefore,
        double loadAfter) {
    private static final String UNKNOWN = "unknown";

    static MachineFacts read(Path proc, Path sys) {
        String cpuinfo = text(proc.resolve("cpuinfo"));
        double load = load();
        return new MachineFacts(
                field(cpuinfo, "model name", System.getProperty("os.arch")),
                field(cpuinfo, "cpu family", UNKNOWN),
                field(cpuinfo, "model", UNKNOWN),
                field(cpuinfo, "flags", "").contains("hypervisor"),
                Runtime.getRuntime().availableProcessors(),
                caches(sys.resolve("devices/system/cpu/cpu0/cache")),
                memory(text(proc.resolve("meminfo"))),
                Optional.of(text(sys.resolve("devices/system/cpu/cpu0/cpufreq/scaling_governor"))
                                .strip())
                        .filter(s -> !s.isEmpty())
                        .orElse(UNKNOWN),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                Runtime.version().feature(),
                System.getProperty("java.vendor") + " " + Runtime.version(),
                load,
                load);
    }

    /** The same machine at the end of the run. */
    MachineFacts ended() {
        return new MachineFacts(
                cpu,
                cpuFamily,
                cpuModel,
                virtual,
                processors,
                caches,
                memoryBytes,
                governor,
                os,
                kernel,
                jdkFeature,
                jdk,
                loadBefore,
                load());
    }

    /** In one line, as the pages show it. */
    String line() {
        var parts = new ArrayList<String>();
        parts.add(cpu + " (family " + cpuFamily + ", model " + cpuModel + (virtual ? ", virtual)" : ")"));
        parts.add(processors + " processors");
        parts.addAll(caches);
        if (memoryBytes > 0) {
            parts.add(Math.round(memoryBytes / 1e9) + " GB");
        }
        parts.add("governor " + governor);
        parts.add(os + " " + kernel);
        parts.add(jdk);
        parts.add("load before " + loadText(loadBefore) + ", after " + loadText(loadAfter));
        return String.join("; ", parts);
    }

    private static String loadText(double load) {
        return load < 0 ? UNKNOWN : Units.number(load);
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static List<String> caches(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> indexes = Files.list(directory)) {
            return indexes.filter(i -> i.getFileName().toString().startsWith("index"))
                    .sorted()
                    .map(MachineFacts::cache)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String cache(Path index) {
        String type = text(index.resolve("type")).strip();
        String suffix = type.equals("Data") ? "d" : type.equals("Instruction") ? "i" : "";
        return "L" + text(index.resolve("level")).strip() + suffix + " "
                + text(index.resolve("size")).strip();
    }

    private static long memory(String meminfo) {
        String total = field(meminfo, "MemTotal", "0").replaceAll("\\D", "");
        return total.isEmpty() ? 0 : Long.parseLong(total) * 1024;
    }

    private static String field(String text, String name, @Nullable String otherwise) {
        return text.lines()
                .filter(line -> line.split(":", 2)[0].strip().equals(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(otherwise == null ? UNKNOWN : otherwise);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
