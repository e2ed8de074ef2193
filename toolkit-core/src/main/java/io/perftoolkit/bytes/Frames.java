package io.perftoolkit.bytes;

import io.perftoolkit.deadline.Deadline;
import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a source, one after the other.
 *
 * <p>A frame that is refused stays where it is: whoever asks again is told again. A frame that is longer than a slab,
 * or crosses into the next one while frames before it are held, needs a second slab.
 *
 * <p>Not thread-safe, as the {@link Chunker} below it. The frames may be closed by any thread.
 *
 * @since 0.1
 */
public final class Frames {
    private final Chunker chunker;
    private final Feed feed;
    private final Cutter cutter;
    private final boolean partialAllowed;
    /** The cutter knows the next frame. */
    private boolean found;

    /** That one is what the source has left. */
    private boolean rest;

    private boolean partial;

    Frames(Chunker chunker, Cutter cutter, boolean partialAllowed) {
        this.chunker = chunker;
        this.feed = chunker.feed();
        this.cutter = cutter;
        this.partialAllowed = partialAllowed;
    }

    /**
     * Whether there is another frame. Waits as {@link Chunker#hasNext()}, and throws what that throws.
     *
     * @return false at the end
     * @throws FrameTooLongException if it is longer than is accepted; no memory is taken for it
     * @throws TruncatedFrameException if the source ends in the middle of it, unless partial frames are allowed
     * @throws IOException of the source
     * @throws InterruptedException if the thread is interrupted while it waits for a slab
     */
    public boolean hasNext() throws IOException, InterruptedException {
        return found || isFound() || seek(Deadline.current());
    }

    /**
     * The next frame. Waits for it, and throws, as {@link #hasNext()} does, if nobody has asked that before.
     *
     * @return the frame, to be closed; its offset is that of its own first byte
     * @throws NoSuchElementException at the end
     * @throws IOException of the source
     * @throws InterruptedException if the thread is interrupted while it waits for a slab
     */
    public Chunk next() throws IOException, InterruptedException {
        if (!hasNext()) {
            throw new NoSuchElementException("the source has ended after " + feed.offset() + " bytes");
        }
        return frame();
    }

    /**
     * The next frame, if it can be had without waiting for a slab, and without waiting for bytes if the source is non-blocking.
     *
     * @return the frame, to be closed; null if there is none now, or at the end, which {@link Chunker#isAtEnd} tells apart
     * @throws FrameTooLongException if it is longer than is accepted; no memory is taken for it
     * @throws TruncatedFrameException if the source ends in the middle of it, unless partial frames are allowed
     * @throws IOException of the source
     */
    public @Nullable Chunk tryNext() throws IOException {
        try {
            while (!found && !isFound()) {
                int came = chunker.tryMore(room(), null);
                if (came == Feed.END) {
                    return isRest() ? frame() : null;
                }
                if (came != Feed.MORE) {
                    return null;
                }
            }
            return frame();
        } catch (InterruptedException e) { // nothing here waits
            throw new AssertionError(e);
        }
    }

    /**
     * Whether the frame handed out last was the unfinished one at the end of the source.
     *
     * @return false unless partial frames are allowed; for lines, whether the last had no line end
     */
    public boolean isPartial() {
        return partial;
    }

    private boolean seek(Deadline deadline) throws IOException, InterruptedException {
        do {
            if (chunker.more(room(), deadline) == Feed.END) {
                return isRest();
            }
        } while (!isFound());
        return true;
    }

    private boolean isFound() {
        if (feed.available() == 0) {
            return false;
        }
        try {
            found = cutter.find(Objects.requireNonNull(feed.readable), feed.from, feed.to, feed.offset());
            return found;
        } catch (InternalError e) {
            throw feed.fault(e);
        }
    }

    private int room() {
        return feed.available() == 0 ? 1 : cutter.room;
    }

    private Chunk frame() {
        found = false;
        partial = rest;
        return feed.frame(cutter.head, cutter.length, cutter.tail);
    }

    /** At the end of the source, without a whole frame: whether there is a part of one. */
    private boolean isRest() {
        int present = feed.available();
        if (present == 0) {
            feed.retire();
            return false;
        }
        if (!partialAllowed) {
            throw new TruncatedFrameException(feed.offset(), present);
        }
        cutter.takeRest(feed.from, feed.to, feed.offset());
        found = true;
        rest = true;
        return true;
    }
}
