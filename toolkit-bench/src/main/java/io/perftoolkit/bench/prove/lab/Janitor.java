package io.perftoolkit.bench.prove.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The process that cleans up after a run, even one that was killed: it reads from its standard input which processes
 * and directories belong to the run, and when the input ends, because the run closed it or died, it ends what still
 * lives and deletes the directories.
 *
 * <p>Lines: {@code pid <number> <start in ms since 1970>} and {@code dir <path>}. A process counts as the run's own if it
 * was told and started then (a number may be used again), if it descends from one that was, or if its command line names
 * a told directory: so one that was born just before the run died is found too.
 *
 * <p>Must be started with HUP, INT and TERM ignored ({@link JanitorLink} does), since Ctrl-C reaches it as well.
 */
public final class Janitor {
    private static final Duration POLITE = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 20;
    private static final int QUIET_ROUNDS = 10; // a dying process may still have been about to start another

    private final List<ProcessHandle> told = new ArrayList<>();
    private final List<Path> directories = new ArrayList<>();

    private Janitor() {}

    /**
     * Reads until the input ends, then cleans up.
     *
     * @param args none
     * @throws IOException if the input cannot be read
     */
    public static void main(String[] args) throws IOException {
        Janitor janitor = new Janitor();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                janitor.note(line);
            }
        } finally {
            janitor.cleanUp();
        }
    }

    private void note(String line) {
        String[] words = line.split(" ", 3);
        if (words[0].equals("pid") && words.length == 3) {
            long startMillis = Long.parseLong(words[2]);
            ProcessHandle.of(Long.parseLong(words[1]))
                    .filter(process -> startMillis(process) == startMillis)
                    .ifPresent(told::add);
        } else if (words[0].equals("dir") && words.length > 1) {
            directories.add(Path.of(line.substring("dir ".length())));
        }
    }

    static long startMillis(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(java.time.Instant::toEpochMilli)
                .orElse(0L);
    }

    private void cleanUp() {
        long begin = System.nanoTime();
        Set<ProcessHandle> asked = new TreeSet<>();
        int quiet = 0;
        while (System.nanoTime() - begin < PATIENCE.toNanos()) {
            boolean polite = System.nanoTime() - begin < POLITE.toNanos();
            List<ProcessHandle> living = living();
            for (ProcessHandle process : living) {
                if (!polite) {
                    process.destroyForcibly();
                } else if (asked.add(process)) {
                    ask(process);
                }
            }
            boolean clean = living.isEmpty();
            for (Path directory : directories) {
                clean &= living.isEmpty() && Directories.delete(directory);
            }
            quiet = clean ? quiet + 1 : 0;
            if (quiet > QUIET_ROUNDS) {
                return;
            }
            pause();
        }
    }

    private List<ProcessHandle> living() {
        ProcessHandle self = ProcessHandle.current();
        Set<ProcessHandle> found = new TreeSet<>();
        for (ProcessHandle process : told) {
            process.descendants().forEach(found::add);
            found.add(process);
        }
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            all.filter(this::namesOurDirectory).forEach(found::add);
        }
        found.remove(self);
        found.removeIf(process -> !process.isAlive() || ProcFs.SYSTEM.isZombie(process.pid()));
        return List.copyOf(found);
    }

    private boolean namesOurDirectory(ProcessHandle process) {
        if (directories.isEmpty()) {
            return false;
        }
        Optional<String> line = process.info().commandLine();
        return line.isPresent()
                && directories.stream().anyMatch(directory -> line.get().contains(directory.toString()));
    }

    /** PostgreSQL drops everything on QUIT, its shared memory included; a JVM and Redis end orderly on TERM. */
    private static void ask(ProcessHandle process) {
        boolean postgres = process.info().command().map(Path::of).map(Path::getFileName).map(Path::toString).stream()
                .anyMatch("postgres"::equals);
        if (!postgres || !signal("-QUIT", process.pid())) {
            process.destroy();
        }
    }

    static boolean signal(String signal, long pid) {
        try {
            return new ProcessBuilder("kill", signal, Long.toString(pid))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
