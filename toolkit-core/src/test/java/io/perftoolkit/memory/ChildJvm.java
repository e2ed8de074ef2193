package io.perftoolkit.memory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of these tests in a JVM of its own: the same JDK, the same class path. */
public final class ChildJvm {
    public record Result(int exit, String output) {}

    private static final int PATIENCE_SECONDS = 180;

    private final Class<?> main;
    private final List<String> before = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();

    private ChildJvm(Class<?> main) {
        this.main = main;
    }

    public static ChildJvm of(Class<?> main) {
        return new ChildJvm(main);
    }

    public ChildJvm options(String... options) {
        this.options.addAll(Arrays.asList(options));
        return this;
    }

    ChildJvm arguments(String... arguments) {
        this.arguments.addAll(Arrays.asList(arguments));
        return this;
    }

    /** A command that ends by running the JVM, such as a shell that moves itself first. */
    ChildJvm startedBy(String... command) {
        before.addAll(Arrays.asList(command));
        return this;
    }

    public Result run() throws IOException, InterruptedException {
        Path log = Files.createTempFile("child-jvm", ".log");
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            String output = Files.readString(log, StandardCharsets.UTF_8);
            return new Result(
                    ended ? process.exitValue() : -1,
                    ended ? output : output + "\nstill running after " + PATIENCE_SECONDS + " s");
        } finally {
            process.destroyForcibly().waitFor();
            Files.delete(log);
        }
    }
}
