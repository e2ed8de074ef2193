package io.perftoolkit.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A piece of a {@link Stripe}: a fixed number of slots, the count of how many producers have claimed, and the next piece. */
final class Chunk {
    static final int SIZE = 512;

    /** Added to the count of claims to end it: all later claims are beyond the last slot. */
    static final long CLOSING = 1L << 40;

    /** Stands behind the last chunk of a closed stripe: nothing may be appended. */
    static final Chunk CLOSED = new Chunk(0);

    /** Stands behind a chunk that is consumed: look for the tail again. Also frees what comes after from its past. */
    static final Chunk CONSUMED = new Chunk(0);

    private static final VarHandle CLAIMED;
    private static final VarHandle NEXT;
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

    static {
        try {
            var lookup = MethodHandles.lookup();
            CLAIMED = lookup.findVarHandle(Chunk.class, "claimed", long.class);
            NEXT = lookup.findVarHandle(Chunk.class, "next", Chunk.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The number of its first slot, counted from the first one of the stripe. */
    final long base;

    private final @Nullable Object[] slots;

    private volatile long claimed; // by CLAIMED

    /** How many of the slots can ever be filled: all, until the stripe is closed. */
    private volatile int limit = SIZE;

    private volatile @Nullable Chunk next; // by NEXT

    Chunk(long base) {
        this.base = base;
        this.slots = new Object[SIZE];
    }

    /** Claims slots. Volatile: what the claimer reads later, it reads after this claim could be seen by all. */
    long claim(int count) {
        return (long) CLAIMED.getAndAdd(this, (long) count);
    }

    /** Fills a claimed slot. */
    void fill(int index, Runnable task) {
        SLOT.setRelease(slots, index, task);
    }

    /** How many slots are claimed: filled or about to be. */
    int claimed() {
        long seen = claimed;
        return seen < SIZE ? (int) seen : limit;
    }

    /** Ends the claims. Whoever has claimed before may still be about to fill. Once, after {@link #NEXT} is CLOSED. */
    void close() {
        long before = (long) CLAIMED.getAndAdd(this, CLOSING);
        limit = (int) Math.min(before, SIZE);
    }

    /** Empties a slot; null if it is not filled. Only the one consumer. */
    @Nullable
    Runnable take(int index) {
        Runnable task = (Runnable) SLOT.getAcquire(slots, index);
        if (task != null) {
            slots[index] = null; // or the chunk would keep a finished task alive until it is consumed
        }
        return task;
    }

    /**
     * Empties slots into a ring, up to the first one that is not filled. Only the one consumer.
     *
     * @return how many
     */
    int moveTo(Ring ring, int offset, int first, int most) {
        @Nullable Object[] from = slots; // read once: what the producers claim with lies beside it
        for (int i = 0; i < most; i++) {
            Runnable task = (Runnable) SLOT.getAcquire(from, first + i);
            if (task == null) {
                return i;
            }
            from[first + i] = null;
            ring.stage(offset + i, task);
        }
        return most;
    }

    @Nullable
    Chunk next() {
        return next;
    }

    /** Appends a chunk if there is none yet; answers the one that was there before, null if none was. */
    @Nullable
    Chunk append(Chunk made) {
        return (Chunk) NEXT.compareAndExchange(this, null, made);
    }

    void consumed() {
        next = CONSUMED;
    }
}
