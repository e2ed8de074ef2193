package io.perftoolkit.bench.prove.report;

import io.perftoolkit.bench.prove.result.ProveResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;

/** The whole run as one HTML file that needs no network and no script to be read. */
public final class HtmlReport {
    private HtmlReport() {}

    /**
     * Writes the report, over an earlier one if there is one.
     *
     * @param result what came out
     * @param file where to; its directory must exist
     * @throws IOException if the file cannot be written
     */
    public static void write(ProveResult result, Path file) throws IOException {
        String json = JsonMapper.shared()
                .writeValueAsString(result)
                .replace("&", "&amp;")
                .replace("<", "&lt;");
        Files.writeString(file, "<!DOCTYPE html><title>prove</title><pre>" + json + "</pre>\n", StandardCharsets.UTF_8);
    }
}
