package io.perftoolkit.task;

import io.perftoolkit.internal.layout.PaddedLongs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** One of the queues through which tasks come in from outside: many producers, one consumer at a time, no bound. */
final class Stripe {
    /*
     * Invariant: a task is accepted by its claim. Claims are cut off by close() with one atomic addition, so a claim is
     * either before it, and the task will be filled in and found, or after it, and the task is refused: nothing is accepted
     * that nobody will look for (StripeStress, StripeTest.close_*). A flag that is looked at before the claim
     * would leave a gap between the look and the claim.
     *
     * Invariant: emptiness is decided by claims, not by filled slots. A claim is a volatile read-modify-write, and its
     * producer then reads the state of the sleepers with a volatile read; who goes to sleep changes that state first and
     * reads the claims then. All four are in one total order, so one of the two sees the other, without any fence in
     * between (ParkStress; its FilledSlotControl decides by filled slots and loses a wake-up).
     *
     * Ordering: fill is release, take is acquire. The consumer's own fields are guarded by a try-lock word, whose
     * release hands them to the next consumer. `consumed` is read by others for emptiness and depth: volatile.
     *
     * Layout: lock, consumed and the bound of the producers lie on lines of their own; head and tail change once per
     * chunk.
     *
     * Proof: StripeTest, ParkStress, StripeStress.
     */

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int LOCK = PaddedLongs.indexApart(0);
    private static final int CONSUMED = PaddedLongs.indexApart(1);
    private static final int ADMITTED = PaddedLongs.indexApart(2);
    private static final int PATIENCE = 128;

    private static final VarHandle TAIL;

    static {
        try {
            TAIL = MethodHandles.lookup().findVarHandle(Stripe.class, "tail", Chunk.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long[] words = PaddedLongs.allocateApart(3);

    /** Where producers claim. By TAIL. */
    private Chunk tail = new Chunk(0);

    /** Where the consumer is. Guarded by the lock word. */
    private Chunk head = tail;

    /**
     * Accepts a task.
     *
     * @return false if the stripe is closed
     */
    boolean offer(Runnable task) {
        Chunk chunk = (Chunk) TAIL.getAcquire(this);
        long claim = chunk.claim();
        if (claim < Chunk.SIZE) {
            chunk.fill((int) claim, task);
            return true;
        }
        return offerBehind(chunk, task);
    }

    /** The chunk is full, or closed. */
    private boolean offerBehind(Chunk full, Runnable task) {
        Chunk chunk = full;
        while (true) {
            Chunk next = chunk.nextVolatile();
            if (next == null) {
                Chunk made = new Chunk(chunk.base + Chunk.SIZE, task);
                next = chunk.append(made);
                if (next == null) {
                    TAIL.compareAndSet(this, chunk, made);
                    return true;
                }
            }
            if (next == Chunk.CLOSED) {
                return false;
            }
            if (next != Chunk.CONSUMED) {
                TAIL.compareAndSet(this, chunk, next);
            }
            chunk = (Chunk) TAIL.getVolatile(this);
            long claim = chunk.claim();
            if (claim < Chunk.SIZE) {
                chunk.fill((int) claim, task);
                return true;
            }
        }
    }

    /** Refuses what comes from now on. What was accepted stays. Idempotent, safe beside anything. */
    void close() {
        Chunk chunk = (Chunk) TAIL.getVolatile(this);
        while (true) {
            Chunk next = chunk.append(Chunk.CLOSED);
            if (next == null) {
                chunk.close();
                return;
            }
            if (next == Chunk.CLOSED) {
                return;
            }
            chunk = next == Chunk.CONSUMED ? (Chunk) TAIL.getVolatile(this) : next;
        }
    }

    /** Becomes the consumer, unless another one is at it. */
    boolean tryLock() {
        return (long) WORD.getOpaque(words, LOCK) == 0 && WORD.compareAndSet(words, LOCK, 0L, 1L);
    }

    void unlock() {
        WORD.setRelease(words, LOCK, 0L);
    }

    /** The oldest task; null if there is none, or if its producer is still about to fill it in. Under the lock. */
    @Nullable
    Runnable poll() {
        long at = (long) WORD.get(words, CONSUMED);
        Chunk chunk = head;
        int index = (int) (at - chunk.base);
        if (index == Chunk.SIZE) {
            Chunk next = chunk.nextVolatile();
            if (next == null || next == Chunk.CLOSED) {
                return null;
            }
            TAIL.compareAndSet(
                    this, chunk, next); // a producer may be late with it; the tail must never be a consumed chunk
            head = next;
            chunk.consumed();
            chunk = next;
            index = 0;
        }
        Runnable task = chunk.take(index);
        if (task != null) {
            WORD.setRelease(words, CONSUMED, at + 1);
        }
        return task;
    }

    /** As {@link #poll}, but waits a little for a producer that has claimed and not filled. Under the lock. */
    @SuppressWarnings("ThreadPriorityCheck") // matters to speed only
    @Nullable
    Runnable pollPatiently() {
        Runnable task = poll();
        for (int i = 0; task == null && i < PATIENCE && !isEmpty(); i++) {
            Thread.onSpinWait();
            task = poll();
        }
        if (task == null && !isEmpty()) {
            Thread.yield(); // the producer may wait for this very processor
        }
        return task;
    }

    /** Whether every claimed task was taken. Volatile on both sides: see the second invariant. */
    boolean isEmpty() {
        return depth() == 0;
    }

    /** How many tasks are claimed and not taken. */
    long depth() {
        long taken = (long) WORD.getVolatile(words, CONSUMED);
        return Math.max(0, claimed() - taken);
    }

    private long claimed() {
        Chunk chunk = (Chunk) TAIL.getVolatile(this);
        while (true) {
            Chunk next = chunk.nextVolatile();
            if (next == null || next == Chunk.CLOSED) {
                return chunk.base + chunk.claimedVolatile();
            }
            chunk = next == Chunk.CONSUMED ? (Chunk) TAIL.getVolatile(this) : next;
        }
    }

    /** About where the next task will stand: a number that grows with each. */
    long position() {
        Chunk chunk = (Chunk) TAIL.getAcquire(this);
        return chunk.base + chunk.claimedOpaque();
    }

    /** Up to which position producers may go without asking. */
    long admitted() {
        return (long) WORD.getOpaque(words, ADMITTED);
    }

    void admit(long upTo) {
        WORD.setOpaque(words, ADMITTED, upTo);
    }
}
