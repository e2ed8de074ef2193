package io.perftoolkit.bench.prove;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The command in a JVM of its own, as a user would start it, with the class path of the tests. */
final class ProveProcess {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;

    private final Process process;
    private final Path out;
    private final Path log;

    private ProveProcess(Process process, Path out, Path log) {
        this.process = process;
        this.out = out;
        this.log = log;
    }

    static ProveProcess start(Path out, Path log, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + Files.createDirectories(log.resolveSibling("tmp")),
                "-cp",
                System.getProperty("java.class.path"),
                Prove.class.getName(),
                "--out",
                out.toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new ProveProcess(process, out, log);
    }

    String output() throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8);
    }

    /** For messages of assertions. */
    String outputOrFailure() {
        try {
            return output();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Waits until so many processes work for the run: janitor, Redis, PostgreSQL, lane. */
    void awaitProcesses(int least) {
        await(least + " processes", () -> processes().size() >= least || !process.isAlive());
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(LIMIT_NANOS, TimeUnit.NANOSECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("prove did not end");
        }
        return process.exitValue();
    }

    /** Waits until it has said something. */
    void awaitOutput(String text) {
        await("output \"" + text + '"', () -> {
            try {
                return output().contains(text) || !process.isAlive();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    void kill() {
        process.destroyForcibly();
    }

    /**
     * As Ctrl-C does; as a service manager does where Ctrl-C would not be heard: what a shell starts in the background
     * ignores SIGINT, and so do the JVMs below it.
     *
     * @return number of the signal
     */
    int interrupt() throws IOException, InterruptedException {
        int signal = ignoresInterrupts() ? SIGTERM : SIGINT;
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
        return signal;
    }

    private static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                    .anyMatch(mask -> (mask >> (SIGINT - 1) & 1) != 0);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until no process of the run and no directory of it is left. */
    void awaitNothingLeft() {
        await("end of all processes below " + out, () -> processes().isEmpty());
        await("end of all run directories below " + out, () -> runDirectories().isEmpty());
        String[] temporary = log.resolveSibling("tmp").toFile().list();
        if (temporary == null || temporary.length > 0) {
            throw new AssertionError("left in the directory for temporary files: " + List.of(temporary));
        }
    }

    /** All that work for the run: below it, or with its directory on their command line; the run itself is not one. */
    List<ProcessHandle> processes() {
        String runs = out + File.separator + "run-";
        Set<ProcessHandle> found = new TreeSet<>();
        process.descendants().forEach(found::add);
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            all.filter(other -> other.info()
                            .commandLine()
                            .filter(line -> line.contains(runs))
                            .isPresent())
                    .forEach(found::add);
        }
        return List.copyOf(found);
    }

    List<Path> runDirectories() {
        if (!Files.isDirectory(out)) {
            return List.of();
        }
        try (Stream<Path> list = Files.list(out)) {
            return list.filter(path -> path.getFileName().toString().startsWith("run-"))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > LIMIT_NANOS) {
                throw new AssertionError("still waiting for " + what);
            }
            LockSupport.parkNanos(POLL_NANOS); // looking at all processes is not free
        }
    }
}
