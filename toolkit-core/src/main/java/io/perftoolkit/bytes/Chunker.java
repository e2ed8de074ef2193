package io.perftoolkit.bytes;

import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.deadline.DeadlineExceededException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream, a channel or a file into chunks of one size, without copying what was read.
 *
 * {@snippet class="io.perftoolkit.bytes.BytesExample" region="pull"}
 *
 * <p>A chunk is a look into a slab of a {@link SlabPool}, or into a mapped window of a file. Nothing is read before it is asked
 * for, and no more than the slabs hold: who does not close chunks gets no more, after a wait. All chunks are full but the last of
 * the source, also where the source gives less at a time; what has come of a chunk waits in its slab for the rest.
 *
 * <p>A file is read, unless it is to be {@linkplain ChunkerBuilder#mapped mapped}. A mapped file must not be cut short meanwhile: a look
 * at bytes that are gone is an {@link InternalError}, on JDK 17 perhaps a moment later; a chunk's own methods ask first and throw
 * {@link FileTruncatedException}. It is as long as it was when it was opened. On Windows nobody can delete it while it is mapped.
 *
 * <p>A failure of the source passes unchanged and changes nothing: the next call reads again.
 *
 * <p>Not thread-safe: one thread at a time pulls. The chunks may be closed by any thread, also after the chunker.
 *
 * @since 0.1
 */
public final class Chunker implements AutoCloseable {
    /** What is sent at once: enough for a full socket buffer. */
    static final int PIECE = 64 << 10;

    private static final int SPINS = 100;
    private static final long PAUSE_NANOS = 50_000;

    private final Feed feed;
    private final SlabPool pool;
    private final boolean ownsPool;
    private final @Nullable Closeable opened;
    private final int chunkSize;
    private @Nullable Chunk pending;
    private int last = Feed.MORE;
    private boolean closed;

    Chunker(Feed feed, boolean ownsPool, @Nullable Closeable opened) {
        this.feed = feed;
        this.pool = feed.pool;
        this.ownsPool = ownsPool;
        this.opened = opened;
        this.chunkSize = feed.chunkSize;
    }

    /**
     * Starts the description of a chunker of a file, which it opens and closes.
     *
     * @param file to be read
     * @return a builder with every default
     */
    public static ChunkerBuilder of(Path file) {
        return new ChunkerBuilder(Objects.requireNonNull(file, "file"));
    }

    /**
     * Starts the description of a chunker of a channel, from where it stands. The channel stays the caller's to close.
     *
     * @param channel to be read; may be non-blocking for {@link #tryNext}
     * @return a builder with every default
     */
    public static ChunkerBuilder of(ReadableByteChannel channel) {
        return new ChunkerBuilder(Objects.requireNonNull(channel, "channel"));
    }

    /**
     * Starts the description of a chunker of a stream. The stream stays the caller's to close. Its bytes are copied once, from an
     * array, as a stream knows nothing else; prefer a channel.
     *
     * @param stream to be read
     * @return a builder with every default
     */
    public static ChunkerBuilder of(InputStream stream) {
        return new ChunkerBuilder(Objects.requireNonNull(stream, "stream"));
    }

    /**
     * Whether there is another chunk. Reads until it is there, and waits for a slab no longer than the pool's
     * {@linkplain SlabPoolBuilder#maxWait longest wait} and the {@linkplain Deadline#current() current deadline}; for bytes as
     * long as the source makes it wait.
     *
     * @return false at the end
     * @throws IOException of the source
     * @throws SlabsExhaustedException if the longest wait ends first
     * @throws DeadlineExceededException if the deadline ends first
     * @throws FileTruncatedException if a mapped file is shorter than it was
     * @throws IllegalBlockingModeException if the source is non-blocking and has nothing now
     * @throws IllegalStateException if this chunker or its pool is closed
     * @throws InterruptedException if the thread is interrupted while it waits for a slab; an interrupted read of a channel is
     *     a {@link java.nio.channels.ClosedByInterruptException}
     */
    public boolean hasNext() throws IOException, InterruptedException {
        return feed.available() >= chunkSize || fill(Deadline.current()) > 0;
    }

    /**
     * Whether there is another chunk, as {@link #hasNext()}, with this deadline instead of the current one.
     *
     * @param deadline how long to wait for a slab at most; the pool's longest wait holds as well
     * @return false at the end
     * @throws IOException of the source
     * @throws InterruptedException if the thread is interrupted while it waits for a slab
     */
    public boolean hasNext(Deadline deadline) throws IOException, InterruptedException {
        Objects.requireNonNull(deadline, "deadline");
        return feed.available() >= chunkSize || fill(deadline) > 0;
    }

    /**
     * The next chunk. Waits for it, and throws, as {@link #hasNext()} does, if nobody has asked that before.
     *
     * @return the chunk, to be closed
     * @throws NoSuchElementException at the end
     * @throws IOException of the source
     * @throws InterruptedException if the thread is interrupted while it waits for a slab
     */
    public Chunk next() throws IOException, InterruptedException {
        // Never null: an answer that may be null is an object that compilers cannot take apart.
        int length = feed.available() >= chunkSize ? chunkSize : fill(Deadline.current());
        if (length == 0) {
            throw new NoSuchElementException("the source has ended after " + feed.offset() + " bytes");
        }
        return feed.chunk(length);
    }

    /**
     * The next chunk, if it can be had without waiting for a slab, and without waiting for bytes if the source is non-blocking.
     *
     * @return the chunk, to be closed; null if there is none now, or at the end, which {@link #isAtEnd} tells apart
     * @throws IOException of the source
     * @throws FileTruncatedException if a mapped file is shorter than it was
     * @throws IllegalStateException if this chunker or its pool is closed
     */
    public @Nullable Chunk tryNext() throws IOException {
        int length = feed.available() >= chunkSize ? chunkSize : tryFill();
        return length == 0 ? null : feed.chunk(length);
    }

    /**
     * Whether the source has ended and all its bytes were handed out.
     *
     * @return true once {@link #hasNext} has answered false
     */
    public boolean isAtEnd() {
        return feed.isEnded() && feed.available() == 0 && pending == null;
    }

    /**
     * How far the source was handed out.
     *
     * @return the offset of the next byte
     */
    public long offset() {
        Chunk unsent = pending;
        return unsent == null ? feed.offset() : unsent.offset() + unsent.bytes().position();
    }

    /**
     * Writes all that was not yet handed out. From a file the kernel sends it without bringing it here; everything else goes
     * through slabs. The current deadline is looked at between pieces.
     *
     * @param target where to. If it is non-blocking and takes no more for now, this returns; call again
     * @return how many bytes were written; more may be left if the target is non-blocking and {@link #isAtEnd} is false
     * @throws IOException of the source or the target
     * @throws FileTruncatedException if the file is shorter than it was
     * @throws DeadlineExceededException if the current deadline ends first
     * @throws InterruptedException if the thread is interrupted while it waits for a slab
     */
    public long transferTo(WritableByteChannel target) throws IOException, InterruptedException {
        requireOpen();
        return feed.file() == null ? Transfer.pump(this, target) : Transfer.send(feed, target);
    }

    /**
     * The chunks as a publisher for one subscriber, who is given as many as he requests. Each chunk is his to close. The chunker
     * belongs to the subscription from now on, and is closed at the end, by a failure, and by a cancellation.
     *
     * <p>Chunks are pulled by a task of the executor, one at a time, which blocks as long as the source does; while no slab is free
     * nothing is pulled and no thread waits. A non-blocking source fails with {@link IllegalBlockingModeException} when it has nothing.
     *
     * @param executor where chunks are pulled and the subscriber is called
     * @return the publisher; a second subscriber is refused
     */
    public Flow.Publisher<Chunk> publisher(Executor executor) {
        return new ChunkPublisher(this, Objects.requireNonNull(executor, "executor"));
    }

    /**
     * What the pool of this chunker holds and has counted.
     *
     * @return a reading; of all chunkers of the pool, if it is shared
     */
    public ChunkerStats stats() {
        return pool.stats();
    }

    /** Gives back what was not pulled, and closes what the builder opened. Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        Chunk unsent = pending;
        pending = null;
        if (unsent != null) {
            unsent.close();
        }
        feed.retire();
        if (ownsPool) {
            pool.close();
        }
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** For framers: the bytes themselves. */
    Feed feed() {
        return feed;
    }

    /** What the last fill came to: the reason why {@code tryNext} had nothing. */
    int last() {
        return last;
    }

    boolean whenFree(Runnable listener) {
        return pool.whenFree(listener);
    }

    @Nullable
    Chunk pending() {
        return pending;
    }

    void pending(@Nullable Chunk unsent) {
        pending = unsent;
    }

    /**
     * Brings more bytes in, in one piece with those that are there. Waits for memory, and for bytes if nothing else can be done.
     *
     * @return MORE or END
     */
    int more(int room, Deadline deadline) throws IOException, InterruptedException {
        int came = tryMore(room, deadline);
        if (came == Feed.NOTHING_YET) {
            if (feed.isNonBlocking()) {
                throw new IllegalBlockingModeException();
            }
            came = moreInSpiteOfNothing(room, deadline);
        }
        return came;
    }

    int tryMore(int room, @Nullable Deadline deadline) throws IOException, InterruptedException {
        requireOpen();
        last = feed.more(room, deadline);
        return last;
    }

    private int fill(Deadline deadline) throws IOException, InterruptedException {
        refuseWhilePending();
        while (feed.available() < chunkSize) {
            if (more(chunkSize, deadline) == Feed.END) {
                return rest();
            }
        }
        return chunkSize;
    }

    private int tryFill() throws IOException {
        refuseWhilePending();
        try {
            while (feed.available() < chunkSize) {
                int came = tryMore(chunkSize, null);
                if (came == Feed.END) {
                    return rest();
                }
                if (came != Feed.MORE) {
                    return 0;
                }
            }
        } catch (InterruptedException e) { // nothing here waits
            throw new AssertionError(e);
        }
        return chunkSize;
    }

    /** The last chunk may be short; behind it there is nothing to hold a slab for. */
    private int rest() {
        int rest = Math.min(feed.available(), chunkSize);
        if (rest == 0) {
            feed.retire();
        }
        return rest;
    }

    /** A channel that is not allowed to, or a stream, gives nothing and does not end: asks again for a while. */
    private int moreInSpiteOfNothing(int room, Deadline deadline) throws IOException, InterruptedException {
        long since = pool.settings.ticker().getAsLong();
        for (int tries = 0; ; tries++) {
            if (tries < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            int came = tryMore(room, deadline);
            if (came != Feed.NOTHING_YET) {
                return came;
            }
            long waited = pool.settings.ticker().getAsLong() - since;
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (deadline.isExpired()) {
                throw new DeadlineExceededException(pool.settings.name(), "a byte", Duration.ofNanos(waited));
            }
            if (waited >= pool.settings.maxWaitNanos()) {
                throw new IOException("the source gives nothing, though it is blocking and has not ended, in "
                        + (tries + 2) + " reads");
            }
        }
    }

    private void refuseWhilePending() {
        if (pending != null) {
            throw new IllegalStateException("a transfer has begun, and its target has not yet taken what was read");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the chunker is closed");
        }
    }
}
