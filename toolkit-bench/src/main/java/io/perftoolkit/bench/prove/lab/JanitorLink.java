package io.perftoolkit.bench.prove.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * This side of the {@link Janitor}: tells it what belongs to the run. Thread-safe.
 */
final class JanitorLink implements AutoCloseable {
    private static final List<String> FLAGS = List.of(
            "-Xmx24m", "-Xss256k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xshare:auto");
    private static final Path SHELL = Path.of("/bin/sh");
    private static final long CLOSE_SECONDS = 30;

    private final Process process;
    private final Writer writer;

    private JanitorLink(Process process) {
        this.process = process;
        this.writer = process.outputWriter(StandardCharsets.UTF_8);
    }

    static JanitorLink start() {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SHELL)) {
            // A signal that is ignored at the start stays ignored: by exec, and by the JVM.
            command.addAll(List.of(SHELL.toString(), "-c", "trap '' HUP INT TERM; exec \"$0\" \"$@\""));
        }
        command.addAll(ChildJvm.command(FLAGS, Janitor.class.getName(), List.of()));
        try {
            return new JanitorLink(ChildJvm.process(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new LabException("cannot start the janitor process: " + e.getMessage(), e);
        }
    }

    long pid() {
        return process.pid();
    }

    void owns(ProcessHandle child) {
        tell("pid " + child.pid() + ' ' + Janitor.startMillis(child));
    }

    void owns(Path directory) {
        tell("dir " + directory);
    }

    private synchronized void tell(String line) {
        try {
            writer.write(line + '\n');
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the janitor process is gone", e);
        }
    }

    /** Lets it clean up whatever is left, and waits for its end. */
    @Override
    public void close() {
        synchronized (this) {
            try {
                writer.close();
            } catch (IOException e) {
                // It is gone already, and with it its input.
            }
        }
        try {
            process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
