package io.perftoolkit.bench.prove.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JanitorTest {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    Path temp;

    /** A run in miniature: owns a process it tells of, one it does not tell of, and a directory; then waits to be killed. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws IOException, InterruptedException {
            Path directory = Path.of(args[0]);
            JanitorLink janitor = JanitorLink.start();
            janitor.owns(directory);
            Files.createDirectories(directory.resolve("deep/er"));
            Files.writeString(directory.resolve("deep/er/file"), "data");
            Process told = new ProcessBuilder("sleep", "1000").start();
            janitor.owns(told.toHandle());
            Process untold = new ProcessBuilder(
                            "tail", "-f", directory.resolve("deep/er/file").toString())
                    .start();
            System.out.println(janitor.pid() + " " + told.pid() + " " + untold.pid());
            System.out.flush();
            told.waitFor();
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - begin < LIMIT_NANOS, () -> "still waiting: " + what);
            Thread.onSpinWait();
        }
    }

    private static boolean isGone(long pid) {
        return ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true) || ProcFs.SYSTEM.isZombie(pid);
    }

    private Process startParent(Path directory) throws IOException {
        return ChildJvm.process(ChildJvm.command(
                        List.of("-Xmx32m", "-XX:+UseSerialGC"), Parent.class.getName(), List.of(directory.toString())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static long[] pids(Process parent) throws IOException {
        BufferedReader out = parent.inputReader(StandardCharsets.UTF_8);
        String[] words = out.readLine().split(" ");
        return new long[] {Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2])};
    }

    @Test
    void janitor_parentKilled_endsItsProcessesAndDeletesItsDirectory() throws Exception {
        Path directory = temp.resolve("run-killed");
        Process parent = startParent(directory);
        long[] pids = pids(parent);
        parent.destroyForcibly().waitFor();
        await("janitor", () -> isGone(pids[0]));
        assertTrue(isGone(pids[1]), "the process that was told");
        assertTrue(isGone(pids[2]), "the process that names the directory");
        assertFalse(Files.exists(directory));
    }

    @Test
    void janitor_signalsOfATerminal_areIgnoredUntilTheParentEnds() throws Exception {
        Path directory = temp.resolve("run-signals");
        Process parent = startParent(directory);
        try {
            long[] pids = pids(parent);
            for (String signal : List.of("-INT", "-HUP", "-TERM")) {
                assertTrue(Janitor.signal(signal, pids[0]));
            }
            assertFalse(isGone(pids[0]));
            assertTrue(Files.exists(directory));
            parent.destroyForcibly().waitFor();
            await("janitor", () -> isGone(pids[0]));
            assertTrue(isGone(pids[1]));
            assertFalse(Files.exists(directory));
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void janitor_numberUsedAgainByAnother_isLeftAlone() throws Exception {
        Process innocent = new ProcessBuilder("sleep", "1000").start();
        try {
            Process janitor = ChildJvm.process(ChildJvm.command(
                            List.of("-Xmx32m", "-XX:+UseSerialGC"), Janitor.class.getName(), List.of()))
                    .start();
            try (var in = janitor.outputWriter(StandardCharsets.UTF_8)) {
                in.write("pid " + innocent.pid() + " 12345\n");
            }
            assertEquals(0, janitor.waitFor());
            assertTrue(innocent.isAlive());
        } finally {
            innocent.destroyForcibly();
        }
    }
}
