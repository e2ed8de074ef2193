package io.perftoolkit.bench.league;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The commit that the working directory stands on. */
final class Revision {
    private Revision() {}

    /** Its hash, with {@code (changed)} if files differ from it; {@code unknown} outside of a repository. */
    static String read() {
        String commit = git("rev-parse", "--short=12", "HEAD");
        if (commit.isEmpty()) {
            return "unknown";
        }
        // The league writes its own pages: they are no change of what it measures.
        boolean changed = !git("status", "--porcelain", "--", ":/", ":(top,exclude)docs/benchmarks")
                .isEmpty();
        return changed ? commit + " (changed)" : commit;
    }

    private static String git(String... arguments) {
        var command = new java.util.ArrayList<String>();
        command.add("git");
        command.addAll(java.util.List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return "";
        }
        try (InputStream out = process.getInputStream()) {
            String text = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? text : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        } finally {
            process.destroy();
        }
    }
}
