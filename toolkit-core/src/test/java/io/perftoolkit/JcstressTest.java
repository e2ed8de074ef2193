package io.perftoolkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
 * beside it is blind. All others must not. By default one JVM looks at each for a quarter of a second; a control
 * that has shown nothing is looked at longer, until it does, as a loaded machine may run its actors one after the other.
 * {@code -Pstress} tries the others, not the controls, in every configuration of the compilers, more than half a second each;
 * {@code -Dstress.tests=<regex>} takes a selection. Two processors are used, so a
 * test may have two actors at most. What each look found, and when, stands in the log.
 */
class JcstressTest {
    private static final Pattern SELECTED = Pattern.compile(System.getProperty("stress.tests", ".*"));
    private static final boolean FULL = "full".equals(System.getProperty("stress.mode"));
    private static final Path DIRECTORY = Path.of(System.getProperty("stress.directory", "target/jcstress"));

    @TestFactory
    Stream<DynamicTest> stress() throws IOException, InterruptedException {
        List<String> tests = TestList.tests().stream()
                .filter(test -> SELECTED.matcher(test).find())
                .sorted()
                .collect(Collectors.toList());
        assertFalse(tests.isEmpty(), () -> "no stress test matches " + SELECTED);
        Map<String, List<TestResult>> results = run(tests);
        return tests.stream().map(test -> dynamicTest(test, () -> judge(test, results.get(test))));
    }

    private static void judge(String test, @Nullable List<TestResult> results) {
        assertTrue(results != null && !results.isEmpty(), "did not run; has it more than two actors? See " + DIRECTORY);
        for (TestResult result : results) {
            assertEquals(Status.NORMAL, result.status(), () -> describe(result));
            assertTrue(result.getTotalCount() > 0, "no outcome");
        }
        if (test.endsWith(StressRun.CONTROL)) {
            assertTrue(
                    results.stream().anyMatch(StressRun::sawForbidden),
                    () -> "broken on purpose, but nothing seen: " + describe(results.get(0)));
        } else {
            for (TestResult result : results) {
                assertTrue(result.grading().isPassed, () -> describe(result));
            }
        }
    }

    private static String describe(TestResult result) {
        return result.getConfig() + " " + result.status() + " " + result.getMessages() + " " + result.getVmErr()
                + result.getStateKeys().stream()
                        .map(state -> "\n  (" + state + "): " + result.getCount(state))
                        .collect(Collectors.joining());
    }

    /** In a JVM of its own: jcstress forks, pins and prints, none of which a test JVM should see. */
    private static Map<String, List<TestResult>> run(List<String> tests) throws IOException, InterruptedException {
        Files.createDirectories(DIRECTORY);
        Path results = DIRECTORY.resolve(StressRun.RESULTS).toAbsolutePath();
        Files.deleteIfExists(results);
        Path log = DIRECTORY.resolve("jcstress.log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StressRun.class.getName(),
                DIRECTORY.toAbsolutePath().toString(),
                FULL ? "full" : "quick"));
        command.addAll(tests);
        Process process = new ProcessBuilder(command)
                .directory(DIRECTORY.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            boolean ended = process.waitFor(FULL ? 120 : 20, TimeUnit.MINUTES);
            assertTrue(ended, () -> "still running: " + log);
            assertEquals(0, process.exitValue(), () -> "see " + log);
        } finally {
            process.destroy();
        }
        return read(results);
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
}
