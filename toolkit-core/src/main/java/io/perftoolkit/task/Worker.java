package io.perftoolkit.task;

import io.perftoolkit.internal.layout.PaddedLongs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/** Runs tasks: those of its slot, of its ring, of the injection, and of other workers' rings, in this order. */
final class Worker implements Runnable, Sleepers.Sleeper {
    /*
     * Invariant: a worker sleeps only with an empty slot, and having found its ring empty.
     *
     * Ordering: a push to the ring is a release store, so a full fence stands between it and the look at the sleepers; the
     * claim of a stripe needs none, being a volatile read-modify-write (ParkStress). A task in the slot wakes nobody: it runs as
     * soon as the present one ends, or is moved to where others find it when that takes long.
     *
     * Layout: what the worker counts lies in an array of its own, padded; others read it rarely.
     *
     * Proof: ParkStress, ExactlyOnceTest, LivenessTest, SelfWaitTest.
     */

    /** Each so many tasks, one from outside goes before one's own. After Go and Tokio: a prime, to be in step with nothing. */
    private static final int FAIR = 61;

    /** So many times in a row the slot goes before the ring. */
    private static final int SLOT_RUN = 3;

    private static final int SPINS = 400;
    private static final int SPINS_PER_LOOK = 8;

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int STEPS = PaddedLongs.index(0); // one for each begin and each end of a task: odd within one
    private static final int PARKS = PaddedLongs.index(1);
    private static final int STEALS = PaddedLongs.index(2);
    private static final int SLEPT = PaddedLongs.index(3);
    private static final int ASLEEP_SINCE = PaddedLongs.index(4);
    private static final int WORDS = 5;

    final Crew crew;
    final int index;
    final Ring ring;
    final Slot slot = new Slot();
    final WorkerThread thread;
    private final long[] words = PaddedLongs.allocate(WORDS);
    private final ObjIntConsumer<IntFunction<Runnable>> overflow;

    private volatile boolean asleep;
    private boolean searching; // of the worker; set by its waker before it is awake
    private int untilFair = FAIR;
    private int slotRun;
    private int rotation;
    private int random;

    /** How many futures this worker runs inside of one another because their takers wait for them. */
    int nested;

    Worker(Crew crew, int index, Ring ring, String name, long stackSize, int priority) {
        this.crew = crew;
        this.index = index;
        this.ring = ring;
        this.rotation = index;
        this.random = ThreadLocalRandom.current().nextInt() | 1;
        this.overflow = crew.injection::overflow;
        this.thread = new WorkerThread(this, name, stackSize, priority);
    }

    @Override
    public void run() {
        try {
            do {
                work();
                rest();
            } while (!crew.hasEnded()); // which it does only while all of them rest
        } finally {
            crew.gone();
        }
    }

    /** Until there is nothing to do. */
    private void work() {
        while (true) {
            Runnable task = next();
            if (task == null) {
                task = search();
                if (task == null) {
                    return;
                }
            }
            if (searching) {
                endSearch();
            }
            run(task);
        }
    }

    /** From within a task of this worker. */
    void push(Runnable task) {
        if (slot.isEmpty()) {
            slot.fill(task);
            return;
        }
        pushToRing(task);
        VarHandle.fullFence();
        crew.sleepers.wakeOne();
    }

    private void pushToRing(Runnable task) {
        if (!ring.push(task) && (!ring.giveHalf(overflow) || !ring.push(task))) {
            crew.injection.overflow(i -> task, 1);
        }
    }

    @Nullable
    Runnable next() {
        if (--untilFair <= 0) {
            untilFair = FAIR;
            Runnable task = crew.injection.take(ring, 0, rotation++);
            if (task != null) {
                return task;
            }
        }
        if (!slot.isEmpty() && (slotRun < SLOT_RUN || ring.isEmpty())) {
            Runnable task = slot.take();
            if (task != null) {
                slotRun++;
                return task;
            }
        }
        slotRun = 0;
        Runnable task = ring.pop();
        if (task == null) {
            task = slot.take(); // full, if a thief was faster at the ring
        }
        return task != null ? task : crew.injection.take(ring, crew.batch, rotation++);
    }

