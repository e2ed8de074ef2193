package io.perftoolkit.bench.prove.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report in a real browser, where there is one. */
class HtmlReportBrowserTest {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    @Test
    void page_inABrowser_isLaidOutWithoutAComplaint(@TempDir Path directory) throws Exception {
        Path browser = browser();
        if (browser == null) {
            String why = "skipped: none of " + NAMES + " is on the PATH, the report was not opened in a browser";
            System.out.println(why);
            Assumptions.abort(why);
        }
        Path report = directory.resolve("report.html");
        HtmlReport.write(Samples.typical(), report);
        Path dom = directory.resolve("dom.html");
        Path log = directory.resolve("log.txt");
        Process process = new ProcessBuilder(
                        browser.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + directory.resolve("profile"),
                        "--enable-logging=stderr",
                        "--dump-dom",
                        report.toUri().toString())
                .redirectOutput(dom.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the browser did not end");
        } finally {
            process.destroyForcibly().waitFor();
        }
        String messages = Files.readString(log);
        assertFalse(messages.contains("CONSOLE"), messages);
        String seen = Files.readString(dom);
        assertTrue(seen.contains("Latency by percentile"), messages);
        // What the browser understood, against what an XML parser does: nothing was moved or dropped.
        assertEquals(count(HtmlReport.html(Samples.typical()), "<rect"), count(seen, "<rect"));
        assertEquals(count(HtmlReport.html(Samples.typical()), "<td"), count(seen, "<td"));
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }

    private static Path browser() throws IOException {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            for (String name : NAMES) {
                Path candidate = Path.of(directory, name);
                if (Files.isExecutable(candidate)) {
                    return candidate;
                }
            }
        }
        return null;
    }
}
