package io.perftoolkit.task;

import io.perftoolkit.internal.layout.PaddedLongs;
import io.perftoolkit.latency.LatencyRecorder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.IntFunction;
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
     * Ordering: fill is release, take is acquire, and a batch ends at the first slot that is not filled. The consumer's own
     * fields are guarded by a try-lock word, whose release hands them to the next consumer (BatchStress, whose controls take
     * out one of these each). `consumed` is read by others for emptiness and depth: volatile.
     *
     * Layout: lock and consumed, both the consumer's, lie on a line of their own; head and tail change once per chunk, and the bound of the producers
     * about as seldom.
     *
     * Proof: StripeTest, ParkStress, StripeStress, BatchStress.
     */

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int LOCK = PaddedLongs.index(0);
    private static final int CONSUMED = PaddedLongs.index(1);
    private static final int PATIENCE = 128;

    /** Instead of a task's number. */
    static final long REFUSED = -1;

    /** Instead of a bound: nobody comes in without asking. */
    static final long FULL = -1;

    private static final VarHandle TAIL;

    static {
        try {
            TAIL = MethodHandles.lookup().findVarHandle(Stripe.class, "tail", Chunk.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long[] words = PaddedLongs.allocate(2);
    private final @Nullable LatencyRecorder runDelay;

    /** Where producers claim. By TAIL. */
    private volatile Chunk tail = new Chunk(0);

    /** Up to which number producers may go without asking. Seldom written, as the tail is. */
    private volatile long admitted;

    /** Where the consumer is. Guarded by the lock word. */
    private Chunk head = tail;

    /**
     * Creates an empty stripe.
     *
     * @param runDelay told by one of 64 tasks how long it waited; null to ask none
     */
    Stripe(@Nullable LatencyRecorder runDelay) {
        this.runDelay = runDelay;
    }

    /**
     * Accepts a task.
     *
     * @return its number, counted from the first one of this stripe; {@link #REFUSED} if the stripe is closed
     */
    long offer(Runnable task) {
        Chunk chunk = tail;
        while (chunk != null) {
            long claim = chunk.claim(1);
            if (claim < Chunk.SIZE) {
                chunk.fill((int) claim, timed(claim, task));
                return chunk.base + claim;
            }
            chunk = behind(chunk);
        }
        return REFUSED;
    }

    private Runnable timed(long claim, Runnable task) {
        return (claim & (Timed.ONE_OF - 1)) == 0 && runDelay != null ? new Timed(task, runDelay) : task;
    }

    /** Accepts many, with one claim for as many as fit into a chunk. Only where nobody closes. */
    void offerAll(IntFunction<? extends Runnable> nth, int count) {
        Chunk chunk = tail;
        int done = 0;
        while (true) {
            int first = (int) Math.min(chunk.claim(count - done), Chunk.SIZE);
            int end = Math.min(first + count - done, Chunk.SIZE);
            for (int i = first; i < end; i++) {
                chunk.fill(i, nth.apply(done++));
            }
            if (done == count) {
                return;
            }
            chunk = Objects.requireNonNull(behind(chunk), "closed");
        }
    }

    /** Where to try next after a full chunk; null if the stripe is closed. */
    private @Nullable Chunk behind(Chunk full) {
        Chunk next = full.next();
        if (next == null) {
            Chunk made = new Chunk(full.base + Chunk.SIZE);
            Chunk before = full.append(made);
            next = before == null ? made : before;
        }
        if (next == Chunk.CLOSED) {
            return null;
        }
        if (next != Chunk.CONSUMED) {
            TAIL.compareAndSet(this, full, next);
        }
        return tail;
    }

    /** Refuses what comes from now on. What was accepted stays. Idempotent, safe beside anything. */
    void close() {
        Chunk chunk = tail;
        while (true) {
            Chunk next = chunk.append(Chunk.CLOSED);
            if (next == null) {
                chunk.close();
                return;
            }
            if (next == Chunk.CLOSED) {
                return;
            }
            chunk = next == Chunk.CONSUMED ? tail : next;
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
        Chunk chunk = chunkOf(at);
        Runnable task = chunk == null ? null : chunk.take((int) (at - chunk.base));
        if (task != null) {
            WORD.setRelease(words, CONSUMED, at + 1);
        }
        return task;
    }

    /**
     * Moves the oldest tasks to a ring, up to the first one that is not filled in yet. Under the lock; by the ring's owner.
     *
     * @param most how many at most; the ring has room for them
     */
    void moveTo(Ring ring, int most) {
        long start = (long) WORD.get(words, CONSUMED);
        long at = start;
        while (at - start < most) {
            Chunk chunk = chunkOf(at);
            if (chunk == null) {
                break;
            }
            int first = (int) (at - chunk.base);
            int room = (int) Math.min(most - (at - start), Chunk.SIZE - first);
            int moved = chunk.moveTo(ring, (int) (at - start), first, room);
            at += moved;
            if (moved < room) {
                break;
            }
        }
        if (at != start) {
            ring.publish((int) (at - start));
            WORD.setRelease(words, CONSUMED, at);
        }
    }

    /** The chunk of the next task to take; null if that was not even claimed. Under the lock. */
    private @Nullable Chunk chunkOf(long at) {
        Chunk chunk = head;
        if (at - chunk.base < Chunk.SIZE) {
            return chunk;
        }
        Chunk next = chunk.next();
        if (next == null || next == Chunk.CLOSED) {
            return null;
        }
        TAIL.compareAndSet(
                this, chunk, next); // a producer may be late with it; the tail must never be a consumed chunk
        head = next;
        chunk.consumed();
        return next;
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
        Chunk chunk = tail;
        while (true) {
            Chunk next = chunk.next();
            if (next == null || next == Chunk.CLOSED) {
                return chunk.base + chunk.claimed();
            }
            chunk = next == Chunk.CONSUMED ? tail : next;
        }
    }

    /** About where the next task will stand: a number that grows with each. */
    long position() {
        Chunk chunk = tail;
        return chunk.base + chunk.claimed();
    }

    /** The number of the first task whose submitter asks for more, when it is in; negative if it must ask before. */
    long admitted() {
        return admitted;
    }

    void admit(long upTo) {
        admitted = upTo;
    }
}
