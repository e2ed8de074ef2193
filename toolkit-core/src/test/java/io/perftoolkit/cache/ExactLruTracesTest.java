package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Exact LRU on real sequences of keys, where they lie beside the repository. */
class ExactLruTracesTest {
    private static final int MOST_KEYS = 60_000;

    @Test
    void victims_ofRealTraces_areThoseOfLinkedHashMap() throws IOException {
        Path traces = repository().resolveSibling("shared").resolve("traces");
        assumeTrue(Files.isDirectory(traces), "no traces beside the repository, in " + traces);
        List<Path> files;
        try (Stream<Path> all = Files.list(traces)) {
            files = all.filter(file -> file.toString().endsWith(".dkt.gz"))
                    .sorted()
                    .collect(Collectors.toList());
        }
        assertTrue(!files.isEmpty(), "no trace in " + traces);
        for (Path file : files) {
            int[] keys = read(file);
            int distinct = Arrays.stream(keys).max().orElse(0) + 1;
            LruTableTest.assertSameVictims(keys, Math.max(16, distinct / 20));
        }
    }

    private static Path repository() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve(".mvn"))) {
            here = here.getParent();
        }
        return here;
    }

    /** Numbers of seven bits a byte: 0 is a new key, n is the key that was new n keys ago. */
    private static int[] read(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            int[] keys = new int[MOST_KEYS];
            int length = 0;
            int fresh = 0;
            int value = 0;
            int shift = 0;
            for (int read = in.read(); read >= 0 && length < MOST_KEYS; read = in.read()) {
                value |= (read & 127) << shift;
                shift += 7;
                if (read < 128) {
                    keys[length++] = value == 0 ? fresh++ : fresh - value;
                    value = 0;
                    shift = 0;
                }
            }
            return Arrays.copyOf(keys, length);
        }
    }
}
