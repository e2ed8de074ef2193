package io.perftoolkit.bench.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However a run ends, it leaves no process and no data. */
@Timeout(180)
class ProveEndTest {
    private static final Path OUT = Path.of("target", "prove-killed").toAbsolutePath();

    @TempDir
    Path temp;

    @ParameterizedTest
    @CsvSource({
        "start servers, 0, KILL",
        "start servers, 3, INT", // PostgreSQL is on its way
        "calibrate, 0, INT",
        "calibrate, 4, KILL",
        "lane plain, 4, KILL",
        "lane toolkit, 4, INT",
    })
    void prove_endedInAnyPhase_leavesNothing(String phase, int processes, String signal) throws Exception {
        ProveProcess prove = ProveProcess.start(OUT, temp.resolve("log"), "--smoke", "--seconds", "2");
        try {
            prove.awaitOutput(phase);
            prove.awaitProcesses(processes);
            assertTrue(prove.isAlive(), prove::outputOrFailure);
            if (signal.equals("KILL")) {
                prove.kill();
                assertEquals(128 + 9, prove.exitCode());
            } else {
                int sent = prove.interrupt();
                assertEquals(128 + sent, prove.exitCode(), prove::outputOrFailure);
                assertTrue(prove.output().contains("prove: stopped"), prove::outputOrFailure);
                assertFalse(prove.output().contains("Exception"), prove::outputOrFailure);
            }
            prove.awaitNothingLeft();
        } finally {
            prove.kill();
        }
    }

    @Test
    void prove_directoryIsAFile_saysSoInOneLine() throws Exception {
        Path file = Files.createFile(temp.resolve("file"));
        ProveProcess prove = ProveProcess.start(file, temp.resolve("log"), "--smoke");
        assertEquals(1, prove.exitCode());
        assertEquals(1, prove.output().lines().count(), prove::outputOrFailure);
        assertTrue(prove.output().startsWith("prove: cannot write to " + file), prove::outputOrFailure);
    }

    @Test
    void prove_unknownOption_saysSoInOneLine() throws Exception {
        ProveProcess prove = ProveProcess.start(OUT, temp.resolve("log"), "--smok");
        assertEquals(2, prove.exitCode());
        assertEquals(
                "prove: unknown option --smok: did you mean --smoke? (--help lists all)",
                prove.output().strip());
    }
}
