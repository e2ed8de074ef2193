package io.perftoolkit.bytes;

import io.perftoolkit.internal.config.FlatConfig;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Describes a chunker. Not thread-safe.
 *
 * @since 0.1
 */
public final class ChunkerBuilder {
    private static final int LARGEST_CHUNK = 64 << 20;
    private static final int LARGEST_WINDOW = 256 << 20;

    private final Object source;
    private int chunkSize = 8192;
    private int maxSlabs = SlabPoolBuilder.MAX_SLABS;
    private @Nullable SlabPool pool;
    private boolean mapped;
    private int windowSize = 64 << 20;

    ChunkerBuilder(Object source) {
        this.source = source;
    }

    /**
     * How long a chunk is; only the last one of the source may be shorter.
     *
     * @param bytes positive, at most 64 MiB, and not above the slabs of a pool that is given; default 8192
     * @return this
     */
    public ChunkerBuilder chunkSize(int bytes) {
        this.chunkSize = bytes;
        return this;
    }

    /**
     * How many slabs, or file windows, may be out at the same time, if the chunker makes a pool of its own.
     *
     * @param most positive; default 16
     * @return this
     */
    public ChunkerBuilder maxSlabs(int most) {
        this.maxSlabs = most;
        return this;
    }

    /**
     * Whose slabs are used.
     *
     * @param pool shared with other chunkers, and not closed by this one; default one of its own
     * @return this
     */
    public ChunkerBuilder slabs(SlabPool pool) {
        this.pool = Objects.requireNonNull(pool, "pool");
        return this;
    }

    /**
     * Whether the file is mapped instead of read. Which is faster depends on how the file came into the page cache: in large pieces,
     * mapping, above all where few bytes are looked at; in small ones, as a buffered stream writes them, reading. Mapped chunks that are
     * held for long take no slabs. A mapped file must not be cut short meanwhile, see {@link Chunker}; if it is cold, it is read page by
     * page by whoever looks first.
     *
     * @param mapped default false; true is for files only, by path or by {@link FileChannel}
     * @return this
     */
    public ChunkerBuilder mapped(boolean mapped) {
        this.mapped = mapped;
        return this;
    }

    /**
     * How much of a file is mapped at once. To unmap costs a pause of all processors, so small ones are slow.
     *
     * @param bytes positive, at most 256 MiB; rounded down to whole chunks, but one at least; default 64 MiB
     * @return this
     */
    public ChunkerBuilder windowSize(int bytes) {
        this.windowSize = bytes;
        return this;
    }

    /**
     * Takes what a flat map says: {@code chunk-size}, {@code max-slabs}, {@code mapped}, {@code window-size}.
     *
     * @param map keys and texts, such as {@code chunk-size} and {@code 64KiB}
     * @return this
     * @throws IllegalArgumentException if a text cannot be read or a key is unknown; the message names the nearest one
     */
    public ChunkerBuilder configure(Map<String, String> map) {
        FlatConfig config = FlatConfig.of(map);
        config.bytes("chunk-size", bytes -> chunkSize((int) Math.min(bytes, Integer.MAX_VALUE)));
        config.integer("max-slabs", this::maxSlabs);
        config.flag("mapped", this::mapped);
        config.bytes("window-size", bytes -> windowSize((int) Math.min(bytes, Integer.MAX_VALUE)));
        config.check();
        return this;
    }

    /**
     * Opens the chunker. Reads nothing yet.
     *
     * @return the chunker; close it
     * @throws IOException if the file cannot be opened
     * @throws IllegalArgumentException naming every argument that breaks its rule
     */
    public Chunker open() throws IOException {
        check();
        SlabPool given = pool;
        SlabPool used = given != null ? given : own();
        FileChannel opened = source instanceof Path path ? FileChannel.open(path, StandardOpenOption.READ) : null;
        Chunker chunker = null;
        try {
            chunker = new Chunker(feed(used, opened), given == null, opened);
            return chunker;
        } finally {
            if (chunker == null && opened != null) {
                opened.close();
            }
        }
    }

    /**
     * Opens the chunker, {@linkplain Chunker#transferTo transfers} all to a channel, and closes it. For blocking targets.
     *
     * @param target where to
     * @return how many bytes
     * @throws IOException of the file or the target
     * @throws InterruptedException if the thread is interrupted while it waits for a slab
     */
    public long transferTo(WritableByteChannel target) throws IOException, InterruptedException {
        try (Chunker chunker = open()) {
            return chunker.transferTo(target);
        }
    }

    /** Builds no text while all is well: a chunker may be opened for every message. */
    private void check() {
        SlabPool given = pool;
        boolean tooLarge = given != null && chunkSize > given.slabSize();
        boolean wrongSize = chunkSize <= 0 || chunkSize > LARGEST_CHUNK;
        boolean wrongWindow = windowSize <= 0 || windowSize > LARGEST_WINDOW;
        boolean unmappable = mapped && !(source instanceof Path) && !(source instanceof FileChannel);
        if (!tooLarge && !wrongSize && maxSlabs > 0 && !wrongWindow && !unmappable) {
            return;
        }
        List<String> broken = new ArrayList<>();
        SlabPoolBuilder.check(broken, !wrongSize, "chunkSize must be from 1 to 64 MiB: " + chunkSize);
        SlabPoolBuilder.check(
                broken,
                !tooLarge,
                "chunkSize must be at most the slabSize of the pool, which is " + (given == null ? 0 : given.slabSize())
                        + ": " + chunkSize);
        SlabPoolBuilder.check(broken, maxSlabs > 0, "maxSlabs must be positive: " + maxSlabs);
        SlabPoolBuilder.check(broken, !wrongWindow, "windowSize must be from 1 to 256 MiB: " + windowSize);
        SlabPoolBuilder.check(
                broken,
                !unmappable,
                "mapped must be false for what is not a file: "
                        + source.getClass().getSimpleName());
        throw new IllegalArgumentException(String.join("; ", broken));
    }

    /** Its slabs are a little larger than others where chunks do not fill those exactly. */
    private SlabPool own() {
        int chunks = Math.max(1, (SlabPoolBuilder.SLAB_SIZE + chunkSize - 1) / chunkSize);
        return SlabPool.builder()
                .name("chunker")
                .slabSize(chunks * chunkSize)
                .maxSlabs(maxSlabs)
                .build();
    }

    private Feed feed(SlabPool used, @Nullable FileChannel opened) throws IOException {
        FileChannel file = opened != null ? opened : source instanceof FileChannel channel ? channel : null;
        if (file != null && mapped) {
            long start = file.position();
            return new WindowFeed(used, chunkSize, file, start, Math.max(0, file.size() - start), windowSize);
        }
        if (file != null) {
            return new SlabFeed(used, chunkSize, Source.of(file));
        }
        if (source instanceof ReadableByteChannel channel) {
            return new SlabFeed(used, chunkSize, Source.of(channel));
        }
        InputStream stream = (InputStream) source;
        return stream.getClass() == FileInputStream.class
                ? new SlabFeed(used, chunkSize, Source.of(((FileInputStream) stream).getChannel()))
                : new SlabFeed(used, chunkSize, Source.of(stream));
    }
}
