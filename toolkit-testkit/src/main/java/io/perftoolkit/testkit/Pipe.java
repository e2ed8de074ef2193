package io.perftoolkit.testkit;

import static io.perftoolkit.testkit.Fault.Passage.HELD;
import static io.perftoolkit.testkit.Fault.Passage.OPEN;
import static io.perftoolkit.testkit.Fault.Passage.SWALLOWED;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.SplittableRandom;

/**
 * One direction of one connection: a delay line from its source to its sink. Belongs to the proxy's thread.
 *
 * <p>What is read is stamped with the time at which it may leave, and queued; the end of the stream and a reset are
 * queued behind the bytes, so order is kept among all of them whatever the fault.
 */
final class Pipe {
    private enum Kind {
        BYTES,
        END,
        RESET
    }

    private static final class Parcel {
        final Kind kind;
        final ByteBuffer bytes;
        long leaveNanos;

        Parcel(Kind kind, ByteBuffer bytes, long leaveNanos) {
            this.kind = kind;
            this.bytes = bytes;
            this.leaveNanos = leaveNanos;
        }
    }

    // Counts against the bound for each parcel, so that a stream of single bytes is bounded in memory as well.
    private static final int PARCEL_OVERHEAD = 64;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ProxyLink link;
    private final SocketChannel source;
    private final SocketChannel sink;
    private final FlowCount count;
    private final SplittableRandom random;
    private final ArrayDeque<Parcel> line = new ArrayDeque<>();
    private Fault fault;
    private long heldBytes;
    private long lastLeaveNanos;

    // The part of the first parcel that is on its way now: how much is left of it, and when it may be handed on.
    private boolean pieceCut;
    private int pieceBytes;
    private long pieceNanos;
    private long lineFreeNanos;

    private long bytesUntilCut = Long.MAX_VALUE;
    private boolean sourceEnded;
    private boolean sourceReset;
    private boolean sinkFull;
    private boolean sinkGone;
    private boolean hole;
    private boolean done;

    Pipe(ProxyLink link, SocketChannel source, SocketChannel sink, FlowCount count, Fault fault, long seed) {
        this.link = link;
        this.source = source;
        this.sink = sink;
        this.count = count;
        this.fault = fault;
        this.random = new SplittableRandom(seed);
        this.lastLeaveNanos = System.nanoTime();
        this.lineFreeNanos = lastLeaveNanos;
    }

    SocketChannel source() {
        return source;
    }

    SocketChannel sink() {
        return sink;
    }

    boolean wantsRead() {
        return !sourceEnded && (swallows() || (fault.passage() == OPEN && room() > 0));
    }

    boolean wantsWrite() {
        return sinkFull;
    }

    /** Whether the end of the stream was handed on, or swallowed. */
    boolean isDone() {
        return done;
    }

    /** Whether a fault has swallowed something, so that going on would show the receiver a stream with a hole. */
    boolean hasHole() {
        return hole;
    }

    private boolean swallows() {
        return sinkGone || fault.passage() == SWALLOWED;
    }

    private long room() {
        return link.heldBytesBound() - heldBytes - (long) PARCEL_OVERHEAD * line.size();
    }

    void change(Fault next) {
        if (next.bytesPerSecond() != fault.bytesPerSecond()) {
            lineFreeNanos = System.nanoTime();
            pieceCut = false;
        }
        fault = next;
        if (swallows()) {
            spill();
        }
    }

    void cutAfter(long bytes) {
        bytesUntilCut = bytes;
        pieceCut = false;
    }

    /** Lets all that is held back leave now. */
    void release() {
        long now = System.nanoTime();
        line.forEach(parcel -> parcel.leaveNanos = now);
        lastLeaveNanos = now;
        lineFreeNanos = now;
        pieceCut = false;
    }

    /** Drops what is held back. */
    void drop() {
        count.lose(heldBytes);
        heldBytes = 0;
        line.clear();
        pieceCut = false;
        sinkFull = false;
    }

    /** Ends this direction here and now: nothing more is read, handed on or waited for. */
    void end() {
        drop();
        sourceEnded = true;
        done = true;
    }

