package io.perftoolkit.bench.traces;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Reads and makes traces.
 *
 * <p>Two formats are read. {@code .dkt.gz}: one number for each request, seven bits in a byte, the low ones first, the
 * eighth bit set if more follow; 0 is a key that was never asked for, d is the key that is the d-th newest of those seen.
 * {@code .txt} and {@code .txt.gz}: one key in each line, any text; empty lines and {@code *} are skipped.
 */
public final class Traces {
    private static final List<String> SAMPLE =
            List.of("lirs-cpp", "lirs-gli", "lirs-loop", "lirs-multi1", "lirs-zigzag");
    private static final List<String> ENDINGS = List.of(".dkt.gz", ".txt.gz", ".txt");

    private Traces() {}

    /**
     * The recorded traces that come with the project: small ones, of the authors of LIRS (Jiang and Zhang, SIGMETRICS
     * 2002).
     *
     * @return in the order of their names
     */
    public static List<Trace> sample() {
        return SAMPLE.stream().map(Traces::resource).toList();
    }

    /**
     * Generated ones: popularity that stays, drifts, or is disturbed by scans, and a loop. The same ones each time.
     *
     * @return in a fixed order
     */
    public static List<Trace> generated() {
        return Generators.all();
    }

    /**
     * All traces in a directory, by file name; files that end otherwise are skipped.
     *
     * @param directory where they lie
     * @return in the order of their names
     * @throws IOException if there is no trace or one cannot be read; the message names the file
     */
    public static List<Trace> in(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> list = Files.list(directory)) {
            files = list.filter(file -> !ending(file).isEmpty()).sorted().toList();
        }
        if (files.isEmpty()) {
            throw new IOException("no trace (" + String.join(", ", ENDINGS) + ") in " + directory);
        }
        var traces = new ArrayList<Trace>();
        for (Path file : files) {
            traces.add(read(file));
        }
        return List.copyOf(traces);
    }

    /**
     * Reads one trace.
     *
     * @param file in one of the formats
     * @return the trace, named as the file without its ending
     * @throws IOException if it cannot be read or is damaged; the message names the file
     */
    public static Trace read(Path file) throws IOException {
        String ending = ending(file);
        if (ending.isEmpty()) {
            throw new IOException(file.getFileName() + " does not end in any of " + String.join(", ", ENDINGS));
        }
        String fileName = file.getFileName().toString();
        String name = fileName.substring(0, fileName.length() - ending.length());
        byte[] bytes = Files.readAllBytes(file);
        try {
            byte[] plain = ending.endsWith(".gz") ? unzip(new ByteArrayInputStream(bytes)) : bytes;
            int[] requests = ending.equals(".dkt.gz") ? decode(plain) : numbered(plain);
            return Trace.ofNumbered(name, Trace.Origin.RECORDED, requests);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(fileName + " is no trace: " + e.getMessage(), e);
        }
    }

    private static Trace resource(String name) {
        try (InputStream in = Traces.class.getResourceAsStream(name + ".dkt.gz")) {
            if (in == null) {
                throw new IllegalStateException("trace " + name + " is missing beside " + Traces.class.getName());
            }
            return Trace.ofNumbered(name, Trace.Origin.RECORDED, decode(unzip(in)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString();
        return ENDINGS.stream().filter(name::endsWith).findFirst().orElse("");
    }

    private static byte[] unzip(InputStream in) throws IOException {
        try (var plain = new GZIPInputStream(in)) {
            return plain.readAllBytes();
        }
    }

    private static int[] decode(byte[] bytes) throws IOException {
        int length = 0;
        for (byte b : bytes) {
            length += b >= 0 ? 1 : 0;
        }
        if (bytes.length > 0 && bytes[bytes.length - 1] < 0) {
            throw new IOException("it ends within a number");
        }
        int[] requests = new int[length];
        int keys = 0;
        int at = 0;
        for (int i = 0; i < length; i++) {
            int distance = 0;
            int shift = 0;
            byte b;
            do {
                b = bytes[at++];
                distance |= (b & 127) << shift;
                shift += 7;
            } while (b < 0);
            if (shift > 35 || distance < 0 || distance > keys) {
                throw new IOException("request " + i + " goes back to a key that never was");
            }
            requests[i] = distance == 0 ? keys++ : keys - distance;
        }
        return requests;
    }

    private static int[] numbered(byte[] text) {
        Map<String, Integer> numbers = new HashMap<>();
        return new String(text, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.equals("*"))
                .mapToInt(key -> numbers.computeIfAbsent(key, k -> numbers.size()))
                .toArray();
    }
}
