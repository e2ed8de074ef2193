package io.perftoolkit.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelTextTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({
        "'4096\n', 4096",
        "4096, 4096",
        "'max\n', 9223372036854775807",
        "'-1\n', 9223372036854775807",
        "9223372036854771712, 9223372036854775807",
        "9223372036854710272, 9223372036854775807", // 64 KiB pages
        "18446744073709551615, 9223372036854775807",
        "99999999999999999999999, 9223372036854775807",
        "'', -1",
        "nonsense, -1",
        "' 5', -1"
    })
    void number_ofWhatTheKernelWrites(String written, long meant) throws IOException {
        assertEquals(meant, text(written).number());
    }

    @Test
    void select_keysThatAreBeginningsOfOthers_takesWholeWordsOnly() throws IOException {
        long[] values = new long[3];
        text("anon_thp 1\nanon 2\nfile_mapped 3\nfile 4\nVmRSS:\t   77 kB\n")
                .select(KernelText.keys("anon", "file", "VmRSS"), values);
        assertArrayEquals(new long[] {2, 4, 77}, values);
    }

    @Test
    void select_missingAndMalformed_areUnknown() throws IOException {
        long[] values = {9, 9, 9};
        text("a\nb x\n").select(KernelText.keys("a", "b", "c"), values);
        assertArrayEquals(new long[] {-1, -1, -1}, values);
    }

    @Test
    void decimalField_readsPressureLines() throws IOException {
        KernelText text = text("some avg10=12.34 avg60=0.00 avg300=0.00 total=55\nfull avg10=100.00 total=9\n");
        assertEquals(12.34, text.decimalField(text.line(KernelText.key("some")), KernelText.key("avg10=")));
        assertEquals(100, text.decimalField(text.line(KernelText.key("full")), KernelText.key("avg10=")), 1e-9);
        assertEquals(9, text.field(text.line(KernelText.key("full")), KernelText.key("total=")));
        assertEquals(-1, text.field(text.line(KernelText.key("none")), KernelText.key("total=")));
        assertTrue(Double.isNaN(text.decimalField(0, KernelText.key("avg99="))));
    }

    @Test
    void fill_textLongerThanTheBuffer_readsItsBeginning() throws IOException {
        KernelText text = text("7 " + "x".repeat(2 * KernelText.CAPACITY));
        assertEquals(7, text.number());
    }

    @Test
    void fill_shorterTextThanBefore_forgetsTheRest() throws IOException {
        Path file = Files.writeString(dir.resolve("f"), "123456\n");
        KernelText text = new KernelText();
        try (KernelFile kernel = new KernelFile(file)) {
            assertTrue(kernel.read(text));
            assertEquals(123_456, text.number());
            int before = text.fingerprint();
            Files.writeString(file, "9");
            assertTrue(kernel.read(text));
            assertEquals(9, text.number());
            assertNotEquals(before, text.fingerprint());
        }
    }

    @Test
    void read_interruptedThread_keepsTheFileOpen() throws IOException {
        Path file = Files.writeString(dir.resolve("f"), "5");
        KernelText text = new KernelText();
        try (KernelFile kernel = new KernelFile(file)) {
            Thread.currentThread().interrupt();
            assertTrue(kernel.read(text));
            assertTrue(Thread.interrupted());
            assertTrue(kernel.read(text));
            assertEquals(5, text.number());
        }
    }

    private KernelText text(String content) throws IOException {
        Path file = Files.writeString(dir.resolve("text"), content);
        KernelText text = new KernelText();
        try (KernelFile kernel = new KernelFile(file)) {
            kernel.read(text);
        }
        return text;
    }
}