    /** Reads once what the source has; the source is ready. */
    void read(ByteBuffer scratch) {
        scratch.clear();
        if (!swallows()) {
            scratch.limit((int) Math.min(scratch.capacity(), Math.max(1, room())));
        }
        try {
            int bytes = source.read(scratch);
            if (bytes < 0) {
                endOfSource(sourceReset ? Kind.RESET : Kind.END);
            } else if (bytes > 0) {
                take(scratch.flip());
            }
        } catch (IOException e) {
            endOfSource(Kind.RESET);
        }
    }

    /** The source is no more, as the other direction has found. */
    void resetSource() {
        endOfSource(Kind.RESET);
    }

    private void take(ByteBuffer read) {
        int bytes = read.remaining();
        count.read(bytes);
        if (swallows()) {
            count.lose(bytes);
            hole |= fault.passage() == SWALLOWED;
        } else {
            heldBytes += bytes;
            line.add(new Parcel(Kind.BYTES, ByteBuffer.allocate(bytes).put(read).flip(), stamp()));
        }
    }

    private void endOfSource(Kind kind) {
        sourceEnded = true;
        if (swallows()) {
            hole |= fault.passage() == SWALLOWED;
            done = true;
        } else {
            line.add(new Parcel(kind, NOTHING, stamp()));
        }
    }

    /** The clock is read after the bytes were, so none leaves earlier than its delay after it was sent. */
    private long stamp() {
        long leaveNanos = System.nanoTime() + fault.delayNanos(random);
        if (leaveNanos - lastLeaveNanos > 0) {
            lastLeaveNanos = leaveNanos;
        }
        return lastLeaveNanos;
    }

    /** The sink takes bytes again; the time it was full gives no right to a burst. */
    void sinkReady() {
        sinkFull = false;
        pieceNanos = System.nanoTime();
        lineFreeNanos = pieceNanos;
    }

    /** Hands on what may leave by {@code now}. */
    void pump(long now) {
        while (waitNanos(now) == 0) {
            var head = line.element();
            try {
                handOn(head);
            } catch (IOException e) {
                loseSink();
            }
        }
    }

    /** How long until there is something to hand on: 0 if there is, {@code Long.MAX_VALUE} if no time brings it. */
    long waitNanos(long now) {
        if (line.isEmpty() || sinkFull || fault.passage() == HELD) {
            return Long.MAX_VALUE;
        }
        cutPiece(line.element());
        return Math.max(0, pieceNanos - now);
    }

    /**
     * The limit is a line with a clock of its own: a piece occupies it from when both are there, the piece and the free
     * line, for as long as its bytes take, and is handed on at the end of that time.
     */
    private void cutPiece(Parcel head) {
        if (!pieceCut) {
            pieceCut = true;
            pieceBytes = fault.piece((int) Math.min(head.bytes.remaining(), bytesUntilCut));
            long startNanos = head.leaveNanos - lineFreeNanos > 0 ? head.leaveNanos : lineFreeNanos;
            pieceNanos = startNanos + fault.transmissionNanos(pieceBytes);
        }
    }

    private void handOn(Parcel head) throws IOException {
        switch (head.kind) {
            case BYTES -> write(head.bytes);
            case END -> {
                line.remove();
                pieceCut = false;
                done = true;
                sink.shutdownOutput();
            }
            case RESET -> link.reset();
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        int end = bytes.limit();
        bytes.limit(bytes.position() + pieceBytes);
        int written = sink.write(bytes);
        bytes.limit(end);
        count.forward(written);
        heldBytes -= written;
        pieceBytes -= written;
        if (bytesUntilCut != Long.MAX_VALUE) {
            bytesUntilCut -= written;
        }
        if (pieceBytes > 0) {
            sinkFull = true;
            return;
        }
        lineFreeNanos = pieceNanos;
        pieceCut = false;
        if (!bytes.hasRemaining()) {
            line.remove();
        }
        if (bytesUntilCut == 0) {
            link.cutShort(this);
        }
    }

    /** The sink is no more: the sender learns it by a reset, which travels the other way as each byte of it does. */
    private void loseSink() {
        swallowFromNow();
        link.opposite(this).loseSource();
    }

    private void loseSource() {
        sourceReset = true;
        if (sourceEnded) {
            endOfSource(Kind.RESET);
        }
    }

    /** Reads on and drops what it reads, to the end of the stream. */
    void swallowFromNow() {
        sinkGone = true;
        spill();
    }

    private void spill() {
        if (!line.isEmpty()) {
            hole |= fault.passage() == SWALLOWED;
            done |= sourceEnded;
            drop();
        }
    }
}