    private @Nullable Runnable search() {
        if (!searching) {
            if (!crew.sleepers.beginSearch()) {
                return null;
            }
            searching = true;
        }
        Runnable task = seek();
        if (task == null && crew.sleepers.searching() == 1) {
            task = linger();
        }
        return task;
    }

    private @Nullable Runnable seek() {
        Worker[] workers = crew.workers();
        int start = Integer.remainderUnsigned(nextRandom(), workers.length);
        for (int k = 0; k < workers.length; k++) {
            Worker victim = workers[start + k < workers.length ? start + k : start + k - workers.length];
            if (victim != this) {
                Runnable task = victim.ring.stealInto(ring);
                if (task != null) {
                    count(STEALS);
                    return task;
                }
            }
        }
        return crew.injection.take(ring, crew.batch, rotation++);
    }

    /** The last searcher looks a little longer before it sleeps: to wake it would cost the next producer far more. */
    private @Nullable Runnable linger() {
        for (int i = 1; i <= SPINS; i++) {
            Thread.onSpinWait();
            if (i % SPINS_PER_LOOK == 0 && crew.workVisible()) {
                Runnable task = seek();
                if (task != null) {
                    return task;
                }
            }
        }
        return null;
    }

    private void endSearch() {
        searching = false;
        if (crew.sleepers.endSearch() && crew.workVisible()) {
            crew.sleepers.wakeOne();
        }
    }

    /** Sleeps until it is woken. Looks once more for work after it has said so. */
    private void rest() {
        boolean wasSearching = searching;
        searching = false; // before it can be woken, which may set it again
        boolean all = crew.sleepers.fallAsleep(this, wasSearching);
        if (crew.workVisible()) {
            crew.sleepers.wakeOne();
        } else if (all) {
            crew.endIfClosing();
        }
        if (!asleep) {
            return;
        }
        long start = crew.now();
        WORD.setOpaque(words, ASLEEP_SINCE, start);
        count(PARKS);
        while (asleep) {
            LockSupport.park(this);
            Thread.interrupted(); // or park would not wait; an interrupt of a sleeping worker means nothing
        }
        WORD.setOpaque(words, SLEPT, words[SLEPT] + crew.now() - start);
    }

    private void run(Runnable task) {
        if (Thread.interrupted() || crew.isStopping()) { // what was meant for the task before is over
            crew.interruptIfStopping();
        }
        long steps = words[STEPS];
        WORD.setRelease(words, STEPS, steps + 1);
        try {
            task.run();
        } catch (Throwable e) { // the worker must live on, whatever a task throws
            crew.errors.caught(thread, e);
        }
        WORD.setRelease(words, STEPS, steps + 2);
    }

    private void count(int word) {
        WORD.setRelease(words, word, words[word] + 1);
    }

    private int nextRandom() {
        int x = random;
        x ^= x << 13;
        x ^= x >>> 17;
        x ^= x << 5;
        random = x;
        return x;
    }

    @Override
    public void markAsleep() {
        asleep = true;
    }

    @Override
    public void markAwakeSearching() {
        searching = true;
        asleep = false;
    }

    @Override
    public void markAwake() {
        asleep = false;
    }

    @Override
    public void unpark() {
        LockSupport.unpark(thread);
    }

    boolean isAsleep() {
        return asleep;
    }

    /** How many tasks it has ended. Read before {@link #begun}, it is never above it. */
    long ended() {
        return (long) WORD.getAcquire(words, STEPS) >>> 1;
    }

    long begun() {
        return ((long) WORD.getAcquire(words, STEPS) + 1) >>> 1;
    }

    long parks() {
        return (long) WORD.getOpaque(words, PARKS);
    }

    long steals() {
        return (long) WORD.getOpaque(words, STEALS);
    }

    /** How long it has slept, until now. */
    long sleptNanos(long now) {
        long slept = (long) WORD.getOpaque(words, SLEPT);
        return asleep ? slept + Math.max(0, now - (long) WORD.getOpaque(words, ASLEEP_SINCE)) : slept;
    }
}
