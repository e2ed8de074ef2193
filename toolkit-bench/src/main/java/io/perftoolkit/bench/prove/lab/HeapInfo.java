package io.perftoolkit.bench.prove.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a JVM for its heap by the JDK's own {@code jcmd}. */
final class HeapInfo {
    private static final Pattern USED = Pattern.compile("(?:heap|Heap)\\s.*\\bused (\\d+)([KMG]?)");

    private HeapInfo() {}

    static long usedBytes(long pid) {
        Path jcmd = ChildJvm.java().resolveSibling("jcmd");
        if (!Files.isExecutable(jcmd)) {
            return -1;
        }
        try {
            Process process = ChildJvm.process(java.util.List.of(jcmd.toString(), Long.toString(pid), "GC.heap_info"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(5, TimeUnit.SECONDS) ? parse(output) : -1;
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    static long parse(String output) {
        Matcher matcher = USED.matcher(output);
        if (!matcher.find()) {
            return -1;
        }
        long value = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "K" -> value << 10;
            case "M" -> value << 20;
            case "G" -> value << 30;
            default -> value;
        };
    }
}
