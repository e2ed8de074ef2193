package io.perftoolkit.internal.owner;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which live platform thread owns which of {@value #SLOTS} slots.
 *
 * <p>A room keeps what belongs to a slot in a {@code static final} array of its own, {@value #SLOTS} long, and reaches
 * it like this:
 *
 * <pre>{@code
 * Thread self = Thread.currentThread();
 * int slot = OwnerTable.home(self);
 * if (OwnerTable.owns(slot, self)) {
 *     // MINE[slot] belongs to this thread: plain reads and writes will do
 * } else {
 *     slot = OwnerTable.claim();     // rare; NONE on a virtual thread or a collision: go to a shared place
 * }
 * }</pre>
 *
 * <p>What a thread left in its slot is handed to the rooms once, after its death, by {@link #onRetire}. Nothing here
 * starts a thread or registers a cleaner: each claim and each {@link #sweep} looks after the dead.
 */
public final class OwnerTable {
    /*
     * Invariant 1: only thread t ever writes t into the table, and the entry stays until t is dead. So a racy plain
     * read that answers t was written by t itself, and program order gives t what it left beside it: the hit needs no
     * barrier. A thread that is found by its id alone would break this, as getId() may be overridden
     * (OwnerTableTest.claim_idsOverridden*).
     *
     * Invariant 2: a slot changes hands only after its owner is dead: !isAlive(), seen under the lock. The last action
     * of a thread happens-before the detection of its end (JLS 17.4.5), so its plain and opaque stores are visible to
     * the rooms (StripedCounterThreadsTest; FoldStress, whose TakeOverAliveControl must lose a count).
     *
     * Invariant 3: a slot is retired once: rooms are told, then the entry is cleared, all under the lock that readers
     * hold. Else a reader would miss the dead thread's part or see it twice (FoldStress).
     *
     * Ordering: owns() reads plainly. claim() looks opaquely before it takes the lock, so that a collision with a
     * living thread costs no lock; what it saw is checked again under the lock.
     *
     * Layout: the table is static final, so that compiled code knows its address; in a field of an object it would
     * cost a dependent load more. Entries are not padded: they are written once per thread.
     */

    /** How many slots there are; more live threads than this share the common fall-back of each room. */
    public static final int SLOTS = 1 << 12;

    /** The answer of {@link #claim} when the thread gets no slot. */
    public static final int NONE = -1;

    /** How many owners each claim and each short sweep examines: more than the one a claim adds, so the dead get fewer. */
    private static final int EXAMINED = 16;

    /** 2^64 / golden ratio: neighbouring ids, the usual case, land far apart and rarely on the same slot. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private static final int HASH_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(SLOTS);

    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(Thread[].class);
    private static final MethodHandle IS_VIRTUAL = isVirtualOrNever();

    private static final @Nullable Thread[] OWNERS = new Thread[SLOTS];

    private static final ReentrantLock LOCK = new ReentrantLock();

    // All below: guarded by LOCK. The first `claimed` entries of CLAIMED are the slots that have an owner.
    private static final int[] CLAIMED = new int[SLOTS];
    private static int claimed;
    private static int nextToExamine;
    private static IntConsumer[] rooms = {};

    private OwnerTable() {}

    /**
     * The only slot that a thread may own.
     *
     * @param thread the thread; its {@code getId()} may be overridden and even change
     * @return the slot, from 0 to {@link #SLOTS} - 1
     */
    public static int home(Thread thread) {
        return (int) ((thread.getId() * GOLDEN) >>> HASH_SHIFT);
    }

    /**
     * Whether the calling thread owns a slot.
     *
     * @param slot the slot
     * @param self the calling thread; for any other the answer may be out of date
     * @return whether it is the owner
     */
    public static boolean owns(int slot, Thread self) {
        return OWNERS[slot] == self;
    }

    /**
     * Gives the calling thread its slot, if that is free, or owned by a dead thread.
     *
     * <p>Takes the lock only if the slot can be had. The slot stays with the thread until it dies.
     *
     * @return the slot of the calling thread, also if it owned it before; {@link #NONE} for a virtual thread, and while
     *     another live thread owns the slot
     */
    public static int claim() {
        Thread self = Thread.currentThread();
        if (isVirtual(self)) {
            return NONE;
        }
        int slot = home(self);
        Thread owner = (Thread) ENTRY.getOpaque(OWNERS, slot);
        if (owner == self) {
            return slot;
        }
        if (owner != null && owner.isAlive()) {
            return NONE;
        }
        int other = slotOf(self);
        return other != NONE ? other : take(slot, self);
    }

    /**
     * Whether a thread is virtual; never so on a JDK that has none.
     *
     * @param thread the thread
     * @return whether it is virtual
     */
    public static boolean isVirtual(Thread thread) {
        try {
            return (boolean) IS_VIRTUAL.invokeExact(thread);
        } catch (Throwable e) {
            throw new AssertionError("Thread.isVirtual throws nothing", e);
        }
    }

    /**
     * Registers a room for good. It is told each slot whose owner has died, under the {@linkplain #lock() lock}, while
     * nobody owns the slot; it must add what the dead thread left to its common part and empty the slot.
     *
     * @param room called with the slot; must neither throw nor block
     */
    public static void onRetire(IntConsumer room) {
        lock();
        try {
            IntConsumer[] more = new IntConsumer[rooms.length + 1];
            System.arraycopy(rooms, 0, more, 0, rooms.length);
            more[rooms.length] = room;
            rooms = more;
        } finally {
            unlock();
        }
    }

    /** Takes the lock that readers, claims and retirements share; re-entrant. Writers on a hit never take it. */
    public static void lock() {
        LOCK.lock();
    }

    /** Gives the lock back. */
    public static void unlock() {
        LOCK.unlock();
    }

    /**
     * How many slots have an owner, dead or alive. Only under the {@linkplain #lock() lock}.
     *
     * @return the bound of {@link #claimed(int)}
     */
    public static int claimed() {
        assert LOCK.isHeldByCurrentThread();
        return claimed;
    }

    /**
     * One of the slots that have an owner. Only under the {@linkplain #lock() lock}, and only until the next sweep.
     *
     * @param k from 0 to {@link #claimed()} - 1
     * @return the slot
     */
    public static int claimed(int k) {
        assert LOCK.isHeldByCurrentThread();
        return CLAIMED[k];
    }

    /** Retires every slot whose owner is dead: for a tick, or before a large read. O(live and newly dead threads). */
    public static void sweep() {
        lock();
        try {
            nextToExamine = 0;
            examine(claimed);
        } finally {
            unlock();
        }
    }

    /** Examines a few owners, each time the next ones, and retires the dead among them: for small reads. */
    public static void sweepSome() {
        lock();
        try {
            examine(EXAMINED);
        } finally {
            unlock();
        }
    }

    /** The slot that the thread owns although its id no longer says so. Needs no lock: only the thread itself asks. */
    private static int slotOf(Thread self) {
        for (int slot = 0; slot < SLOTS; slot++) {
            if (OWNERS[slot] == self) {
                return slot;
            }
        }
        return NONE;
    }

    private static int take(int slot, Thread self) {
        lock();
        try {
            Thread owner = OWNERS[slot];
            if (owner == null) {
                CLAIMED[claimed++] = slot;
            } else if (owner.isAlive()) {
                return NONE;
            } else {
                retire(slot);
            }
            ENTRY.setOpaque(OWNERS, slot, self);
            examine(EXAMINED);
            return slot;
        } finally {
            unlock();
        }
    }

    private static void examine(int owners) {
        for (int left = Math.min(owners, claimed); left > 0; left--) {
            if (nextToExamine >= claimed) {
                nextToExamine = 0;
            }
            int slot = CLAIMED[nextToExamine];
            Thread owner = OWNERS[slot];
            if (owner != null && owner.isAlive()) {
                nextToExamine++;
            } else {
                retire(slot);
                CLAIMED[nextToExamine] = CLAIMED[--claimed];
            }
        }
    }

    private static void retire(int slot) {
        for (IntConsumer room : rooms) {
            room.accept(slot);
        }
        ENTRY.setOpaque(OWNERS, slot, null);
    }

    /** {@code Thread.isVirtual}, which came with JDK 21, as a constant that compiled code sees through. */
    private static MethodHandle isVirtualOrNever() {
        try {
            return MethodHandles.lookup().findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (NoSuchMethodException olderJdk) {
            return MethodHandles.dropArguments(MethodHandles.constant(boolean.class, false), 0, Thread.class);
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
