package io.perftoolkit.bench.slices;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.CompilerHints;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Starts a JVM that measures one benchmark in slices. */
public final class Slices {
    /** Fewer kept slices than this are no result. */
    public static final int LEAST_KEPT = 30;

    /** A JVM that takes this much longer than it was told to hangs. */
    private static final long PATIENCE_SECONDS = 120;

    private Slices() {}

    /**
     * Measures one benchmark and waits for the end of its JVM.
     *
     * @param benchmark full name of class and method
     * @param params a value for each of its parameters
     * @param threads that run it at once
     * @param warmUp before slices count
     * @param measure how long they are collected
     * @param flags of the JVM; those of the benchmark's own {@code @Fork} come after them
     * @return what was found
     * @throws IllegalArgumentException if there is no such benchmark, or it is one of JMH's asymmetric groups
     * @throws IllegalStateException if the JVM ends without a result; the message holds the end of its output
     */
    public static SliceResult measure(
            String benchmark,
            Map<String, String> params,
            int threads,
            Duration warmUp,
            Duration measure,
            List<String> flags) {
        BenchmarkListEntry entry = entry(benchmark);
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(entry.getJvmArgs().orElse(List.of()));
        command.addAll(entry.getJvmArgsAppend().orElse(List.of()));
        CompilerHints.addCompilerHints(command);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SliceFork.class.getName()));
        command.add(benchmark);
        command.add(String.valueOf(threads));
        command.add(String.valueOf(warmUp.toMillis()));
        command.add(String.valueOf(measure.toMillis()));
        params.forEach((name, value) -> command.add(name + "=" + value));
        long patience = warmUp.plus(measure).toSeconds() + PATIENCE_SECONDS;
        List<String> output = run(command, patience);
        for (String line : output) {
            if (SliceResult.isLine(line)) {
                return SliceResult.ofLine(line);
            }
        }
        String end =
                String.join(System.lineSeparator(), output.subList(Math.max(0, output.size() - 12), output.size()));
        throw new IllegalStateException("the JVM of " + benchmark + " ended without a result:\n" + end);
    }

    private static List<String> run(List<String> command, long patienceSeconds) {
        try {
            Path output = Files.createTempFile("slices", ".txt");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                if (!process.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("a measured JVM did not end within " + patienceSeconds + " s");
                }
                return Files.readAllLines(output);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while a JVM measured", e);
            } finally {
                process.destroyForcibly();
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What JMH wrote down about a benchmark when it was compiled.
     *
     * @param benchmark full name of class and method
     * @return its parameters, flags and generated class
     * @throws IllegalArgumentException if there is no such benchmark, or it is one of JMH's asymmetric groups
     */
    public static BenchmarkListEntry entry(String benchmark) {
        OutputFormat silent = OutputFormatFactory.createFormatInstance(
                new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8), VerboseMode.SILENT);
        for (BenchmarkListEntry entry : BenchmarkList.defaultList().find(silent, List.of(".*"), List.of())) {
            if (entry.getUsername().equals(benchmark)) {
                if (entry.getThreadGroups().length != 1) {
                    throw new IllegalArgumentException("slices cannot run a group of unequal threads: " + benchmark);
                }
                return entry;
            }
        }
        throw new IllegalArgumentException("there is no such benchmark: " + benchmark);
    }
}
