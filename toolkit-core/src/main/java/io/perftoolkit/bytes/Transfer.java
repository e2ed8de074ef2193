package io.perftoolkit.bytes;

import io.perftoolkit.deadline.Deadline;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes what is left of a source into a channel. */
final class Transfer {
    private Transfer() {}

    /** From a file: the kernel does it, in pieces, so that a deadline is seen and a socket's buffer is enough. */
    static long send(Feed feed, WritableByteChannel target) throws IOException {
        FileChannel file = Objects.requireNonNull(feed.file());
        long first = feed.fileStart() + feed.offset();
        long end = feed.fileEnd() >= 0 ? feed.fileEnd() : file.size();
        long at = first;
        if (at > end && feed.available() > 0) {
            throw new FileTruncatedException(feed.offset(), feed.available(), null);
        }
        try {
            while (at < end) {
                Deadline.current().throwIfExpired(feed.pool.settings.name(), "the next piece");
                long sent = file.transferTo(at, Math.min(end - at, Chunker.PIECE), target);
                at += sent;
                if (sent == 0 && isDone(file, at, end, target)) {
                    break;
                }
            }
        } finally {
            feed.pool.tally.transferred.add(at - first);
            if (at > first || at >= end) { // also if there was nothing to send: the end is to be known
                feed.skip(at - first);
            }
        }
        return at - first;
    }

    /** From anything else: chunk by chunk; what a non-blocking target does not take now waits in the chunker. */
    static long pump(Chunker chunker, WritableByteChannel target) throws IOException, InterruptedException {
        long written = 0;
        while (true) {
            Chunk chunk = chunker.pending();
            chunker.pending(null);
            if (chunk == null) {
                if (!chunker.hasNext()) {
                    return written;
                }
                chunk = chunker.next();
            }
            boolean all = false;
            try {
                written += chunk.writeTo(target);
                all = !chunk.bytes().hasRemaining();
            } finally {
                if (all) {
                    chunk.close();
                } else {
                    chunker.pending(chunk);
                }
            }
            if (!all) {
                return written;
            }
        }
    }

    private static boolean isDone(FileChannel file, long at, long end, WritableByteChannel target) throws IOException {
        if (file.size() <= at) {
            throw new FileTruncatedException(at, end - at, null);
        }
        return isNonBlocking(target);
    }

    private static boolean isNonBlocking(@Nullable WritableByteChannel target) {
        return target instanceof SelectableChannel selectable && !selectable.isBlocking();
    }
}
