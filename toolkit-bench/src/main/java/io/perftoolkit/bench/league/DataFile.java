package io.perftoolkit.bench.league;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * One part, measured once: what a data file holds, and all that a page may show.
 *
 * @param format version of this layout, raised when a field changes its meaning
 * @param part the part
 * @param harness {@code jmh} or {@code slices}
 * @param machine label given by whoever measured; empty for none
 * @param quick whether it was a run of one minute
 * @param date when it was measured, UTC
 * @param revision of the source
 * @param command how to repeat it
 * @param seconds that it took
 * @param jvmFlags of the measured JVMs
 * @param facts about the machine
 * @param rows judged
 * @param notRun rows that this JDK or machine cannot run, and why
 * @param controls every reading
 * @param raw what the harness itself wrote down
 */
record DataFile(
        int format,
        String part,
        String harness,
        String machine,
        boolean quick,
        String date,
        String revision,
        String command,
        double seconds,
        List<String> jvmFlags,
        MachineFacts facts,
        List<RowResult> rows,
        List<String> notRun,
        List<Controls.Reading> controls,
        JsonNode raw) {
    static final int FORMAT = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** The name without directory and extension: part, JDK, harness, machine. */
    String stem() {
        return part + "-jdk" + facts.jdkFeature() + (harness.equals("jmh") ? "" : "-" + harness)
                + (machine.isEmpty() ? "" : "-" + machine);
    }

    /** Writes the file into a directory, which is made if need be. */
    void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(stem() + ".json"), JSON.writeValueAsString(this) + "\n");
    }

    /**
     * Reads all files of a directory, by machine, harness and JDK.
     *
     * @throws IOException if a file cannot be read or is not of this format; the message names the file
     */
    static List<DataFile> readAll(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Path> files;
        try (Stream<Path> list = Files.list(directory)) {
            files = list.filter(f -> f.getFileName().toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        var all = new java.util.ArrayList<DataFile>();
        for (Path file : files) {
            all.add(read(file));
        }
        all.sort(Comparator.comparing(DataFile::part)
                .thenComparing(DataFile::machine)
                .thenComparing(DataFile::harness)
                .thenComparingInt(d -> d.facts().jdkFeature()));
        return all;
    }

    private static DataFile read(Path file) throws IOException {
        DataFile data;
        try {
            data = JSON.readValue(Files.readString(file, StandardCharsets.UTF_8), DataFile.class);
        } catch (JacksonException e) {
            throw new IOException(file.getFileName() + " is no data file of the league: " + e.getOriginalMessage(), e);
        }
        if (data.format != FORMAT) {
            throw new IOException(file.getFileName() + " has format " + data.format + ", this league reads " + FORMAT);
        }
        if (!file.getFileName().toString().equals(data.stem() + ".json")) {
            throw new IOException(file.getFileName() + " should be called " + data.stem() + ".json");
        }
        return data;
    }
}
