package io.perftoolkit.bench.hitratio;

import io.perftoolkit.bench.traces.Trace;
import io.perftoolkit.bench.traces.Traces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Traces for tests, made through the door of their room. */
final class RandomTraces {
    private RandomTraces() {}

    static Trace of(SplittableRandom random, int keys, int length) {
        return of(
                "random",
                IntStream.range(0, length).map(i -> random.nextInt(keys)).toArray());
    }

    static Trace of(String name, int... requests) {
        try {
            Path directory = Files.createTempDirectory("traces");
            Path file = directory.resolve(name + ".txt");
            try {
                Files.writeString(
                        file, IntStream.of(requests).mapToObj(String::valueOf).collect(Collectors.joining("\n")));
                return Traces.read(file);
            } finally {
                Files.delete(file);
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
