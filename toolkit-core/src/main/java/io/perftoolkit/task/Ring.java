package io.perftoolkit.task;

import io.perftoolkit.internal.layout.PaddedLongs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue of one worker: its owner pushes at one end and takes from the other; thieves take half from there.
 *
 * <p>After the run queue of Tokio's scheduler, itself after that of Go.
 */
final class Ring {
    /*
     * Invariant: `head` packs two counts, steal << 32 | real. Slots from `real` to `tail` hold tasks; slots from `steal`
     * to `real` are being copied by the one thief that moved `real` ahead of `steal`. Only who moves `real` over a slot
     * takes its task. The owner counts its room from `steal`, never from `real`, or it would overwrite what is being
     * copied (RingStress.RoomFromRealControl must run a task twice or never).
     *
     * Ordering: the owner fills a slot plainly and publishes it by a release store of `tail`; a thief reads `tail` with
     * acquire before it reads slots. A batch is published when all of it lies in its slots, by whoever owns the ring
     * (BatchStress, whose PublishFirstControl must lose a task). The thief's second compare-and-set gives the slots back,
     * after its reads of them (RingStress). Whoever took a task empties its slot before the slot can be filled again, so a
     * finished task is not kept alive (RingTest.slots_afterPopStealAndOverflow_holdNothing).
     *
     * The counts are ints that wrap: only differences mean anything (RingTest starts beside the wrap). A compare-and-set
     * would be fooled by a head that went round exactly 2^32 times between a thief's look and its attempt.
     *
     * Layout: head and tail on lines of their own: thieves write the one, only the owner the other.
     *
     * Proof: RingTest, RingStress, BatchStress.
     */

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int HEAD = PaddedLongs.indexApart(0);
    private static final int TAIL = PaddedLongs.indexApart(1);

    private final long[] words = PaddedLongs.allocateApart(2);
    private final @Nullable Object[] slots;
    private final int mask;

    /**
     * Creates an empty ring.
     *
     * @param capacity a power of two
     * @param start where the counts begin; a test's, to be beside the wrap
     */
    Ring(int capacity, int start) {
        slots = new Object[capacity];
        mask = capacity - 1;
        words[HEAD] = pack(start, start);
        words[TAIL] = start;
    }

    private static int steal(long head) {
        return (int) (head >>> 32);
    }

    private static int real(long head) {
        return (int) head;
    }

    private static long pack(int steal, int real) {
        return (long) steal << 32 | (real & 0xFFFF_FFFFL);
    }

    private long headAcquire() {
        return (long) WORD.getAcquire(words, HEAD);
    }

    private int tailAcquire() {
        return (int) (long) WORD.getAcquire(words, TAIL);
    }

    /** The owner's own reading. */
    private int tail() {
        return (int) words[TAIL];
    }

    private void tailRelease(int tail) {
        WORD.setRelease(words, TAIL, (long) tail);
    }

    /** How many tasks the owner could push now. Owner only. */
    int room() {
        return slots.length - (tail() - steal(headAcquire()));
    }

    /** Whether there is nothing to take. For those who decide about sleep: volatile. */
    boolean isEmpty() {
        return size() == 0;
    }

    int size() {
        long head = (long) WORD.getVolatile(words, HEAD);
        int tail = (int) (long) WORD.getVolatile(words, TAIL);
        return Math.max(0, tail - real(head));
    }

    /**
     * Adds a task. Owner only.
     *
     * @return false if there is no room
     */
    boolean push(Runnable task) {
        int tail = tail();
        if (tail - steal(headAcquire()) >= slots.length) {
            return false;
        }
        slots[tail & mask] = task;
        tailRelease(tail + 1);
        return true;
    }

    /** Puts a task behind the tail, not seen by thieves before {@link #publish}. Owner only, within {@link #room}. */
    void stage(int offset, Runnable task) {
        slots[(tail() + offset) & mask] = task;
    }

    void publish(int count) {
        tailRelease(tail() + count);
    }

    /** The oldest task, or null. Owner only. */
    @Nullable
    Runnable pop() {
        int tail = tail();
        long head = headAcquire();
        while (real(head) != tail) {
            int real = real(head);
            int steal = steal(head);
            long next = pack(steal == real ? real + 1 : steal, real + 1);
            long seen = (long) WORD.compareAndExchange(words, HEAD, head, next);
            if (seen == head) {
                return takeOut(real);
            }
            head = seen;
        }
        return null;
    }

    /**
     * Gives half of a full ring away, all at once. Owner only.
     *
     * @param to gets the n-th of the tasks and how many there are; must ask once for each
     * @return whether that was done; not while a thief is at it
     */
    boolean giveHalf(ObjIntConsumer<IntFunction<Runnable>> to) {
        long head = headAcquire();
        int first = real(head);
        int count = (tail() - first) / 2;
        if (steal(head) != first || count == 0) {
            return false;
        }
        // Real moves first, as for a thief: the slots are this thread's alone until steal follows.
        if (!WORD.compareAndSet(words, HEAD, head, pack(first, first + count))) {
            return false;
        }
        to.accept(i -> takeOut(first + i), count);
        catchUp(pack(first, first + count));
        return true;
    }

    /**
     * Moves half of this ring, rounded up, to another one. By the owner of that one.
     *
     * @return one of the tasks, which is not moved but meant to run now; null if there is nothing, if another thief is at
     *     it, or if the other ring is half full
     */
    @Nullable
    Runnable stealInto(Ring own) {
        int room = own.room();
        if (room < own.slots.length / 2) {
            return null;
        }
        long head = headAcquire();
        int first;
        int count;
        long claimed;
        while (true) {
            first = real(head);
            if (steal(head) != first) {
                return null;
            }
            int available = tailAcquire() - first;
            count = Math.min(available - available / 2, room + 1);
            if (count <= 0) {
                return null;
            }
            claimed = pack(first, first + count);
            long seen = (long) WORD.compareAndExchange(words, HEAD, head, claimed);
            if (seen == head) {
                break;
            }
            head = seen;
        }
        Runnable now = takeOut(first);
        for (int i = 1; i < count; i++) {
            own.stage(i - 1, takeOut(first + i));
        }
        own.publish(count - 1);
        catchUp(claimed);
        return now;
    }

    /** Takes everything out. By anyone; waits for a thief that is at it. */
    void drainTo(Consumer<? super Runnable> to) {
        while (true) {
            long head = (long) WORD.getVolatile(words, HEAD);
            int first = real(head);
            int count = tailAcquire() - first;
            if (steal(head) != first) {
                Thread.onSpinWait();
            } else if (count <= 0) {
                return;
            } else if (WORD.compareAndSet(words, HEAD, head, pack(first, first + count))) {
                for (int i = 0; i < count; i++) {
                    to.accept(takeOut(first + i));
                }
                catchUp(pack(first, first + count));
            }
        }
    }

    /** Gives the copied slots back to the owner: steal becomes real, wherever the owner has moved that meanwhile. */
    private void catchUp(long claimed) {
        long head = claimed;
        while (true) {
            int real = real(head);
            long seen = (long) WORD.compareAndExchange(words, HEAD, head, pack(real, real));
            if (seen == head) {
                return;
            }
            head = seen;
        }
    }

    private Runnable takeOut(int count) {
        Runnable task = (Runnable) slots[count & mask];
        slots[count & mask] = null;
        if (task == null) {
            throw new AssertionError("an empty slot was taken");
        }
        return task;
    }
}
