package io.perftoolkit.bench.prove.lab;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * What the embedding of PostgreSQL leaves in the directory for temporary files: a script that it runs once and deletes
 * when the JVM ends, thus not when it is killed (here it is deleted at once), and an empty directory (here it is told to
 * use ours).
 */
final class LibraryTraces {
    private LibraryTraces() {}

    static void prevent(Path binaries) throws IOException {
        System.setProperty("ot.epg.working-dir", binaries.toString());
        Path directory = Path.of(System.getProperty("java.io.tmpdir"));
        Set<Path> before = list(directory);
        LinuxUtils.getDistributionName();
        Set<Path> traces = list(directory);
        traces.removeAll(before);
        for (Path trace : traces) {
            Files.deleteIfExists(trace);
        }
    }

    private static Set<Path> list(Path directory) throws IOException {
        Set<Path> found = new HashSet<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, "detect_linux_distribution_*.sh")) {
            stream.forEach(found::add);
        }
        return found;
    }
}
