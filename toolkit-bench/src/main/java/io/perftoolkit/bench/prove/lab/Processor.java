package io.perftoolkit.bench.prove.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a run's data say of the processor. */
public final class Processor {
    private Processor() {}

    /** {@return the model of the first one, as it calls itself; its architecture where the system does not tell} */
    public static String model() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
