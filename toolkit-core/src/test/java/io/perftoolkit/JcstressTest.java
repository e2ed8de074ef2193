package io.perftoolkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs every {@code @JCStressTest} on the class path and judges its outcomes.
 *
 * <p>A test whose name ends in {@code Control} is broken on purpose: it must show its forbidden outcome, or the trial
 * beside it is blind. All others must not. By default one JVM configuration looks for a second or two at each; a control
 * that has seen nothing gets a longer look, as a loaded machine may run its actors one after the other.
 * {@code -Pstress} tries the others, not the controls, in every configuration of the compilers, a second each;
 * {@code -Dstress.tests=<regex>} takes a selection. Two processors are used, so a
 * test may have two actors at most.
 */
class JcstressTest {
    private static final String CONTROL = "Control";
    private static final Pattern SELECTED = Pattern.compile(System.getProperty("stress.tests", ".*"));
    private static final boolean FULL = "full".equals(System.getProperty("stress.mode"));
    private static final Path DIRECTORY = Path.of(System.getProperty("stress.directory", "target/jcstress"));

    private static final List<String> SHORT_LOOK =
            List.of("-m", "quick", "-sc", "false", "-f", "1", "-iters", "2", "-time", "150", "-jvmArgs", "-Xmx256m");
    private static final List<String> LONG_LOOK =
            List.of("-m", "quick", "-sc", "false", "-f", "3", "-iters", "10", "-time", "500", "-jvmArgs", "-Xmx256m");
    private static final List<String> FULL_LOOK =
            List.of("-m", "default", "-f", "1", "-iters", "4", "-time", "250", "-jvmArgs", "-Xmx256m");

    @TestFactory
    Stream<DynamicTest> stress() throws IOException, InterruptedException {
        List<String> tests = TestList.tests().stream()
                .filter(test -> SELECTED.matcher(test).find())
                .sorted()
                .collect(Collectors.toList());
        assertFalse(tests.isEmpty(), () -> "no stress test matches " + SELECTED);

        Map<String, List<TestResult>> results = new TreeMap<>(run("first", tests, SHORT_LOOK));
        List<String> blind = tests.stream()
                .filter(test -> test.endsWith(CONTROL) && !sawForbidden(results.get(test)))
                .collect(Collectors.toList());
        if (!blind.isEmpty()) {
            results.putAll(run("second", blind, LONG_LOOK));
        }
        List<String> trials =
                tests.stream().filter(test -> !test.endsWith(CONTROL)).collect(Collectors.toList());
        if (FULL && !trials.isEmpty()) {
            results.putAll(run("full", trials, FULL_LOOK));
        }
        return tests.stream().map(test -> dynamicTest(test, () -> judge(test, results.get(test))));
    }

    private static void judge(String test, @Nullable List<TestResult> results) {
        assertTrue(results != null && !results.isEmpty(), "did not run; has it more than two actors? See " + DIRECTORY);
        for (TestResult result : results) {
            assertEquals(Status.NORMAL, result.status(), () -> describe(result));
            assertTrue(result.getTotalCount() > 0, "no outcome");
        }
        if (test.endsWith(CONTROL)) {
            assertTrue(sawForbidden(results), () -> "broken on purpose, but nothing seen: " + describe(results.get(0)));
        } else {
            for (TestResult result : results) {
                assertTrue(result.grading().isPassed, () -> describe(result));
            }
        }
    }

    private static boolean sawForbidden(@Nullable List<TestResult> results) {
        return results != null
                && results.stream().anyMatch(result -> result.status() == Status.NORMAL && !result.grading().isPassed);
    }

    private static String describe(TestResult result) {
        return result.getConfig() + " " + result.status() + " " + result.getMessages() + " " + result.getVmErr()
                + result.getStateKeys().stream()
                        .map(state -> "\n  (" + state + "): " + result.getCount(state))
                        .collect(Collectors.joining());
    }

    /** In a JVM of its own: jcstress forks, pins and prints, none of which a test JVM should see. */
    private static Map<String, List<TestResult>> run(String name, Collection<String> tests, List<String> look)
            throws IOException, InterruptedException {
        Path directory = DIRECTORY.resolve(name);
        Files.createDirectories(directory);
        for (Path stale : resultFiles(directory)) {
            Files.delete(stale);
        }
        Path log = directory.resolve("jcstress.log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main",
                "-c",
                "2",
                "-r",
                directory.resolve("report").toAbsolutePath().toString(),
                "-t",
                tests.stream().map(Pattern::quote).collect(Collectors.joining("|", "^(", ")$"))));
        command.addAll(look);
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            boolean ended = process.waitFor(FULL ? 120 : 10, TimeUnit.MINUTES);
            assertTrue(ended, () -> "still running: " + log);
        } finally {
            process.destroy();
        }
        List<Path> files = resultFiles(directory);
        assertEquals(1, files.size(), () -> "one file of results expected; see " + log);
        return read(files.get(0));
    }

    private static Map<String, List<TestResult>> read(Path file) throws IOException {
        InProcessCollector collector = new InProcessCollector();
        DiskReadCollector reader = new DiskReadCollector(file.toString(), collector);
        try {
            reader.dump();
        } catch (ClassNotFoundException e) {
            assertNull(e);
        } finally {
            reader.close();
        }
        return collector.getTestResults().stream().collect(Collectors.groupingBy(TestResult::getName));
    }

    private static List<Path> resultFiles(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, "jcstress-results-*.bin.gz")) {
            stream.forEach(files::add);
        }
        return files;
    }
}
