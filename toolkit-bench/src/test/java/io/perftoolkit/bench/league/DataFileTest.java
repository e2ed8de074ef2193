package io.perftoolkit.bench.league;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFileTest {
    private static final RowResult ROW = Fabricated.row("a", Kind.ADDED, new Interval(2, 1.9, 2.1), null, Verdict.NONE);

    @TempDir
    Path directory;

    @Test
    void file_writtenAndRead_isTheSame() throws IOException {
        DataFile file = Fabricated.file("count", "jmh", "", ROW);
        file.write(directory.resolve("new"));
        assertEquals(List.of(file), DataFile.readAll(directory.resolve("new")));
    }

    @Test
    void name_tellsPartJdkHarnessAndMachine() {
        assertEquals("count-jdk17", Fabricated.file("count", "jmh", "").stem());
        assertEquals(
                "count-jdk17-slices-zen5",
                Fabricated.file("count", "slices", "zen5").stem());
    }

    @Test
    void readAll_absentDirectory_isEmpty() throws IOException {
        assertEquals(List.of(), DataFile.readAll(directory.resolve("absent")));
    }

    @Test
    void readAll_isOrderedByPartMachineAndHarness() throws IOException {
        DataFile a = Fabricated.file("a", "jmh", "zen");
        DataFile b = Fabricated.file("b", "jmh", "");
        DataFile slices = Fabricated.file("b", "slices", "");
        for (DataFile file : List.of(slices, b, a)) {
            file.write(directory);
        }
        assertEquals(List.of(a, b, slices), DataFile.readAll(directory));
    }

    @Test
    void readAll_damagedFile_namesIt() throws IOException {
        Files.writeString(directory.resolve("count-jdk17.json"), "{\"format\": 1, \"verdict\": \"perhaps\"}");
        var thrown = assertThrows(IOException.class, () -> DataFile.readAll(directory));
        assertTrue(
                thrown.getMessage().startsWith("count-jdk17.json is no data file of the league"), thrown.getMessage());
    }

    @Test
    void readAll_otherFormat_namesBoth() throws IOException {
        DataFile file = Fabricated.file("count", "jmh", "", ROW);
        file.write(directory);
        Path path = directory.resolve("count-jdk17.json");
        Files.writeString(path, Files.readString(path).replace("\"format\" : 1", "\"format\" : 9"));
        var thrown = assertThrows(IOException.class, () -> DataFile.readAll(directory));
        assertEquals("count-jdk17.json has format 9, this league reads 1", thrown.getMessage());
    }

    @Test
    void readAll_renamedFile_isRefused() throws IOException {
        Fabricated.file("count", "jmh", "", ROW).write(directory);
        Files.move(directory.resolve("count-jdk17.json"), directory.resolve("count-jdk25.json"));
        var thrown = assertThrows(IOException.class, () -> DataFile.readAll(directory));
        assertEquals("count-jdk25.json should be called count-jdk17.json", thrown.getMessage());
    }
}
