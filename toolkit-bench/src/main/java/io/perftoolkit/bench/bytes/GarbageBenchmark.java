package io.perftoolkit.bench.bytes;

import io.perftoolkit.memory.AllocationMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What it allocates to read a GiB in chunks of 8 KiB, the opening included, as the thread that reads counts it. */
@State(Scope.Benchmark)
public class GarbageBenchmark {
    private static final int MEBIBYTES = 1024;
    private static final int WARM_UP_MEBIBYTES = 32;
    private static final int WARM_UPS = 100;

    /** Who reads. */
    @Param({"Chunker", "NettySlices", "Okio"})
    public String subject;

    private Path file;
    private FileReader reader;

    /** What was counted. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Counted {
        /** Read by the league under this name. */
        public long ownBytes;
    }

    /**
     * Has the code compiled by a shorter file, then writes the long one.
     *
     * @throws Exception if that is not possible
     */
    @Setup
    public void setUp() throws Exception {
        Look look = new Look(false);
        Path shorter = PageCache.file(WARM_UP_MEBIBYTES, PageCache.LARGE);
        FileReader warmUp = FileReader.of(subject, shorter, look);
        try {
            for (int i = 0; i < WARM_UPS; i++) {
                warmUp.pass();
            }
        } finally {
            warmUp.close();
            Files.delete(shorter);
        }
        file = PageCache.file(MEBIBYTES, PageCache.LARGE);
        reader = FileReader.of(subject, file, look);
    }

    /**
     * Deletes the file.
     *
     * @throws IOException if that is not possible
     */
    @TearDown
    public void tearDown() throws IOException {
        reader.close();
        Files.delete(file);
    }

    /**
     * One pass.
     *
     * @param counted takes the bytes
     * @return a sum of what was seen
     * @throws Exception of the reader
     */
    @Benchmark
    public long gibibyte(Counted counted) throws Exception {
        long before = AllocationMeter.allocated();
        long sum = reader.pass();
        counted.ownBytes += AllocationMeter.allocated() - before;
        return sum;
    }
}
