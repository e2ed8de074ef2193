package io.perftoolkit.latency;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

final class HdrLogExample {
    private HdrLogExample() {}

    static void write(Path file, LatencyRecorder latency, Runnable second) throws IOException {
        // @start region="log"
        try (Writer to = Files.newBufferedWriter(file)) {
            Instant start = Instant.now();
            HdrLog log = new HdrLog(to, start);
            LatencySnapshot before = latency.snapshot();
            for (int i = 0; i < 3; i++) {
                second.run();
                LatencySnapshot now = latency.snapshot();
                log.append(start.plusSeconds(i), Duration.ofSeconds(1), now.minus(before));
                before = now;
            }
        }
        // @end
    }
}
