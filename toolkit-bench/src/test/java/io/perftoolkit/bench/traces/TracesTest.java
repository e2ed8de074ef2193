package io.perftoolkit.bench.traces;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracesTest {
    @TempDir
    Path directory;

    @Test
    void dkt_written_isReadAsItWas() throws IOException {
        int[] requests = {0, 1, 0, 2, 2, 1, 3, 0};
        Trace trace = Traces.read(write("small.dkt.gz", encode(requests)));
        assertEquals("small", trace.name());
        assertEquals(Trace.Origin.RECORDED, trace.origin());
        assertEquals(4, trace.keys());
        assertArrayEquals(requests, requests(trace));
    }

    @Test
    void dkt_numbersOfSeveralBytes_areReadAsTheyWere() throws IOException {
        var random = new SplittableRandom(9);
        // Every key once, so that the next ones may lie 20 000 back.
        int[] requests = IntStream.concat(
                        IntStream.range(0, 20_000), IntStream.range(0, 5_000).map(i -> random.nextInt(20_000)))
                .toArray();
        assertArrayEquals(requests, requests(Traces.read(write("far.dkt.gz", encode(requests)))));
    }

    @Test
    void dkt_requestOfAKeyThatNeverWas_isRefusedByName() throws IOException {
        Path file = write("bad.dkt.gz", new byte[] {0, 2});
        var thrown = assertThrows(IOException.class, () -> Traces.read(file));
        assertEquals("bad.dkt.gz is no trace: request 1 goes back to a key that never was", thrown.getMessage());
    }

    @Test
    void dkt_cutWithinANumber_isRefusedByName() throws IOException {
        Path file = write("cut.dkt.gz", new byte[] {0, (byte) 0x81});
        var thrown = assertThrows(IOException.class, () -> Traces.read(file));
        assertEquals("cut.dkt.gz is no trace: it ends within a number", thrown.getMessage());
    }

    @Test
    void dkt_notZipped_isRefusedByName() throws IOException {
        Path file = Files.write(directory.resolve("plain.dkt.gz"), new byte[] {0, 0, 1});
        var thrown = assertThrows(IOException.class, () -> Traces.read(file));
        assertEquals("plain.dkt.gz is no trace: Not in GZIP format", thrown.getMessage());
    }

    @Test
    void text_keysInLines_areNumberedInTheOrderOfTheirFirst() throws IOException {
        Path file = Files.writeString(directory.resolve("names.txt"), "bob\nalice\n\n bob\ncarol\n*\n");
        assertArrayEquals(new int[] {0, 1, 0, 2}, requests(Traces.read(file)));
        Path zipped = write("names.txt.gz", Files.readAllBytes(file));
        assertArrayEquals(new int[] {0, 1, 0, 2}, requests(Traces.read(zipped)));
    }

    @Test
    void directory_withTraces_givesThemByNameAndSkipsTheRest() throws IOException {
        write("b.dkt.gz", encode(new int[] {0}));
        Files.writeString(directory.resolve("a.txt"), "x\n");
        Files.writeString(directory.resolve("README.md"), "not a trace");
        assertEquals(
                List.of("a", "b"),
                Traces.in(directory).stream().map(Trace::name).toList());
    }

    @Test
    void directory_withoutTraces_isRefused() {
        assertThrows(IOException.class, () -> Traces.in(directory));
    }

    @Test
    void sample_ofTheProject_isWholeAndSmall() {
        List<Trace> sample = Traces.sample();
        assertEquals(
                List.of(
                        "lirs-cpp: 9047 requests of 1223 keys",
                        "lirs-gli: 6015 requests of 2529 keys",
                        "lirs-loop: 505500 requests of 1011 keys",
                        "lirs-multi1: 15858 requests of 2606 keys",
                        "lirs-zigzag: 52001 requests of 2001 keys"),
                sample.stream().map(Trace::toString).toList());
    }

    /** The sums are those of the day that the generators were written: published tables rest on them. */
    @Test
    void generated_again_areTheSame() {
        List<Trace> traces = Traces.generated();
        List<Trace> again = Traces.generated();
        for (int i = 0; i < traces.size(); i++) {
            assertArrayEquals(requests(traces.get(i)), requests(again.get(i)));
        }
        assertEquals(
                List.of(
                        "zipf-0.7: 400000 requests of 48702 keys, sum -1421882018",
                        "zipf-0.99: 400000 requests of 39037 keys, sum 377682116",
                        "zipf-0.99-drifting: 400000 requests of 47384 keys, sum -1652166465",
                        "zipf-0.9-scanned: 400000 requests of 235074 keys, sum 15022273",
                        "loop-jumping: 400000 requests of 4000 keys, sum -97017004"),
                traces.stream()
                        .map(t -> t + ", sum " + Arrays.hashCode(requests(t)))
                        .toList());
    }

    @Test
    void generated_looped_comesBackAfterOneRound() {
        Trace loop = Traces.generated().get(4);
        int steps = 0;
        for (int at = 1; at < 100_000; at++) {
            // Numbered by first request, so within a round a step is a step of one key, but for the jumps.
            steps += loop.key(at) == (loop.key(at - 1) + 1) % loop.keys() ? 1 : 0;
        }
        assertFalse(steps < 50_000, "only " + steps + " of 100000 requests went on to the next key");
    }

    @Test
    void first_ofATrace_countsItsOwnKeysAndNeverExceedsIt() {
        Trace trace = Traces.sample().get(0);
        Trace head = trace.first(100);
        assertEquals(100, head.length());
        assertArrayEquals(Arrays.copyOf(requests(trace), 100), requests(head));
        assertEquals(trace.length(), trace.first(1_000_000).length());
    }

    @Test
    void capacities_ofFewAndManyKeys_areThreeSharesAndAtLeastSixteen() {
        assertArrayEquals(new int[] {50, 200, 500}, distinct(1_000).capacities());
        assertArrayEquals(new int[] {100, 500, 2_000}, distinct(10_000).capacities());
        assertArrayEquals(new int[] {16, 20}, distinct(40).capacities());
    }

    @Test
    void numbered_outOfOrder_isRefused() {
        assertThrows(
                IllegalArgumentException.class, () -> Trace.ofNumbered("x", Trace.Origin.RECORDED, new int[] {0, 2}));
    }

    private static Trace distinct(int keys) {
        return Trace.ofNumbered(
                "distinct", Trace.Origin.GENERATED, IntStream.range(0, keys).toArray());
    }

    private static int[] requests(Trace trace) {
        return IntStream.range(0, trace.length()).map(trace::key).toArray();
    }

    private static byte[] encode(int[] requests) {
        var bytes = new ByteArrayOutputStream();
        int keys = 0;
        for (int request : requests) {
            int distance = 0;
            if (request == keys) {
                keys++;
            } else {
                distance = keys - request;
            }
            for (; distance > 127; distance >>>= 7) {
                bytes.write(distance & 127 | 128);
            }
            bytes.write(distance);
        }
        return bytes.toByteArray();
    }

    private Path write(String name, byte[] plain) throws IOException {
        var zipped = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(zipped)) {
            out.write(plain);
        }
        return Files.write(directory.resolve(name), zipped.toByteArray());
    }
}
