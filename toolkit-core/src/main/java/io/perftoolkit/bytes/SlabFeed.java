package io.perftoolkit.bytes;

import io.perftoolkit.deadline.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** Reads a source into slabs. */
final class SlabFeed extends Feed {
    /*
     * Invariant: bytes move for one reason only: a frame, or a chunk behind frames, has not enough room behind it. They go to the start of
     * the next slab, or of the same one if nobody looks into it.
     *
     * Invariant: the end of the source is found without a slab. Who holds all slabs would otherwise wait in vain for
     * one that is not needed; so a single byte is asked for first, and kept (ChunkerTest.next_endWhileAllSlabsAreHeld_isFound).
     *
     * Invariant: with nothing to carry over, the slab is given back before another is asked for. So one slab is enough for a
     * consumer that closes each chunk before it pulls the next (ChunkerTest.next_oneSlabAndPromptConsumer_neverWaits).
     */

    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private final Source source;
    private final long fileStart;
    private @Nullable ByteBuffer probe;
    private @Nullable Slab slab;
    private int capacity;
    private boolean ended;

    SlabFeed(SlabPool pool, int chunkSize, Source source) throws IOException {
        super(pool, chunkSize);
        this.source = source;
        FileChannel file = source.file();
        this.fileStart = file == null ? 0 : file.position();
    }

    @Override
    int more(int room, @Nullable Deadline deadline) throws IOException, InterruptedException {
        if (ended) {
            return END;
        }
        Slab present = slab;
        if (present == null || from + room > capacity || to == capacity) {
            if (!canBeFilledAgain(present, room) && pool.isFull()) {
                int came = probe();
                if (came != MORE) {
                    return came;
                }
            }
            present = makeRoom(room, deadline);
            if (present == null) {
                return NO_SLAB;
            }
            ByteBuffer probed = probe;
            if (probed != null) {
                present.memory.clear().put(to, probed.get(0));
                probe = null;
                to++;
                return MORE;
            }
        }
        present.memory.limit(capacity).position(to);
        int read = source.read(present.memory);
        if (read < 0) {
            ended = true;
            return END;
        }
        to += read;
        return read == 0 ? NOTHING_YET : MORE;
    }

    @Override
    boolean isEnded() {
        return ended;
    }

    @Override
    boolean isNonBlocking() {
        return source.isNonBlocking();
    }

    @Override
    @Nullable
    FileChannel file() {
        return source.file();
    }

    @Override
    long fileStart() {
        return fileStart;
    }

    @Override
    long fileEnd() {
        return -1;
    }

    @Override
    void skip(long bytes) throws IOException {
        long target = offset() + bytes;
        slab = null;
        probe = null;
        retire();
        moveTo(target);
        FileChannel file = source.file();
        if (file != null && file.isOpen()) { // an interrupt may have closed it, and is what is to be told
            file.position(fileStart + target);
            ended = file.size() <= fileStart + target;
        }
    }

    /** Asks for one byte if none was got so far. */
    private int probe() throws IOException {
        if (probe != null) {
            return MORE;
        }
        ByteBuffer one = ByteBuffer.allocate(1);
        int read = source.read(one);
        ended = read < 0;
        probe = read > 0 ? one : null;
        return ended ? END : read == 0 ? NOTHING_YET : MORE;
    }

    private boolean canBeFilledAgain(@Nullable Slab old, int room) {
        return old != null && isUnseen() && room <= old.memory.capacity() && !(old.isLarge && room <= pool.slabSize());
    }

    private @Nullable Slab makeRoom(int room, @Nullable Deadline deadline) throws InterruptedException {
        Slab old = slab;
        int rest = available();
        if (old != null && canBeFilledAgain(old, room)) {
            return again(old, rest, room);
        }
        if (rest == 0) {
            slab = null;
            retire();
        }
        Slab fresh = pool.take(size(old, room), self, deadline);
        if (fresh == null) {
            return null;
        }
        fresh.memory.clear();
        if (old != null && rest > 0) {
            fresh.memory.put(0, old.memory.clear(), from, rest);
            pool.tally.copied.add(rest);
            retire();
        }
        slab = fresh;
        capacity = usable(fresh, room);
        install(fresh, fresh.readable, fresh.views(chunkSize), rest);
        return fresh;
    }

    private Slab again(Slab same, int rest, int room) {
        if (rest > 0 && from > 0) {
            same.memory.clear();
            same.memory.put(0, same.memory, from, rest);
            pool.tally.copied.add(rest);
        }
        same.wipe(rest);
        restart(rest);
        capacity = usable(same, room);
        pool.begin(same, self);
        return same;
    }

    /** A frame that has filled its slab gets twice as much, so that one without a known length is not moved again and again. */
    private int size(@Nullable Slab old, int room) {
        int least = Math.max(room, chunkSize);
        if (old == null || room <= pool.slabSize() || from > 0) {
            return least;
        }
        return (int) Math.max(least, Math.min(LARGEST, 2L * old.memory.capacity()));
    }

    /** Whole chunks, so that none has to be moved to the next slab; all of it for a frame that needs it. */
    private int usable(Slab fresh, int room) {
        int whole = fresh.memory.capacity() / chunkSize * chunkSize;
        return room <= whole ? whole : fresh.memory.capacity();
    }
}
