package io.perftoolkit.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program, as a process of its own. */
class ReferenceServiceMainTest {
    @ParameterizedTest
    @ValueSource(strings = {"plain", "toolkit"})
    void main_whenItsStandardInputEnds_endsGracefully(String wiring) throws Exception {
        Process process = start(Servers.settings("wiring", wiring, "exit-on-stdin-eof", "true"));
        try (BufferedReader out = process.inputReader()) {
            try (Client client = new Http2Client(port(out))) {
                assertEquals(200, client.get("/items/5000").status());
            }
            process.getOutputStream().close();
            assertNull(out.readLine(), "nothing else is written there");
            assertTrue(process.waitFor(10, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void main_terminated_endsGracefully() throws Exception {
        Process process = start(Servers.settings());
        try (BufferedReader out = process.inputReader()) {
            port(out);
            process.getOutputStream().close(); // which it ignores unless told otherwise
            process.toHandle().destroy(); // the process's own form closes our end of its output, too
            assertNull(out.readLine());
            assertTrue(process.waitFor(10, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void main_withThePortInUse_saysSoInOneLine() throws Exception {
        try (var taken = new ServerSocket(0)) {
            String port = Integer.toString(taken.getLocalPort());
            assertFails("cannot listen on 127.0.0.1:" + port + ": ", Servers.settings("port", port));
        }
    }

    @Test
    void main_withoutADatabase_saysSoInOneLine() throws Exception {
        String nowhere = Servers.jdbcUrl(Servers.freePort());
        assertFails("cannot reach PostgreSQL: ", Servers.settings("jdbc-url", nowhere));
    }

    @Test
    void main_withoutRedis_saysSoInOneLine() throws Exception {
        String nowhere = "redis://127.0.0.1:" + Servers.freePort();
        assertFails("cannot reach Redis: ", Servers.settings("redis-uri", nowhere));
    }

    @Test
    void main_withAWrongSetting_saysSoInOneLine() throws Exception {
        assertFails(
                "unknown setting chache-entries, did you mean cache-entries?", Servers.settings("chache-entries", "1"));
    }

    private static void assertFails(String message, Map<String, String> settings) throws Exception {
        Process process = start(settings);
        try (BufferedReader out = process.inputReader();
                BufferedReader err = process.errorReader()) {
            List<String> lines =
                    err.lines().filter(line -> !line.startsWith("Picked up ")).toList();
            assertEquals(1, lines.size(), lines.toString());
            assertTrue(lines.get(0).startsWith(message), lines.get(0));
            assertNull(out.readLine());
            assertTrue(process.waitFor(10, TimeUnit.SECONDS));
            assertEquals(1, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    private static int port(BufferedReader out) throws IOException {
        String line = out.readLine();
        assertTrue(line != null && line.matches("ready port=\\d+"), line);
        return Integer.parseInt(line.substring("ready port=".length()));
    }

    private static Process start(Map<String, String> settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                ReferenceService.class.getName()));
        settings.forEach((key, value) -> command.add(key + "=" + value));
        var builder = new ProcessBuilder(command);
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder.start();
    }
}
