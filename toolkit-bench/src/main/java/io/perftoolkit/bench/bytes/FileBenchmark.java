package io.perftoolkit.bench.bytes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** To look at a whole file that is in the page cache, in chunks of 8 KiB. */
@State(Scope.Benchmark)
public class FileBenchmark {
    /** Who reads. */
    @Param({
        "Chunker",
        "ChunkerMapped",
        "ChannelLoop",
        "MappedLoop",
        "MappedWindows",
        "MappedKept",
        "NettySlices",
        "ChunkedNioFile",
        "Okio"
    })
    public String subject;

    /** What is looked at: every byte, or one in each page. */
    @Param({"page", "all"})
    public String look;

    /**
     * In which pieces the file was written: of 1 MiB or of 8 KiB, as by a buffered stream. The kernel keeps a file in such pieces, and what it costs
     * to map one depends on their size.
     */
    @Param({"large", "small"})
    public String written;

    /** How long the file is. */
    @Param("64")
    public int mebibytes;

    private Path file;
    private FileReader reader;

    /**
     * Writes the file, which leaves it in the page cache.
     *
     * @throws IOException if that is not possible
     */
    @Setup
    public void setUp() throws IOException {
        file = PageCache.file(mebibytes, written.equals("large") ? PageCache.LARGE : PageCache.SMALL);
        reader = FileReader.of(subject, file, new Look(look.equals("all")));
    }

    /**
     * Deletes it.
     *
     * @throws IOException if that is not possible
     */
    @TearDown
    public void tearDown() throws IOException {
        reader.close();
        Files.delete(file);
    }

    /**
     * One pass over the file.
     *
     * @return a sum of what was seen
     * @throws Exception of the reader
     */
    @Benchmark
    public long pass() throws Exception {
        return reader.pass();
    }
}
